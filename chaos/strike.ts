import { setTimeout as after } from 'node:timers/promises';
import { succeed } from './command.ts';
import type { FaultName } from './faults.ts';
import type { PlannedFault } from './schedule.ts';
import { leaderOf, onHost } from './site.ts';
import type { Stage } from './stage.ts';

/** What a fault is told: whom it meets, and its host as the lab names it. */
interface Blow {
  readonly stage: Stage;
  readonly host: string;
  readonly seconds: number;
}

type Strike = (blow: Blow) => Promise<void>;

const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';

const strikes: Readonly<Record<FaultName, Strike>> = {
  'worker-kill': async ({ stage, seconds }) => {
    await stage.workers.end('SIGKILL');
    await wait(seconds);
    stage.workers.start();
  },
  'worker-stop': async ({ stage, seconds }) => {
    await stage.workers.end('SIGTERM');
    await wait(seconds);
    stage.workers.start();
  },
  'worker-swap': async ({ stage, seconds }) => {
    stage.workers.start();
    await wait(seconds);
    await stage.workers.end('SIGKILL');
  },
  'server-kill': async ({ stage, seconds }) => {
    await stage.server.kill();
    await wait(seconds);
    await stage.server.start();
  },
  'client-kill': async ({ stage, seconds }) => {
    await stage.clients.end('SIGKILL');
    await wait(seconds);
    stage.clients.start();
  },
  connections: async ({ stage, host, seconds }) => {
    const end = Date.now() + seconds * 1000;
    do {
      // Its own connection is one of them.
      await onHost(stage.site, nameOf(host), 'pkill -KILL sshd-session').catch(() => undefined);
    } while (Date.now() < end);
  },
  cut: ({ host, seconds }) => between(seconds, ['cut', host], ['heal', host]),
  freeze: ({ host, seconds }) => between(seconds, ['freeze', host], ['thaw', host]),
  delay: ({ host, seconds }) => between(seconds, ['delay', host, '150'], ['delay', host, '0']),
  clock: ({ host, seconds }) => between(seconds, ['clock', host, '--', '-3600'], ['clock', host, '0']),
  reboot: async ({ host }) => void (await succeed('lab', ['reboot', host])),
  power: ({ host, seconds }) => between(seconds, ['kill', host], ['start', host]),
  'api-away': takeApiAway,
  'api-outage': takeApiAway,
};

async function takeApiAway({ stage, seconds }: Blow): Promise<void> {
  const leader = leaderOf(stage.site).name;
  await onHost(stage.site, leader, `mv ${manifest} /root/kube-apiserver.yaml`);
  await wait(seconds);
  await onHost(stage.site, leader, `mv /root/kube-apiserver.yaml ${manifest}`);
}

/** Strikes, lasts, and mends what it broke; resolves when all is as before for the product to go on. */
export function strike(stage: Stage, { fault, host, lasts }: PlannedFault): Promise<void> {
  return strikes[fault]({ stage, host: `${stage.site.name}/${host ?? ''}`, seconds: lasts });
}

const wait = (seconds: number): Promise<void> => after(seconds * 1000);
const nameOf = (host: string): string => host.slice(host.indexOf('/') + 1);

async function between(seconds: number, first: readonly string[], last: readonly string[]): Promise<void> {
  await succeed('lab', first);
  await wait(seconds);
  await succeed('lab', last);
}
