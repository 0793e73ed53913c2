say() { printf '%s\t%s\n' "$1" "$2"; }; export LC_ALL=C
systemctl stop 'slipway-mesh-tcp-*.socket' 'slipway-mesh-udp-*.socket' 2> /dev/null
systemctl stop 'slipway-mesh-tcp-*.service' 'slipway-mesh-udp-*.service' 2> /dev/null
systemctl reset-failed 'slipway-mesh-*' 2> /dev/null
rm -rf /run/slipway-mesh
mkdir -p -m 700 /run/slipway-mesh
systemctl stop slipway-mesh-end.timer 2> /dev/null
systemd-run -q --unit=slipway-mesh-end --on-active=90 --timer-property=AccuracySec=1s /bin/sh -c 'systemctl stop '\''slipway-mesh-tcp-*.socket'\'' '\''slipway-mesh-udp-*.socket'\'' 2> /dev/null
systemctl stop '\''slipway-mesh-tcp-*.service'\'' '\''slipway-mesh-udp-*.service'\'' 2> /dev/null
systemctl reset-failed '\''slipway-mesh-*'\'' 2> /dev/null
rm -rf /run/slipway-mesh' || { say error 'nothing could be made to end the listeners'; exit 0; }
holder() { ss -Hln"$1"p "sport = :$2" 2> /dev/null | awk 'NR == 1 { name = $6; sub(/^users:\(\("/, "", name); sub(/".*/, "", name); print "held", name }'; }
listen() {
  held=$(holder "$4" "$2")
  if [ -n "$held" ]; then say "listener.$1.$2" "$held"; return; fi
  if said=$(systemd-run -q --unit="slipway-mesh-$1-$2" --socket-property="$3=$2" -p RuntimeMaxSec=90 /bin/sh -c "$5" 2>&1); then
    say "listener.$1.$2" listening
  else say "listener.$1.$2" "failed $(printf '%s' "$said" | tail -n 1)"
  fi
}
for port in 6443 2379 2380 10250; do listen tcp "$port" ListenStream t 'exec sleep 90'; done
for port in 8472; do
  listen udp "$port" ListenDatagram u "exec dd bs=65536 of=/run/slipway-mesh/$port oflag=append conv=notrunc status=none <&3"
done
