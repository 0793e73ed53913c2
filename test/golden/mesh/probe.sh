say() { printf '%s\t%s\n' "$1" "$2"; }; export LC_ALL=C
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
      ' "$2" "$3" r w-1 "$((mtu - head))" 2> /dev/null
      sleep 0.3 2> /dev/null || sleep 1
    done
  ) &
  throttle
}
try_tcp cp-1 192.0.2.11 6443
wait
try_udp cp-1 192.0.2.11 8472
try_udp w-2 192.0.2.13 8472
wait
