import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { succeed } from './command.ts';
import { leaderOf, onHost } from './site.ts';
import type { Site } from './site.ts';

const nodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }),
    }),
  ),
});

/** The lab's own kubectl, as the administrator that kubeadm made on the control plane. */
export type Kubectl = (...args: readonly string[]) => Promise<string>;

/** Takes admin.conf from the control plane's disk. */
export async function kubectlOf(site: Site, folder: string): Promise<Kubectl> {
  const file = join(folder, 'admin.conf');
  const text = await onHost(site, leaderOf(site).name, 'cat /etc/kubernetes/admin.conf');
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  return (...args) => succeed('lab', ['kubectl', ...args], { KUBECONFIG: file });
}

/** Nodes that are missing, too many, or not Ready. */
export async function checkNodes(site: Site, kubectl: Kubectl): Promise<readonly string[]> {
  const { items } = nodeList.parse(JSON.parse(await kubectl('get', 'nodes', '-o', 'json')));
  const wanted = site.hosts.map(({ name }) => name);
  const there = items.map(({ metadata }) => metadata.name);
  const notReady = items.filter(
    ({ status }) => !status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True'),
  );
  return [
    ...wanted.filter((name) => !there.includes(name)).map((name) => `${name}: is no node of the cluster`),
    ...there.filter((name) => !wanted.includes(name)).map((name) => `${name}: a node that nobody asked for`),
    ...notReady.map(({ metadata }) => `${metadata.name}: is not Ready`),
  ];
}
