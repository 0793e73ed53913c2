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
at 2849e648917625b344d6dbb2c4c617ac
offset=0
read -r up _ < /proc/uptime
until=$((${up%.*} + 15))
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
