import type { ClusterSettings, Host } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import { pause } from '../remote/backoff.ts';
import type { Remote } from '../remote/remote.ts';
import { criSocket } from '../render/kubeadm.ts';
import { sh } from '../shell/sh.ts';
import type { ClusterClient } from './cluster-client.ts';
import { waitForNetwork } from './wait-for-network.ts';
import type { WaitOptions } from './wait-until.ts';

/** The node whose pod network is waited for. */
export interface NetworkOnHost {
  readonly settings: ClusterSettings;
  readonly host: Host;
}

const pauseMs = 1000;

/**
 * Waits until the pod network works on a node, by the host's own account too: for a moment after a reboot the API tells of its pod what
 * kubelet had said before, and pods that start meanwhile fail, which kubelet counts. Errors: `network-not-ready`, those of the client
 * and of SSH.
 */
export async function waitForNetworkOnHost(
  { client, remote }: { readonly client: ClusterClient; readonly remote: Remote },
  { settings, host }: NetworkOnHost,
  options: WaitOptions = {},
): Promise<void> {
  const { seconds = 300, signal, onProgress } = options;
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const told = await waitForNetwork(client, { node: host.name, cni: settings.network.cni }, options);
    const { stdout, stderr } = await remote.run(
      { host, ssh: settings.ssh },
      sh`crictl -r ${criSocket} ps -q --no-trunc --state Running`,
      { seconds: 30, ...(signal ? { signal } : {}) },
    );
    const running = new Set(stdout.split('\n'));
    if (told.every((id) => running.has(id))) return;
    const missing = 'its pod is told to be ready, but does not run on the host';
    if (Date.now() > end) {
      const message = `the pod network on ${host.name} is not ready after ${seconds} s: ${missing}`;
      throw new SlipwayError('network-not-ready', message, { host: host.name, tail: stderr });
    }
    onProgress?.(`the pod network: ${missing}`);
    await pause(pauseMs, signal);
  }
}
