import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { filePath, serveFiles } from '../../lab/content/serve-files.ts';
import { makeKeys } from './troubled-keys.ts';
import { makeRepositories } from './troubled-packages.ts';
import type { Variant } from './troubled-packages.ts';

/** What a mirror does wrong. */
export interface Trouble {
  readonly packages?: Variant;
  /** How many times each host is given the expired copy of the key before it gets the extended one. */
  readonly expiredKeys?: number;
  /** A package manager that has asked for the index at most so many times is given packages with another byte in them. */
  readonly damaged?: number;
  /** Whoever else asks for a package is given one with another byte in it. */
  readonly damagedElsewhere?: boolean;
  /** Waited for before a host is given the key for the first time. */
  readonly beforeKey?: (address: string) => Promise<void>;
}

/** A mirror of a stand-in of CRI-O for both package formats. */
export interface TroubledMirror {
  readonly url: string;
  readonly fingerprint: string;
  /** From now on, and as if nobody had asked for anything before. */
  readonly serve: (trouble: Trouble) => void;
  readonly close: () => void;
}

/** Makes the mirror in a folder and serves it. */
export async function troubledMirror(folder: string, address: string, port: number): Promise<TroubledMirror> {
  await mkdir(folder, { recursive: true });
  const keys = await makeKeys(folder);
  await makeRepositories(folder, keys);
  const [expired, extended] = await Promise.all([readFile(keys.expiredFile), readFile(keys.pinned.publicFile)]);
  let trouble: Trouble = {};
  let asked = new Map<string, number>();

  const times = (client: string, kind: 'key' | 'index'): number => asked.get(`${client} ${kind}`) ?? 0;
  const count = (client: string, kind: 'key' | 'index'): void =>
    void asked.set(`${client} ${kind}`, times(client, kind) + 1);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', headers } = request;
    const client = request.socket.remoteAddress ?? '';
    const isManager = !headers['user-agent']?.startsWith('curl');
    const { packages = 'good', expiredKeys = 0, damaged = -1, damagedElsewhere = false, beforeKey } = trouble;
    if (request.method !== 'GET') return serveFiles(join(folder, packages))(request, response);
    if (url.endsWith('.key')) {
      if (times(client, 'key') === 0) await beforeKey?.(client);
      response.end(times(client, 'key') < expiredKeys ? expired : extended);
      return count(client, 'key');
    }
    if (isManager && /\/(repomd\.xml|InRelease)$/.test(url)) count(client, 'index');
    const isDamaged = isManager ? times(client, 'index') <= damaged : damagedElsewhere;
    if (!isDamaged || !/\.(rpm|deb)$/.test(url)) return serveFiles(join(folder, packages))(request, response);
    const content = await readFile(filePath(join(folder, packages), url) ?? '');
    content[content.length - 100] = (content.at(-100) ?? 0) ^ 1;
    response.end(content);
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(port, address);
  await once(server, 'listening');
  return {
    url: `http://${address}:${port}`,
    fingerprint: keys.pinned.fingerprint,
    serve: (next) => {
      trouble = next;
      asked = new Map();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
