import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { connectCluster } from '../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import type { Remote, RunResult, Target } from '../../src/remote/remote.ts';
import { certificates, pem } from './certificates.ts';
import { spec } from './fixtures.ts';

/** The control plane that the fake API server stands for. */
export const controlPlane: Target = {
  host: { name: 'cp1', address: '10.0.0.1', role: 'control-plane' },
  ssh: spec.ssh,
};

/** A kubeconfig as kubeadm writes it. */
export const adminConf = `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: 'https://10.0.0.1:6443', certificate-authority-data: ${certificates.ca}}
users:
- name: kubernetes-admin
  user: {client-certificate-data: ${certificates.client.cert}, client-key-data: ${certificates.client.key}}
contexts:
- name: kubernetes-admin@kubernetes
  context: {cluster: kubernetes, user: kubernetes-admin}
current-context: kubernetes-admin@kubernetes
`;

/** Answers one request. */
export type Answer = (
  request: IncomingMessage & { readonly url: string },
  response: ServerResponse,
) => void | Promise<void>;

/** What the server says its kinds are called, by API group. */
const kinds: Readonly<Record<string, readonly object[]>> = {
  '/api/v1': [
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
  ],
};

/** A small HTTPS server on the loopback in place of an API server. Without the administrator's certificate nobody gets in. */
export async function fakeApi(answer: Answer): Promise<{ readonly server: Server; readonly port: number }> {
  const { ca, server: own } = certificates;
  const tls = { ca: pem(ca), cert: pem(own.cert), key: pem(own.key), requestCert: true, rejectUnauthorized: true };
  const server = createServer(tls, (request, response) => {
    const resources = kinds[request.url ?? ''];
    if (resources) return json(response, 200, { kind: 'APIResourceList', groupVersion: 'v1', resources });
    void answer(Object.assign(request, { url: request.url ?? '' }), response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return { server, port: address.port };
}

/** A client of an API server that has these objects, by the plural of their kind, and whose watches never tell of a change. */
export function stillCluster(objects: Readonly<Record<string, readonly object[]>>): Promise<ClusterClient> {
  return clusterOf((request, response) => {
    if (request.url.includes('watch=true')) return response.writeHead(200).flushHeaders();
    const [, items = []] = Object.entries(objects).find(([kind]) => request.url.includes(`/${kind}`)) ?? [];
    return json(response, 200, { items, metadata: { resourceVersion: '1' } });
  });
}

/** A client of an API server that answers like this. Both end with the test. */
export async function clusterOf(answer: Answer): Promise<ClusterClient> {
  const { server, port } = await fakeApi(answer);
  const client = await connectCluster(remoteTo(port), controlPlane);
  onTestFinished(async () => {
    await client.close();
    server.close();
  });
  return client;
}

/** A remote that leads to a port of this machine. What is not given fails. */
export function remoteTo(
  port: number,
  about: { readonly run?: () => Promise<RunResult>; readonly forward?: () => Promise<Duplex> } = {},
): Remote {
  const refuse = (): never => {
    throw new Error('this is not part of the test');
  };
  const open = (): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
      socket.once('error', reject);
    });
  return {
    run: about.run ?? (() => Promise.resolve({ code: 0, stdout: adminConf, stderr: '', milliseconds: 1 })),
    forward: about.forward ?? open,
    follow: refuse,
    stop: refuse,
    acknowledge: refuse,
    close: refuse,
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The body of a request as JSON. */
export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const body: Record<string, unknown> = JSON.parse(text);
  return body;
}
