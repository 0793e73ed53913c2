import { repositoriesOf } from '../os/family.ts';
import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { defineRemedy } from './define-step.ts';
import type { StepContext } from './define-step.ts';

/** Puts into `$off` by how many seconds the host's clock differs from the mirror's; '' where the mirror does not tell the time. */
function clock({ settings, versions, family }: StepContext): Shell {
  const [repository] = repositoriesOf(settings, versions);
  const url = `${repository?.url ?? ''}/${family.packages.keyPath}`;
  return sh`
    told=$(curl -fsSIL --max-time 20 ${url} | tr -d '\r' | sed -n 's/^[Dd]ate: //p' | tail -n 1)
    off=\${told:+$(( $(date +%s) - $(date -d "$told" +%s) ))}`;
}

const wrong = sh`[ -n "$off" ] && { [ "$off" -gt 10 ] || [ "$off" -lt -10 ]; }`;

/** Has the host's time service set the clock, where it is wrong. Slipway itself sets no clock. */
export const checkClock = defineRemedy({
  id: 'check-clock',
  kind: 'job',
  cures: ['package-not-yet-valid', 'package-key-expired', 'package-signature'],
  title: 'Check the clock against the mirror',
  why: 'With a wrong clock a good signature seems to be from the future, or its key to have expired.',
  applies: () => true,
  check: (at) => sh`
    ${clock(at)}
    if ${wrong}; then need "the clock is $off s off, by the clock of the mirror"; fi`,
  apply: (at) => sh`
    if command -v chronyc > /dev/null 2>&1; then chronyc -a makestep || true
    elif systemctl -q is-active systemd-timesyncd; then systemctl restart systemd-timesyncd
    fi
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      ${clock(at)}
      if ${wrong}; then sleep 2; else did "the host's time service has set the clock"; exit 0; fi
    done
    fail clock-skew "the clock is $off s off, by the clock of the mirror, and no time service of the host sets it"`,
  lost: 'rerun',
  undo: { kept: 'a clock that is right is no harm' },
  seconds: 300,
});
