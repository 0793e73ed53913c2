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
fence=3
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
receive_script() {
cat > "$job/script.new" << 'END_d8d933c8acfaafec3469e27e84028f9dfe0e14736a486fffe8616e62b4619cba'
echo "$HOME" 'it'\''s'
END_d8d933c8acfaafec3469e27e84028f9dfe0e14736a486fffe8616e62b4619cba
sum=$(sha256sum < "$job/script.new")
case $sum in "$id"*) mv -f "$job/script.new" "$job/script" ;; *) rm -f "$job/script.new"; say badhash ;; esac
}
receive_unit() {
printf 'job=%s mine=%s memory=%s\n' "$job" "$mine" "$memory" > "$job/unit"
cat >> "$job/unit" << 'END_22bb2dcd2fa0cdd653910a4720d59ddcd8283c03d5f1ed2df6cda425d180816c'
punched=0
# In memory first: a full disk loses no result, and one that is slow to sync costs more time than systemd gives `end`.
finish() {
  read -r ended _ < /proc/uptime
  began=$ended
  if [ -s "$job/claim" ]; then read -r began _ < "$job/claim"; fi
  rm -rf "$mine/secrets"
  punch
  record="$1 $2 $3 $began $ended $(stat -c %s "$job/out")"
  printf '%s\n' "$record" > "$mine/rc.new" && mv -f "$mine/rc.new" "$mine/rc"
  printf '%-126s\n' "$record" 1<> "$job/rc.new" && {
    sync "$job/rc.new"
    mv -f "$job/rc.new" "$job/rc"
    sync "$job"
  }
}
# Holes take the place of old output: offsets stay what they were, and the disk does not fill up.
punch() {
  size=$(stat -c %s "$job/out")
  [ $((size - punched)) -gt 16777216 ] || return 1
  upto=$((size - 8388608))
  fallocate -p -o "$punched" -l "$((upto - punched))" "$job/out" 2> /dev/null && punched=$upto
}
# A job that writes fast is looked after more often.
bound() {
  nap=1
  while sleep "$nap"; do if punch; then nap=0.1; else nap=1; fi; done
}
# The pipe is open at the other side, or nobody waits: opened for both ways it never blocks.
tell() { printf '%s\n' "$1" 1<> "$mine/begun"; }
case $1 in
begin)
  exec >> "$job/out" 2>&1 < /dev/null
  exec 8> "$memory/alive"
  flock -w 10 8 || { tell refused; exit 75; }
  : > "$mine/claimed"
  read -r up _ < /proc/uptime
  read -r boot < /proc/sys/kernel/random/boot_id
  set -C
  printf '%s %s %s\n' "$up" "$boot" "$INVOCATION_ID" > "$job/claim" || { tell refused; exit 75; }
  set +C
  # A power cut after this point must find the claim, or the job would be run a second time.
  sync "$job/claim" "$job"
  tell begun
  umask 022
  ulimit -S -n 16384 2> /dev/null || :
  bound 8>&- &
  keeper=$!
  env -i HOME=/root LANG=C.UTF-8 SLIPWAY_SECRETS="$mine/secrets" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh "$job/script" 8>&-
  code=$?
  kill "$keeper" 2> /dev/null
  finish exited "$code" success
  exit "$code"
  ;;
end)
  if [ -s "$job/rc" ] || [ -s "$mine/rc" ]; then exit 0; fi
  read -r _ _ invocation < "$job/claim" && [ "$invocation" = "$INVOCATION_ID" ] || exit 0
  finish "$EXIT_CODE" "$EXIT_STATUS" "$SERVICE_RESULT"
  ;;
