import { createLogUpdate } from 'log-update';
import type { BuildProgress } from '../dev/build-temporal.ts';
import type { FindOptions } from '../dev/find-temporal.ts';
import { clock } from './show/clock.ts';
import { print, type Terminal } from './terminal.ts';

/** Seconds between two lines where the output is not a terminal. */
const quietSeconds = 10;

/** Says that the Temporal server is being built, how far it is, and how long it has taken. */
export function buildReporter({ stderr }: Terminal): Pick<FindOptions, 'onBuild' | 'onProgress'> {
  const update = createLogUpdate(stderr);
  let startedAt = Date.now();
  let lastLineAt = 0;
  const onBuild: FindOptions['onBuild'] = ({ version }) => {
    startedAt = Date.now();
    print(stderr, `Building the Temporal server ${version} from source: once, about four minutes on two cores.`);
  };
  const onProgress = (progress: BuildProgress) => {
    const line = `  ${clock(Date.now() - startedAt)}  ${words(progress)}`;
    if (stderr.isTTY && stderr.rows) return update(line);
    if (Date.now() - lastLineAt < quietSeconds * 1000) return;
    lastLineAt = Date.now();
    print(stderr, line);
  };
  return { onBuild, onProgress };
}

function words({ stage, count, total }: BuildProgress): string {
  if (stage === 'downloading') return `downloading modules: ${count}`;
  return `compiling: ${count} of ${total || 'some'} packages; those built before are left out`;
}
