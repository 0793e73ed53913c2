import { lines, sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import { swapSources } from './swap-sources.ts';
import { swapWords } from './swap-words.ts';

/** Turns swap off now and after a reboot, wherever it comes from. */
export const disableSwap = defineStep({
  id: 'disable-swap',
  kind: 'quick',
  title: 'Turn swap off, now and after a reboot',
  why: 'kubelet refuses to start while swap is in use (`failSwapOn`), and a zram unit, an fstab line or a GPT partition brings swap back at the next boot.',
  applies: () => true,
  check: () =>
    lines(
      swapWords,
      swapSources,
      sh`
        active=$(swaps | tr '\n' ' ')
        [ -z "$active" ] || need "swap is in use: $active"
        sources=$(swap_sources | tr '\n' ' ')
        [ -z "$sources" ] || need "swap comes back at boot: $sources"`,
    ),
  apply: () =>
    lines(
      swapWords,
      swapSources,
      sh`
        end_swap_sources
        end_swap
        systemctl stop 'systemd-zram-setup@*'
        mask_swap_units`,
    ),
  lost: 'rerun',
  undo: { reset: 'puts fstab, the settings of zram and swap units back; what they turn on is on after the next boot' },
  seconds: 90,
});