esac
END_22bb2dcd2fa0cdd653910a4720d59ddcd8283c03d5f1ed2df6cda425d180816c
}
receive_secrets() {
mkdir -p "$mine/secrets"
base64 -d > "$mine/secrets"/token << 'END_aea2727bb2352356a6b16acbfbd0b56bbb96a4a45c62c21df3c4d30b480c2db7'
c2hvd24gbm93aGVyZQ==
END_aea2727bb2352356a6b16acbfbd0b56bbb96a4a45c62c21df3c4d30b480c2db7
}
run_unit() {
  systemd-run --quiet --unit="$unit" --description="Slipway job $slot" -p KillMode=control-group \
    -p RuntimeMaxSec=60 -p TimeoutStopSec=10 -p IgnoreSIGPIPE=no \
    -p ExecStopPost="-/bin/sh $job/unit end" /bin/sh "$job/unit" begin 2>&1
}
# True where every start of the job at hand had an older fence.
outranks() {
  theirs=-1
  if [ -s "$job/fence" ]; then read -r theirs < "$job/fence"; fi
  [ "$fence" -gt "$theirs" ]
}
# Gives false also where systemd tells neither of a start nor of a unit.
launched() { error=$(run_unit) || { active && [ -n "$answer" ]; }; }
launch() {
  if [ ! -d /run/systemd/system ] || ! command -v systemd-run > /dev/null; then say nosystemd; fi
  room
  mkdir -p "$job" "$mine"
  receive_script
  receive_unit
  receive_secrets
  printf '%126s\n' '' > "$job/rc.new"
  rm -f "$job/stopped" "$mine/begun"
  mkfifo "$mine/begun"
  exec 7<> "$mine/begun"
  printf '%s\n' "$id" > "$memory/current"
  printf '%s\n' "$caller" > "$job/caller"
  printf '%s\n' "$fence" > "$job/fence"
  if ! launched; then
    systemctl reset-failed "$unit" 2> /dev/null
    if ! launched; then
      # Without an answer the unit may exist, and may need what was brought for it.
      if [ -z "$answer" ]; then say silent "$error"; fi
      rm -rf "$mine"
      # On its way down, systemd begins nothing new. One that was not up yet calls itself starting even then.
      case "$(systemctl is-system-running 2> /dev/null) $error" in
        stopping* | *' is destructive '*) say stopping ;;
        *'Failed to connect to '*) say silent "$error" ;;
      esac
      say refused "$error"
    fi
  fi
  if [ "$(timeout 10 head -n 1 <&7)" = refused ]; then rm -rf "$mine/secrets"; fi
  exec 7>&-
  look
  if [ "$state" = absent ]; then say unbegun; fi
}
caller=me
at 2849e648917625b344d6dbb2c4c617ac
lock
pass
look
if [ "$state" = absent ]; then
  if [ -n "$closed" ]; then say fenced "stopped=$known"; fi
  if current && [ "$holder" != "$id" ]; then
    at "$holder"
    look
    if [ "$state" = running ]; then
      outranks || say conflict "with=$holder"
      end
    fi
    at 2849e648917625b344d6dbb2c4c617ac
  fi
  launch
fi
# In place, since a full disk would make an emptied file stay empty; fences only grow.
if outranks; then printf '%s\n' "$fence" 1<> "$job/fence"; fi
exec 9>&-
starter=; if [ -s "$job/caller" ]; then read -r starter < "$job/caller"; fi
if [ "$starter" != "$caller" ]; then attached=attached=1; fi
offset=0
read -r up _ < /proc/uptime
until=$((${up%.*} + 0))
look
while [ "$state" = running ]; do
  read -r up _ < /proc/uptime
  if [ "${up%.*}" -ge "$until" ]; then break; fi
  if flock -s -w 2 "$memory/alive" true; then
    look
    # Free, yet not over: systemd is just starting the job or clearing up after it.
    if [ "$state" = running ]; then sleep 0.02; fi
  elif [ "$(size "$job/out")" -gt "$offset" ]; then break
  fi
done
if [ "$state" = done ]; then total=$bytes; else total=$(size "$job/out"); fi
from=$offset
if [ "$from" -gt "$total" ]; then from=$total; fi
if [ $((total - from)) -gt 65536 ]; then from=$((total - 65536)); fi
# Of an acknowledged job only the end is left.
output=$job/out
skipped=0
if [ ! -e "$output" ]; then
  output=$job/tail
  skipped=$((total - $(size "$output")))
  if [ "$from" -lt "$skipped" ]; then from=$skipped; fi
fi
mark=; if [ -e "$job/stopped" ]; then mark=stopped=1; fi
if [ "$state" = done ]; then mark="$mark how=$how status=$status why=$why began=$began ended=$ended"; fi
echo "@job $state from=$from size=$total $mark ${attached:-}"
if [ "$total" -gt "$from" ]; then tail -c "+$((from - skipped + 1))" "$output" | head -c "$((total - from))"; fi
