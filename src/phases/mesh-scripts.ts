import type { ClusterSettings, Host } from '../model/cluster.ts';
import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { needsBetween, needsTo } from './mesh-needs.ts';

/** Seconds after which a host ends its listeners by itself, whatever has become of the worker. */
const lifetime = 90;

/** Where datagrams that arrived are written; in memory. */
const folder = '/run/slipway-mesh';

const say = raw(String.raw`say() { printf '%s\t%s\n' "$1" "$2"; }; export LC_ALL=C`);

// Sockets first: one that still listens would start its service again.
const end = sh`
  systemctl stop 'slipway-mesh-tcp-*.socket' 'slipway-mesh-udp-*.socket' 2> /dev/null
  systemctl stop 'slipway-mesh-tcp-*.service' 'slipway-mesh-udp-*.service' 2> /dev/null
  systemctl reset-failed 'slipway-mesh-*' 2> /dev/null
  rm -rf ${folder}`;

const ports = (host: Host, settings: ClusterSettings, protocol: 'tcp' | 'udp'): readonly string[] => [
  ...new Set(needsTo(host, settings).flatMap((need) => (need.protocol === protocol ? [String(need.port)] : []))),
];

/**
 * Listens on every port that other nodes must reach and that nothing holds yet. systemd itself holds the sockets: that works
 * on every system, with no program of ours. A connection needs nobody to take it; datagrams are written down. A timer ends all.
 */
export function listenScript(host: Host, settings: ClusterSettings): Shell {
  return lines(
    say,
    end,
    sh`
      mkdir -p -m 700 ${folder}
      systemctl stop slipway-mesh-end.timer 2> /dev/null
      systemd-run -q --unit=slipway-mesh-end --on-active=${lifetime} --timer-property=AccuracySec=1s /bin/sh -c ${end.text} || { say error 'nothing could be made to end the listeners'; exit 0; }
      holder() { ss -Hln"$1"p "sport = :$2" 2> /dev/null | awk 'NR == 1 { name = $6; sub(/^users:\(\("/, "", name); sub(/".*/, "", name); print "held", name }'; }
      listen() {
        held=$(holder "$4" "$2")
        if [ -n "$held" ]; then say "listener.$1.$2" "$held"; return; fi
        if said=$(systemd-run -q --unit="slipway-mesh-$1-$2" --socket-property="$3=$2" -p RuntimeMaxSec=${lifetime} /bin/sh -c "$5" 2>&1); then
          say "listener.$1.$2" listening
        else say "listener.$1.$2" "failed $(printf '%s' "$said" | tail -n 1)"
        fi
      }
      for port in ${ports(host, settings, 'tcp')}; do listen tcp "$port" ListenStream t 'exec sleep ${raw(String(lifetime))}'; done
      for port in ${ports(host, settings, 'udp')}; do
        listen udp "$port" ListenDatagram u "exec dd bs=65536 of=${raw(folder)}/$port oflag=append conv=notrunc status=none <&3"
      done`,
  );
}

/**
 * Tries every way from one host to all others: connects by TCP, and sends small and full-sized datagrams. bash opens the
 * sockets, since every system that is supported has it. The kernel forbids others to split datagrams up to the MTU.
 */
export function probeScript(
  from: Host,
  others: readonly Host[],
  task: { settings: ClusterSettings; run: string },
): Shell {
  const { settings, run } = task;
  const ways = others.flatMap((to) =>
    needsBetween(from, to, settings).map(({ protocol, port }) => ({ to, protocol, port: String(port) })),
  );
  const calls = (protocol: 'tcp' | 'udp'): readonly Shell[] =>
    ways.flatMap((way) =>
      way.protocol === protocol ? [sh`try_${raw(protocol)} ${way.to.name} ${way.to.address} ${way.port}`] : [],
    );
  return lines(
    say,
    sh`
      if ! command -v bash > /dev/null 2>&1; then say error 'there is no bash to open sockets with'; exit 0; fi
      count=0
      throttle() { count=$((count + 1)); if [ $((count % 32)) = 0 ]; then wait; fi; }
      try_tcp() {
        (
          said=$(timeout 4 bash -c 'exec 3<> "/dev/tcp/$0/$1"' "$2" "$3" 2>&1) && say "tcp.$3" "$1 open" && exit
          case $said in
            *refused*) say "tcp.$3" "$1 refused" ;;
            *"No route"* | *rohibited* | *nreachable*) say "tcp.$3" "$1 prohibited" ;;
            *) say "tcp.$3" "$1 silent" ;;
          esac
        ) &
        throttle
      }
      try_udp() {
        (
          device=$(ip -o route get "$2" 2> /dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p')
          mtu=$(cat "/sys/class/net/$device/mtu" 2> /dev/null || echo 1500)
          case $2 in *:*) head=48 ;; *) head=28 ;; esac
          say "mtu.$3" "$1 $mtu"
          for again in 1 2; do
            bash -c '
              exec 3<> "/dev/udp/$0/$1" || exit
              printf "slipway %s %s small\n" "$2" "$3" >&3
              printf "%-*s\n" "$(($4 - 1))" "slipway $2 $3 full $4" | dd bs=65536 iflag=fullblock status=none >&3
            ' "$2" "$3" ${run} ${from.name} "$((mtu - head))" 2> /dev/null
            sleep 0.3 2> /dev/null || sleep 1
          done
        ) &
        throttle
      }`,
    ...calls('tcp'),
    sh`wait`,
    ...calls('udp'),
    sh`wait`,
  );
}

/**
 * Tells which datagrams of that run arrived whole, and ends the listeners. Where `expected` ways are not all there, those who write them
 * down may only be late: it looks again for three seconds.
 */
export function collectScript(run: string, expected: number): Shell {
  return lines(
    say,
    sh`
      arrived() {
        for file in ${raw(folder)}/*; do
          [ -f "$file" ] || continue
          awk -v run=${run} -v port="\${file##*/}" '$1 == "slipway" && $2 == run && ($4 == "small" || length($0) + 1 == $5) && !seen[$3 $4]++ { printf "arrived.%s\t%s %s\n", port, $3, $4 }' "$file"
        done
      }
      for look in $(seq 10); do
        if [ "$(arrived | grep -c ' full$')" -ge ${raw(String(expected))} ]; then break; fi
        sleep 0.3 2> /dev/null || sleep 1
      done
      arrived
      systemctl stop slipway-mesh-end.timer 2> /dev/null`,
    end,
  );
}

/** How many ways by datagrams lead to a host, from all others. */
export function datagramWays(to: Host, others: readonly Host[], settings: ClusterSettings): number {
  return others.flatMap((from) => needsBetween(from, to, settings).filter(({ protocol }) => protocol === 'udp')).length;
}
