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
  /** How many times each host is given a package with another byte in it. */
  readonly damaged?: number;
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

  /** How many times this host has asked for this kind of thing before. */
  const before = (client: string, kind: string): number => {
    const count = asked.get(`${client} ${kind}`) ?? 0;
    asked.set(`${client} ${kind}`, count + 1);
    return count;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', method } = request;
    const client = request.socket.remoteAddress ?? '';
    const { packages = 'good', expiredKeys = 0, damaged = 0, beforeKey } = trouble;
    if (method === 'GET' && url.endsWith('.key')) {
      const times = before(client, 'key');
      if (times === 0) await beforeKey?.(client);
      response.end(times < expiredKeys ? expired : extended);
    } else if (method === 'GET' && /\.(rpm|deb)$/.test(url) && before(client, 'package') < damaged) {
      const content = await readFile(filePath(join(folder, packages), url) ?? '');
      content[content.length - 100] = (content.at(-100) ?? 0) ^ 1;
      response.end(content);
    } else serveFiles(join(folder, packages))(request, response);
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
