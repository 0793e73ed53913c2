import { sh } from '../../src/shell/sh.ts';
import type { Shell } from '../../src/shell/sh.ts';
import { between, randomFrom } from './random.ts';
import type { Random } from './random.ts';

/** Where jobs write down that they really ran: beside everything that Slipway keeps. */
export const ledgerFolder = '/var/lib/slipway-fuzz';

/** How a job ends: by itself, by its own hand with everything around it, or by a stop. */
export type JobKind = 'plain' | 'loud' | 'killed' | 'stopped';

/** One job of the fuzz with everything that will be done to it; it follows from seed and number alone. */
export interface JobPlan {
  readonly slot: string;
  readonly kind: JobKind;
  readonly script: Shell;
  /** What it writes, to the last byte. Of a job that is stopped this is what it writes before it sleeps. */
  readonly output: string;
  readonly exit: { readonly code: number } | { readonly signal: string };
  /** Workers that follow it at once. */
  readonly workers: number;
  /** Milliseconds after which the worker of an attempt dies; there is one attempt more. */
  readonly deaths: readonly number[];
  /** Bytes of a script that arrives cut before the whole one does. */
  readonly truncated: number | undefined;
  /** Whether an attempt that was overtaken tries to start and to stop. */
  readonly stale: boolean;
  readonly acknowledged: boolean;
}

/** The plan of job `index`. */
export function planJob(seed: number, index: number): JobPlan {
  const random = randomFrom(seed, 'job', index);
  const slot = `fuzz-${seed}-${index}`;
  const kind = kindOf(random());
  const first = between(random, 0, kind === 'loud' ? 40_000 : 1500);
  const second = kind === 'stopped' ? 0 : between(random, 0, kind === 'loud' ? 40_000 : 1500);
  const code = random() < 0.5 ? 0 : between(random, 1, 99);
  const word = `job ${index} says ${Math.floor(random() * 1e9)} in line`;
  const nap = random() < 0.3 ? '0' : (random() * 1.2).toFixed(2);
  const ends = { plain: `exit ${code}`, loud: `exit ${code}`, killed: 'kill -KILL $PPID', stopped: 'sleep 86400' }[
    kind
  ];
  const script = sh`
    echo began >> ${`${ledgerFolder}/${slot}`}
    seq -f ${`${word} %.0f`} 1 ${first}
    sleep ${nap}
    seq -f ${`${word} %.0f`} ${first + 1} ${first + second}
    echo ended >> ${`${ledgerFolder}/${slot}`}`;
  const lines = Array.from({ length: first + second }, (_, line) => `${word} ${line + 1}\n`);
  return {
    slot,
    kind,
    script: { text: `${script.text}\n${ends}` },
    output: lines.join(''),
    exit: { plain: { code }, loud: { code }, killed: { signal: 'KILL' }, stopped: { signal: 'TERM' } }[kind],
    workers: random() < 0.15 ? between(random, 2, 5) : 1,
    deaths: deathsOf(random),
    truncated: random() < 0.15 ? between(random, 1, script.text.length) : undefined,
    stale: random() < 0.3,
    acknowledged: random() < 0.5,
  };
}

function kindOf(dice: number): JobKind {
  if (dice < 0.15) return 'killed';
  if (dice < 0.23) return 'loud';
  return dice < 0.31 ? 'stopped' : 'plain';
}

function deathsOf(random: Random): readonly number[] {
  return Array.from({ length: 4 }, () => between(random, 0, 900)).filter(() => random() < 0.3);
}
