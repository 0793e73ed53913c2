import { setTimeout as after } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { succeed } from '../../chaos/command.ts';
import { onHost } from '../../chaos/site.ts';
import type { Stage } from '../../chaos/stage.ts';

/** The node whose installation is held up while it is disturbed: a host with apt. */
export const node = 'cp-1';

/** Takes the lock of dpkg at every boot, before anybody can log in: an installation waits for it, for 300 seconds each time. */
const hold = `cat > /etc/systemd/system/hold.service <<'E'
[Unit]
Before=ssh.service
[Service]
ExecStart=/usr/bin/perl -e 'use Fcntl; my $$lock = pack "ss x4 qq i", F_WRLCK, 0, 0, 0, 0; open F, ">>", "/var/lib/dpkg/lock-frontend" or die; fcntl(F, F_SETLKW, $$lock) or die; sleep 1e6'
[Install]
WantedBy=multi-user.target
E
systemctl daemon-reload; systemctl -q enable --now hold.service`;

/** What is seen of the activity of the node at hand. Epoch milliseconds. */
export interface Attempt {
  readonly attempt: number;
  readonly started: number;
  readonly heartbeat: number;
}

/** Makes installations on the node wait. */
export async function holdInstallations(stage: Stage): Promise<void> {
  await onHost(stage.site, node, hold);
}

/** The newest attempt at the activity of the node at hand, where one is running. */
export async function attemptOf(client: Client, cluster: string): Promise<Attempt | undefined> {
  const handle = client.workflow.getHandle(`${cluster}/${node}`);
  const about = await client.withDeadline(Date.now() + 2000, () => handle.describe()).catch(() => undefined);
  const [activity] = about?.raw.pendingActivities ?? [];
  if (!activity || activity.activityType?.name !== 'runJob') return undefined;
  return {
    attempt: activity.attempt ?? 0,
    started: milliseconds(activity.lastStartedTime),
    heartbeat: milliseconds(activity.lastHeartbeatTime),
  };
}

/** Starts a build and waits until it installs packages on the node; afterwards the build is aborted. */
export async function whileInstalling<T>(
  stage: Stage,
  { client, folder }: { readonly client: Client; readonly folder: string },
  disturb: () => Promise<T>,
): Promise<T> {
  const { name } = stage.site;
  const address = ['--address', stage.server.address];
  await succeed('slipway', ['apply', '-f', `${folder}/cluster.yaml`, '--detach', ...address]);
  await until(async () => ((await attemptOf(client, name))?.heartbeat ?? 0) > 0);
  // Not at the beginning, when everything is fresh: the job runs and is being followed.
  await after(5000);
  const result = await disturb();
  await succeed('slipway', ['abort', name, ...address]);
  await until(async () => (await client.workflow.getHandle(name).describe()).status.name !== 'RUNNING');
  return result;
}

/** Waits, with ten looks a second, and gives the moment at which it was so. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 300): Promise<number> {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it was not so within ${seconds} s`);
    await after(100);
  }
  return Date.now();
}

function milliseconds(time?: { seconds?: unknown; nanos?: number | null } | null): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}
