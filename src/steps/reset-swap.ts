import { sh } from '../shell/sh.ts';

/** Puts back what `disable-swap` kept beside itself, and takes its masks and empty files away. Nothing is turned on before the next boot. */
export const restoreSwap = sh`
  if [ -e /etc/fstab.before-slipway ]; then
    sed -i 's/^# slipway: //' /etc/fstab
    rm -f /etc/fstab.before-slipway
  fi
  if [ -s /etc/slipway/before/swap-files ]; then
    while read -r file; do if [ -f "$file" ] && [ ! -s "$file" ]; then rm -f "$file"; fi; done < /etc/slipway/before/swap-files
  fi
  if [ -s /etc/slipway/before/swap-masks ]; then
    while read -r unit; do systemctl unmask "$unit"; done < /etc/slipway/before/swap-masks
  fi
  find /etc/systemd -name '*.before-slipway' 2> /dev/null | while read -r kept; do mv "$kept" "\${kept%.before-slipway}"; done`;
