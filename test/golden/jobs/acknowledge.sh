slot=demo-step
home=/var/lib/slipway/jobs/$slot
memory=/run/slipway/jobs/$slot
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
size() { if [ -e "$1" ]; then stat -c %s "$1"; else echo 0; fi; }
fence=1
# A job needs room for its output and for what it does. Some file systems have no fixed number of inodes and say 0.
room() {
  there=$home
  while [ ! -d "$there" ]; do there=${there%/*}; there=${there:-/}; done
  set -- $(stat -f -c '%a %S %d %c' "$there")
  free=$(($1 * $2 / 1048576))
  if [ "$free" -lt 100 ]; then say full "$free MiB"; fi
  if [ "$4" -gt 0 ] && [ "$3" -lt 1000 ]; then say full "$3 inodes"; fi
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
}
# The bulk goes first: on a full disk it makes the room that the record needs.
bury() {
  systemctl reset-failed "$unit" 2> /dev/null
  if result && [ -e "$job/out" ]; then
    last=$bytes
    if [ "$last" -gt 4096 ]; then last=4096; fi
    tail -c "+$((bytes - last + 1))" "$job/out" | head -c "$last" > "$job/tail.new" && mv -f "$job/tail.new" "$job/tail"
  fi
  rm -rf "$job/out" "$job/unit" "$job/caller" "$job/tail.new" "$job/script"
  if [ ! -s "$job/rc" ] && [ -s "$mine/rc" ]; then
    cat "$mine/rc" 1<> "$job/rc.new" && sync "$job/rc.new" && mv -f "$job/rc.new" "$job/rc"
    [ -s "$job/rc" ] || return 0
  fi
  # What is reported from now on must be there after a power cut.
  if [ -s "$job/rc" ]; then sync "$job/rc" "$job"; fi
  rm -rf "$mine" "$job/rc.new"
}
clear_earlier() {
  for each in "$home"/*/; do
    each=${each%/}
    at "${each##*/}"
    if [ "$id" = 2849e648917625b344d6dbb2c4c617ac ] || [ ! -e "$job/script" ] || [ ! -s "$job/fence" ]; then continue; fi
    read -r theirs < "$job/fence"
    if [ "$theirs" -ge "$fence" ]; then continue; fi
    look
    case $state in done | lost) bury ;; esac
  done
}
over() { for _ in $(seq 100); do active || return 0; sleep 0.1; done; return 1; }
lock
pass
clear_earlier
at 2849e648917625b344d6dbb2c4c617ac
look
case $state in absent | running) say "$state" ;; esac
keep=
if [ "$state" = done ]; then
  case "$how $status $why" in
    *" timeout" | "killed TERM success" | "killed HUP success" | "killed INT success") ;;
    *) keep=1 ;;
  esac
  if [ -e "$job/stopped" ]; then keep=1; fi
fi
if [ -z "$keep" ] || [ -n '' ]; then
  # Its unit may still be recording how it ended, and would do so in the place of the next attempt.
  over || say busy
  systemctl reset-failed "$unit" 2> /dev/null
  rm -rf "$mine" "$job"
  say forgotten
fi
bury
say kept
