say() { printf '%s\t%s\n' "$1" "$2"; }; export LC_ALL=C
arrived() {
  for file in /run/slipway-mesh/*; do
    [ -f "$file" ] || continue
    awk -v run=r -v port="${file##*/}" '$1 == "slipway" && $2 == run && ($4 == "small" || length($0) + 1 == $5) && !seen[$3 $4]++ { printf "arrived.%s\t%s %s\n", port, $3, $4 }' "$file"
  done
}
for look in $(seq 10); do
  if [ "$(arrived | grep -c ' full$')" -ge 1 ]; then break; fi
  sleep 0.3 2> /dev/null || sleep 1
done
arrived
systemctl stop slipway-mesh-end.timer 2> /dev/null
systemctl stop 'slipway-mesh-tcp-*.socket' 'slipway-mesh-udp-*.socket' 2> /dev/null
systemctl stop 'slipway-mesh-tcp-*.service' 'slipway-mesh-udp-*.service' 2> /dev/null
systemctl reset-failed 'slipway-mesh-*' 2> /dev/null
rm -rf /run/slipway-mesh
