import { mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { endSite } from './end-site.ts';
import { files, output, project, spec } from './paths.ts';
import { run } from './run.ts';
import { ports, startServer, stopServer } from './server.ts';

const keep = process.env['KEEP'] === '1';
const began = Date.now();
const since = (moment: number): string => `${((Date.now() - moment) / 1000).toFixed(0)} s`;
const shown = (path: string): string => relative(project, path);

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(2, 76 - text.length))}`);
}

// What runs at the moment gets the signal too and ends; then everything is taken down as after any other end.
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
  });
}

/** Boots the hosts, builds the cluster through Temporal and shows the proof. Gives the exit code: 0 only with the proof. */
async function demo(): Promise<number> {
  mkdirSync(output, { recursive: true });
  rmSync(files.result, { force: true });
  heading('1 of 3: blank hosts and what a closed site serves');
  const up = await run('lab', ['up', 'demo']);
  if (up !== 0 || interrupted) return up || 130;

  heading('2 of 3: Temporal and a worker');
  const server = await startServer(ports);
  console.log(`Temporal UI   ${server.uiAddress}`);
  try {
    if (interrupted) return 130;
    heading('3 of 3: the build');
    const address = ['--address', server.address];
    const applied = await run('slipway', [
      'apply',
      '-f',
      shown(spec),
      '--leave-when-parked',
      '--result',
      files.result,
      ...address,
    ]);
    if (applied !== 0) return applied;
    const read = await run('slipway', ['kubeconfig', '-f', shown(spec), '--out', shown(files.kubeconfig), ...address]);
    if (read !== 0) return read;
    heading(`the cluster stands, ${since(began)} after the start`);
    console.log(
      `Result        ${shown(files.result)}\nKubeconfig    ${shown(files.kubeconfig)}\nTemporal UI   ${server.uiAddress}`,
    );
    if (keep) {
      console.log('\nGo on:\n  npm run lab -- kubectl get nodes -o wide');
      console.log(`  npm run slipway -- watch demo --address ${server.address}`);
      console.log(`  npm run slipway -- apply -f ${shown(spec)} --address ${server.address}   changes nothing`);
      console.log('  make down                                       ends hosts and Temporal');
    } else console.log('\nEverything is taken down now; `make demo KEEP=1` leaves it up to look around.');
    return 0;
  } finally {
    if (!keep) await stopServer(server);
  }
}

let code = 1;
try {
  code = await demo();
} finally {
  if (!keep) await endSite('demo');
}
process.exitCode = code;
