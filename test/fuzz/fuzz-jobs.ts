import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../src/model/failure.ts';
import { jobPlaces } from '../../src/remote/job-identity.ts';
import { openRemote } from '../../src/remote/open-remote.ts';
import type { Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { openCuttingProxy } from './cutting-proxy.ts';
import type { Cut } from './cutting-proxy.ts';
import { fuzzJob } from './fuzz-job.ts';
import type { JobReport, Lane } from './fuzz-job.ts';
import { ledgerFolder, planJob } from './job-plan.ts';
import { between, randomFrom } from './random.ts';

/** What a run of the fuzz is asked for. */
export interface Fuzz {
  readonly seed: number;
  /** Numbers of the jobs; each of them is the same job in every run of the seed. */
  readonly jobs: readonly number[];
  /** Jobs at a time. */
  readonly lanes: number;
  /** The host, as root reaches it. */
  readonly target: Target;
  /** Where the known hosts of the proxies are written. */
  readonly folder: string;
  /** Whether the first thing that is wrong ends the run. */
  readonly untilWrong?: boolean;
  readonly onJob?: (report: JobReport) => void;
}

/** What a run came to. `executions` is what the jobs wrote down on the host themselves. */
export interface FuzzReport {
  readonly jobs: readonly JobReport[];
  readonly connections: number;
  readonly cuts: number;
  readonly executions: ReadonlyMap<string, { readonly began: number; readonly ended: number }>;
}

/** When connection `connection` of a job breaks: mostly early, in the handshake or in the first verbs. */
function planCut(seed: number, job: number, connection: number): Cut {
  const random = randomFrom(seed, 'cut', job, connection);
  const dice = random();
  if (dice < 0.35) return { after: 'sent', bytes: between(random, 1, 24_000) };
  if (dice < 0.6) return { after: 'received', bytes: between(random, 1, 12_000) };
  if (dice < 0.85) return { after: 'time', milliseconds: between(random, 0, 600) };
  return undefined;
}

/** Takes jobs through a protocol whose connections break, as many at a time as there are lanes. */
export async function fuzzJobs(fuzz: Fuzz): Promise<FuzzReport> {
  const { target, seed } = fuzz;
  // Nothing breaks its connection, and a machine under load may be slow to answer it.
  const observer = openRemote({ environment: {}, dialSeconds: 60, handshakeSeconds: 60 });
  const proxies: Lane['proxy'][] = [];
  try {
    // What an earlier run of the seed has left would be found, and nothing would run.
    const old = `fuzz-${seed}-`;
    await observer.run(
      target,
      sh`
      mkdir -p ${ledgerFolder}
      rm -rf ${ledgerFolder}/${old}* ${jobPlaces.state}/${old}* ${jobPlaces.memory}/${old}*`,
    );
    const left = [...fuzz.jobs];
    const jobs: JobReport[] = [];
    const takeNext = async (): Promise<void> => {
      for (let index = left.shift(); index !== undefined; index = left.shift()) {
        const job = index;
        const { address, ssh } = { address: target.host.address, ssh: target.ssh };
        const proxy = await openCuttingProxy({ address, port: ssh.port }, (number) => planCut(seed, job, number));
        proxies.push(proxy);
        const lane = { proxy, direct: target, observer, target: throughProxy(fuzz, proxy.port) };
        const report = await fuzzJob(lane, planJob(seed, job)).catch((error: unknown): JobReport => {
          const plan = planJob(seed, job);
          const lost = error instanceof SlipwayError && error.code === 'job-lost' ? 1 : 0;
          return { plan, deaths: 0, attached: 0, lost, mismatches: [String(error)] };
        });
        proxy.close();
        jobs.push(report);
        fuzz.onJob?.(report);
        if (fuzz.untilWrong && report.mismatches.length > 0) left.length = 0;
      }
    };
    await Promise.all(Array.from({ length: fuzz.lanes }, takeNext));
    const sum = (key: 'connections' | 'cuts'): number => proxies.reduce((all, { seen }) => all + seen[key], 0);
    const { stdout } = await observer.run(
      target,
      sh`
      cd ${ledgerFolder}
      for file in ${old}*; do echo "$file $(grep -cx began "$file") $(grep -cx ended "$file")"; done`,
    );
    return { jobs, connections: sum('connections'), cuts: sum('cuts'), executions: readLedger(stdout) };
  } finally {
    for (const proxy of proxies) proxy.close();
    await observer.close();
  }
}

function readLedger(text: string): FuzzReport['executions'] {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([slot = '', began, ended]) => [slot, { began: Number(began), ended: Number(ended) }]),
  );
}

/** The same host by way of a proxy on the loopback. */
export function throughProxy({ folder, target }: Pick<Fuzz, 'folder' | 'target'>, port: number): Target {
  const { host, ssh } = target;
  const key = /^\S+ (ssh-ed25519 \S+)/m.exec(linesOf(ssh.knownHosts, host.address))?.[1];
  if (!key) throw new Error(`${ssh.knownHosts} has no ed25519 key of ${host.address}`);
  const knownHosts = join(folder, `known_hosts-${port}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${key}\n`);
  return { host: { ...host, address: '127.0.0.1' }, ssh: { ...ssh, port, knownHosts } };
}

function linesOf(file: string, address: string): string {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.split(/[ ,]/).includes(address))
    .join('\n');
}
