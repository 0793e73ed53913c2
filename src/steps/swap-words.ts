import { sh } from '../shell/sh.ts';

/**
 * Words about swap. `swaps` lists what is in use. `end_swap` turns it off now, or fails with `swap-on`: what this host does
 * not have belongs to another system on the same kernel, as in a container, and gets half a minute to be turned off there.
 */
export const swapWords = sh`
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
  }`;
