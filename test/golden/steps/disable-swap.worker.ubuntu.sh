# check
active=$(awk 'NR > 1 { print $1 }' /proc/swaps | tr '\n' ' ')
[ -z "$active" ] || need "swap is in use: $active"
awk '$1 !~ /^#/ && $3 == "swap" { found = 1 } END { exit found }' /etc/fstab 2> /dev/null || need "/etc/fstab turns swap on at boot"
if [ -x /usr/lib/systemd/system-generators/zram-generator ] && [ -s /usr/lib/systemd/zram-generator.conf ]; then
  [ -e /etc/systemd/zram-generator.conf ] && [ ! -s /etc/systemd/zram-generator.conf ] || need "the zram generator is on"
fi

# apply
if [ -x /usr/lib/systemd/system-generators/zram-generator ]; then
  mkdir -p /etc/systemd
  : > /etc/systemd/zram-generator.conf
  systemctl stop 'systemd-zram-setup@*' 2> /dev/null || true
fi
awk '$1 !~ /^#/ && $3 == "swap" { found = 1 } END { exit !found }' /etc/fstab 2> /dev/null && {
  cp -p /etc/fstab /etc/fstab.before-slipway
  awk '$1 !~ /^#/ && $3 == "swap" { print "# slipway: " $0; next } { print }' /etc/fstab.before-slipway > /etc/fstab.slipway-new
  chmod --reference=/etc/fstab.before-slipway /etc/fstab.slipway-new
  mv -f /etc/fstab.slipway-new /etc/fstab
}
awk 'NR > 1 { print $1 }' /proc/swaps | while read -r device; do
  swapoff "$device" || fail swap-on "$device cannot be turned off"
done
systemctl list-units --plain --no-legend --type=swap 2> /dev/null | awk '{ print $1 }' | while read -r unit; do systemctl mask "$unit"; done
