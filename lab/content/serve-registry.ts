import { readFile, stat } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';

import { refuse, sendFile } from './serve-files.ts';
import { blobPath, manifestType, tagPath } from './site/oci-image.ts';

/** What an address of the registry asks for. */
export type RegistryRequest =
  | { readonly kind: 'version' }
  | { readonly kind: 'blob'; readonly digest: string }
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string };

const segment = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';
const blob = new RegExp(`^/v2/${segment}(?:/${segment})*/blobs/(sha256:[0-9a-f]{64})$`);
const manifest = new RegExp(
  `^/v2/(${segment}(?:/${segment})*)/manifests/(sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$`,
);

/** Reads an address of the OCI distribution API (the part that pulls); undefined for any other. */
export function registryRequest(address: string): RegistryRequest | undefined {
  const path = address.split('?')[0] ?? '';
  if (path === '/v2/' || path === '/v2') return { kind: 'version' };
  const digest = blob.exec(path)?.[1];
  if (digest) return { kind: 'blob', digest };
  const [, repository, reference] = manifest.exec(path) ?? [];
  return repository && reference ? { kind: 'manifest', repository, reference } : undefined;
}

/** Serves a registry folder: pulls only, for everyone. */
export function serveRegistry(root: string): RequestListener {
  return (request, response) => {
    const method = request.method ?? 'GET';
    const asked = method === 'GET' || method === 'HEAD' ? registryRequest(request.url ?? '') : undefined;
    void answer(root, asked, { method, response }).catch(() => unknownTo(response, 'UNKNOWN'));
  };
}

interface Reply {
  readonly method: string;
  readonly response: ServerResponse;
}

async function answer(root: string, asked: RegistryRequest | undefined, reply: Reply): Promise<void> {
  const { response } = reply;
  if (!asked) return refuse(response, 404);
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  if (asked.kind === 'version') return refuse(response, 200);
  const digest = asked.kind === 'blob' ? asked.digest : await manifestDigest(root, asked);
  const path = digest && blobPath(root, digest);
  const unknown = asked.kind === 'blob' ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN';
  if (!path || !(await exists(path))) return unknownTo(response, unknown);
  response.setHeader('docker-content-digest', digest);
  await sendFile(path, { ...reply, type: asked.kind === 'blob' ? 'application/octet-stream' : manifestType });
}

type ManifestRequest = Extract<RegistryRequest, { kind: 'manifest' }>;

async function manifestDigest(root: string, { repository, reference }: ManifestRequest): Promise<string | undefined> {
  if (reference.startsWith('sha256:')) return reference;
  return readFile(tagPath(root, repository, reference), 'utf8').catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function unknownTo(response: ServerResponse, code: string): void {
  if (response.headersSent) return void response.destroy();
  const text = JSON.stringify({ errors: [{ code, message: 'the lab has no such image' }] });
  response.writeHead(404, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}
