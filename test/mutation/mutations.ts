import type { Exchange } from './copy.ts';

/** One promise of the job protocol, taken out of the code. */
export interface Mutation extends Exchange {
  readonly noticedBy: 'unit tests' | 'unit tests and host';
  /** Jobs that the fuzz may need until it shows; it ends at the first one. Without it 24 are enough. */
  readonly jobs?: number;
}

/** Each of them must be noticed by the unit tests, and by the fuzz on a host where a host can show it. */
export const mutations: readonly Mutation[] = [
  {
    name: 'script-hash',
    breaks: 'a script that arrived cut is not run',
    file: 'src/remote/job-start.ts',
    from: `case $sum in "$id"*) mv`,
    to: `case $sum in *) mv`,
    noticedBy: 'unit tests and host',
  },
  {
    name: 'fence',
    breaks: 'an attempt that was overtaken cannot act',
    file: 'src/remote/job-library.ts',
    from: `if [ "$fence" -lt "$known" ]; then say fenced "known=$known"; fi`,
    to: ':',
    noticedBy: 'unit tests and host',
  },
  {
    name: 'liveness-first',
    breaks: 'a job that ends while it is looked at is not called lost',
    file: 'src/remote/job-library.ts',
    from: `elif [ -e "$mine/claimed" ] && { holds || active; }; then state=running
      elif result; then state=done
      else`,
    to: `elif [ -e "$mine/claimed" ] && { holds || active; }; then state=running
      else`,
    noticedBy: 'unit tests and host',
    // A job must end within the milliseconds between two questions.
    jobs: 500,
  },
  {
    name: 'claim',
    breaks: 'of two units of one job only one runs the script',
    file: 'src/remote/job-unit.ts',
    from: 'set -C\n',
    to: '\n',
    // The lock and the name of the unit stand before it, so no host shows it.
    noticedBy: 'unit tests',
  },
  {
    name: 'offset',
    breaks: 'output is read on from where the reader is',
    file: 'src/remote/job-tail.ts',
    from: 'Buffer.concat([bytes, output])',
    to: 'Buffer.concat([bytes, output.subarray(1)])',
    noticedBy: 'unit tests and host',
  },
  {
    name: 'record-of-a-killed-job',
    breaks: 'the end of a job survives the death of everything around it',
    file: 'src/remote/job-unit.ts',
    from: `finish "$EXIT_CODE" "$EXIT_STATUS" "$SERVICE_RESULT"`,
    to: ':',
    noticedBy: 'unit tests and host',
  },
  {
    name: 'tombstone',
    breaks: 'a job that was acknowledged is not run again',
    file: 'src/remote/job-acknowledge.ts',
    from: 'bury\n      say kept',
    to: 'rm -rf "$mine" "$job"\n      say kept',
    noticedBy: 'unit tests and host',
  },
];
