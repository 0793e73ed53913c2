import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { HostStep, StepContext } from './define-step.ts';
import { prelude } from './prelude.ts';

/**
 * One record per step on standard output: `@slipway <step> <state> <milliseconds> <base64 of what was found or said>`.
 * The time of a step comes from the kernel in hundredths of a second: dozens of steps at a time start no program for it.
 * States: `ok`, `needed`, `cannot` (check only), `changed`, `unchanged`, `failed`, `missing` (batch).
 */
const recorder = sh`
  begin() { read -r began _ < /proc/uptime; }
  record() {
    read -r now _ < /proc/uptime
    text=
    if [ -n "$3" ]; then text=$(printf '%s' "$3" | tail -c 3000 | base64 -w 0); fi
    printf '@slipway %s %s %s %s\n' "$1" "$2" "$(((\${now%.*}\${now#*.} - \${began%.*}\${began#*.}) * 10))" "$text"
  }`;

const checkFunction = (step: HostStep, at: StepContext): Shell => lines(raw('check() {'), step.check(at), raw('}'));

/** A read-only script that checks every step, whatever the others find. */
export function compileChecks(steps: readonly HostStep[], at: StepContext): Shell {
  const each = steps.map((step) =>
    lines(
      checkFunction(step, at),
      sh`
        begin
        found=$( (set -u; check) 2>&1 < /dev/null)
        case $? in
          0) record ${step.id} ok "$found" ;;
          1) record ${step.id} needed "$found" ;;
          *) record ${step.id} cannot "$found" ;;
        esac`,
    ),
  );
  return lines(prelude, recorder, ...each);
}

/**
 * A read-only script that looks at a step whose outcome is lost. Its one record: `ok` where the effect is there, `needed`
 * where the step may run again, `cannot` where a person must look.
 */
export function compileProbe(step: HostStep, at: StepContext): Shell {
  const unsafe = step.unsafe?.(at) ?? raw(':');
  const probe = (): Shell =>
    sh`
      found=$( (set -u; effect) 2>&1)
      code=$?
      if [ "$code" -ne 1 ]; then printf '%s\n' "$found"; exit "$code"; fi
      forbidden=$( (set -u; unsafe) 2>&1) || cannot "$forbidden"
      need "$found"`;
  return lines(
    raw('effect() {'),
    step.check(at),
    raw('}'),
    raw('unsafe() {'),
    unsafe,
    raw('}'),
    compileChecks([{ ...step, check: probe }], at),
  );
}

/** A script that brings neighbouring quick steps about, one after the other; it stops at the first that fails. */
export function compileBatch(steps: readonly HostStep[], at: StepContext): Shell {
  const each = steps.map((step) =>
    lines(
      checkFunction(step, at),
      raw('apply() {'),
      step.apply(at),
      raw('}'),
      sh`
        begin
        if found=$( (set -u; check) 2>&1 < /dev/null); then record ${step.id} unchanged "$found"
        else
          said=$( (set -eu; apply) 2>&1 < /dev/null)
          code=$?
          if [ "$code" -ne 0 ]; then record ${step.id} failed "$said"; exit 0; fi
          if left=$( (set -u; check) 2>&1 < /dev/null); then record ${step.id} changed "$found"; else record ${step.id} missing "$left"; exit 0; fi
        fi`,
    ),
  );
  return lines(prelude, recorder, ...each);
}

/** A job's script: check, apply, check. Its exit codes: 0 done, 90 effect missing, 91 failed with a code, else as apply. */
export function compileJob(step: HostStep, at: StepContext): Shell {
  return lines(
    prelude,
    checkFunction(step, at),
    raw('apply() {'),
    step.apply(at),
    raw('}'),
    sh`
      if found=$( (set -u; check) 2>&1 < /dev/null); then echo "@slipway-outcome unchanged $found"; exit 0; fi
      echo "$found"
      (set -eu; apply) < /dev/null
      code=$?
      [ "$code" -eq 0 ] || exit "$code"
      if left=$( (set -u; check) 2>&1 < /dev/null); then echo "@slipway-outcome changed $found"; exit 0; fi
      echo "@slipway-failure effect-missing $left"
      exit 90`,
  );
}
