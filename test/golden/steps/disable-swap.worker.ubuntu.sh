# check
swaps() { awk 'NR > 1 { print $1 }' /proc/swaps; }
end_swap() {
  swaps | while read -r entry; do
    device=$(printf '%b' "$entry")
    if said=$(swapoff "$device" 2>&1); then echo "turned $device off"
    elif [ -e "$device" ]; then case $said in *'Invalid argument'*) ;; *) fail swap-on "$said" ;; esac
    fi
  done || exit
  for try in $(seq 30); do if [ -z "$(swaps)" ]; then break; fi; sleep 1; done
  [ -z "$(swaps)" ] || fail swap-on "in use and not this host's own, so it must be turned off on the machine under it: $(swaps | tr '\n' ' ')"
}
zram_folders='/etc/systemd /run/systemd /usr/local/lib/systemd /usr/lib/systemd'
zram_services='zramswap.service zram-config.service zram-swap.service'
has_zram() { grep -qs '^[[:space:]]*\[zram' "$1"; }
zram_files() {
  for name in zram-generator.conf $(for folder in $zram_folders; do ls "$folder/zram-generator.conf.d" 2> /dev/null | sed -n 's#.*\.conf$#zram-generator.conf.d/&#p'; done | sort -u); do
    for folder in $zram_folders; do
      if [ -e "$folder/$name" ]; then
        if has_zram "$folder/$name"; then echo "$folder/$name"; fi
        break
      fi
    done
  done
}
enabled_zram_services() {
  for unit in $zram_services; do
    if [ -e "/usr/lib/systemd/system/$unit" ] || [ -e "/etc/systemd/system/$unit" ]; then
      if systemctl -q is-enabled "$unit" 2> /dev/null; then echo "$unit"; fi
    fi
  done
}
fstab_swap() { awk '$1 !~ /^#/ && $3 == "swap" { print $1 }' /etc/fstab 2> /dev/null; }
swap_units() {
  { systemctl list-units --all --plain --no-legend --type=swap 2> /dev/null | awk '{ print $1 }'
    for file in /etc/systemd/system/*.swap /usr/lib/systemd/system/*.swap; do if [ -e "$file" ]; then basename "$file"; fi; done
  } | sort -u | while read -r unit; do
      [ "$(systemctl show -p LoadState --value "$unit" 2> /dev/null)" != loaded ] || echo "$unit"
    done
}
swap_sources() {
  fstab_swap | sed 's#^#/etc/fstab: #'
  if [ -x /usr/lib/systemd/system-generators/zram-generator ]; then zram_files; fi
  enabled_zram_services
  swap_units
}
note_swap() { mkdir -p /etc/slipway/before; printf '%s\n' "$2" >> "/etc/slipway/before/swap-$1"; }
end_swap_sources() {
  if [ -n "$(fstab_swap)" ]; then
    cp -p /etc/fstab /etc/fstab.before-slipway
    awk '$1 !~ /^#/ && $3 == "swap" { print "# slipway: " $0; next } { print }' /etc/fstab.before-slipway > /etc/fstab.slipway-new
    chmod --reference=/etc/fstab.before-slipway /etc/fstab.slipway-new
    sync /etc/fstab.before-slipway /etc/fstab.slipway-new
    mv -f /etc/fstab.slipway-new /etc/fstab
  fi
  zram_files | while read -r file; do
    name=${file#*/systemd/}
    case $file in /etc/*) mv "$file" "$file.before-slipway" ;; esac
    mkdir -p "$(dirname "/etc/systemd/$name")"
    : > "/etc/systemd/$name"
    note_swap files "/etc/systemd/$name"
  done
  enabled_zram_services | while read -r unit; do systemctl disable "$unit"; done
  systemctl daemon-reload
}
mask_swap_units() {
  swap_units | while read -r unit; do
    if [ -f "/etc/systemd/system/$unit" ] && [ ! -L "/etc/systemd/system/$unit" ]; then
      systemctl disable "$unit" 2> /dev/null || true
      mv "/etc/systemd/system/$unit" "/etc/systemd/system/$unit.before-slipway"
    fi
    systemctl mask "$unit"
    note_swap masks "$unit"
  done
}
active=$(swaps | tr '\n' ' ')
[ -z "$active" ] || need "swap is in use: $active"
sources=$(swap_sources | tr '\n' ' ')
[ -z "$sources" ] || need "swap comes back at boot: $sources"

# apply
swaps() { awk 'NR > 1 { print $1 }' /proc/swaps; }
end_swap() {
  swaps | while read -r entry; do
    device=$(printf '%b' "$entry")
    if said=$(swapoff "$device" 2>&1); then echo "turned $device off"
    elif [ -e "$device" ]; then case $said in *'Invalid argument'*) ;; *) fail swap-on "$said" ;; esac
    fi
  done || exit
  for try in $(seq 30); do if [ -z "$(swaps)" ]; then break; fi; sleep 1; done
  [ -z "$(swaps)" ] || fail swap-on "in use and not this host's own, so it must be turned off on the machine under it: $(swaps | tr '\n' ' ')"
}
zram_folders='/etc/systemd /run/systemd /usr/local/lib/systemd /usr/lib/systemd'
zram_services='zramswap.service zram-config.service zram-swap.service'
has_zram() { grep -qs '^[[:space:]]*\[zram' "$1"; }
zram_files() {
  for name in zram-generator.conf $(for folder in $zram_folders; do ls "$folder/zram-generator.conf.d" 2> /dev/null | sed -n 's#.*\.conf$#zram-generator.conf.d/&#p'; done | sort -u); do
    for folder in $zram_folders; do
      if [ -e "$folder/$name" ]; then
        if has_zram "$folder/$name"; then echo "$folder/$name"; fi
        break
      fi
    done
  done
}
enabled_zram_services() {
  for unit in $zram_services; do
    if [ -e "/usr/lib/systemd/system/$unit" ] || [ -e "/etc/systemd/system/$unit" ]; then
      if systemctl -q is-enabled "$unit" 2> /dev/null; then echo "$unit"; fi
    fi
  done
}
fstab_swap() { awk '$1 !~ /^#/ && $3 == "swap" { print $1 }' /etc/fstab 2> /dev/null; }
swap_units() {
  { systemctl list-units --all --plain --no-legend --type=swap 2> /dev/null | awk '{ print $1 }'
    for file in /etc/systemd/system/*.swap /usr/lib/systemd/system/*.swap; do if [ -e "$file" ]; then basename "$file"; fi; done
  } | sort -u | while read -r unit; do
      [ "$(systemctl show -p LoadState --value "$unit" 2> /dev/null)" != loaded ] || echo "$unit"
    done
}
swap_sources() {
  fstab_swap | sed 's#^#/etc/fstab: #'
  if [ -x /usr/lib/systemd/system-generators/zram-generator ]; then zram_files; fi
  enabled_zram_services
  swap_units
}
note_swap() { mkdir -p /etc/slipway/before; printf '%s\n' "$2" >> "/etc/slipway/before/swap-$1"; }
end_swap_sources() {
  if [ -n "$(fstab_swap)" ]; then
    cp -p /etc/fstab /etc/fstab.before-slipway
    awk '$1 !~ /^#/ && $3 == "swap" { print "# slipway: " $0; next } { print }' /etc/fstab.before-slipway > /etc/fstab.slipway-new
    chmod --reference=/etc/fstab.before-slipway /etc/fstab.slipway-new
    sync /etc/fstab.before-slipway /etc/fstab.slipway-new
    mv -f /etc/fstab.slipway-new /etc/fstab
  fi
  zram_files | while read -r file; do
    name=${file#*/systemd/}
    case $file in /etc/*) mv "$file" "$file.before-slipway" ;; esac
    mkdir -p "$(dirname "/etc/systemd/$name")"
    : > "/etc/systemd/$name"
    note_swap files "/etc/systemd/$name"
  done
  enabled_zram_services | while read -r unit; do systemctl disable "$unit"; done
  systemctl daemon-reload
}
mask_swap_units() {
  swap_units | while read -r unit; do
    if [ -f "/etc/systemd/system/$unit" ] && [ ! -L "/etc/systemd/system/$unit" ]; then
      systemctl disable "$unit" 2> /dev/null || true
      mv "/etc/systemd/system/$unit" "/etc/systemd/system/$unit.before-slipway"
    fi
    systemctl mask "$unit"
    note_swap masks "$unit"
  done
}
end_swap_sources
end_swap
systemctl stop 'systemd-zram-setup@*'
mask_swap_units
