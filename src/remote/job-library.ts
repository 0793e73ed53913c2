import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { JobPlaces } from './job-identity.ts';

/**
 * What the verbs share on the host. `at ID` chooses the job that the other words are about; `look` finds its state.
 *
 * A slot has on disk `lock` (one verb at a time) and `fence`, and in memory `alive` (locked while a job runs) and
 * `current` (its id). A job has on disk `script`, `unit`, `fence` (of its newest start), `claim` (it began), `out`,
 * `stopped` (by which fence), `rc` (it ended), `tail` (the end of `out`, once it was acknowledged), and in memory
 * `claimed` (it began since the last boot), `rc`, `secrets`.
 */
export function jobLibrary(slot: string, places: JobPlaces): Shell {
  return sh`
    slot=${slot}
    home=${places.state}/$slot
    memory=${places.memory}/$slot
    at() { id=$1; job=$home/$id; mine=$memory/$id; unit=slipway-$slot-$id.service; }
    say() { printf '@job %s\n' "$*"; exit 0; }
    result() {
      for record in "$job/rc" "$mine/rc"; do
        bytes=
        if [ -s "$record" ]; then read -r how status why began ended bytes < "$record"; fi
        [ -z "$bytes" ] || return 0
      done
      return 1
    }
    # Where systemd does not answer, the job is not called dead.
    active() {
      answer=$(systemctl show -p ActiveState "$unit") || return 0
      case $answer in ActiveState=inactive | ActiveState=failed) return 1 ;; esac
    }
    current() {
      holder=
      if [ -s "$memory/current" ]; then read -r holder < "$memory/current"; fi
      [ -n "$holder" ]
    }
    holds() { current && [ "$holder" = "$id" ] && [ -e "$memory/alive" ] && ! flock -n -s "$memory/alive" true; }
    # Liveness before result: a job that ends in between would else be taken for lost.
    look() {
      if result; then state=done
      elif [ ! -e "$job/claim" ]; then
        if [ -e "$job/script" ] && active; then
          # Only systemd knows whether it will begin.
          [ -n "$answer" ] || say silent
          state=running
        # It may have begun, and even ended, while systemd was asked.
        elif [ -e "$job/claim" ]; then look
        else state=absent
        fi
      elif [ -e "$mine/claimed" ] && { holds || active; }; then state=running
      elif result; then state=done
      else state=lost
      fi
    }
    size() { if [ -e "$1" ]; then stat -c %s "$1"; else echo 0; fi; }`;
}

/** What must be free on the disk for a job to begin. */
const free = { mebibytes: 100, inodes: 1000 } as const;

/** Words of the verbs that act: they take the slot's lock and refuse whoever has an older fence. */
export function jobFencing(fence: number): Shell {
  return lines(
    sh`
      fence=${fence}
      # A job needs room for its output and for what it does. Some file systems have no fixed number of inodes and say 0.
      room() {
        there=$home
        while [ ! -d "$there" ]; do there=\${there%/*}; there=\${there:-/}; done
        set -- $(stat -f -c '%a %S %d %c' "$there")
        free=$(($1 * $2 / 1048576))
        if [ "$free" -lt ${free.mebibytes} ]; then say full "$free MiB"; fi
        if [ "$4" -gt 0 ] && [ "$3" -lt ${free.inodes} ]; then say full "$3 inodes"; fi
      }
      lock() {
        mkdir -p "$home" "$memory" && touch "$home/lock" || { room; say failed "$home"; }
        exec 9> "$home/lock"
        flock -w 30 9 || say busy
      }
      # On a full disk the place of the old fence will do: what fills it must be stopped, too.
      keep_fence() {
        { printf '%s\n' "$1" > "$home/fence.new" && sync "$home/fence.new" && mv -f "$home/fence.new" "$home/fence"; } ||
          printf '%s\n' "$1" 1<> "$home/fence" || { room; say failed "$home"; }
      }
      pass() {
        known=0
        closed=
        if [ -s "$home/fence" ]; then read -r known closed < "$home/fence"; fi
        if [ "$fence" -lt "$known" ]; then say fenced "known=$known"; fi
        if [ "$fence" -gt "$known" ]; then
          closed=
          keep_fence "$fence"
        fi
      }
      # Ends the job at hand with everything it started; its record says that it was meant.
      end() {
        printf '%s\n' "$fence" > "$job/stopped"
        systemctl stop "$unit"
        if active; then say busy; fi
      }`,
  );
}
