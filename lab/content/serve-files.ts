import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Serves the files below a folder, read only. */
export function serveFiles(root: string): RequestListener {
  return (request, response) => {
    const path = filePath(root, request.url ?? '/');
    void answer(path, request.method ?? 'GET', response);
  };
}

/** The file that an address asks for; undefined when the address is malformed or leaves the folder. */
export function filePath(root: string, address: string): string | undefined {
  const raw = address.split('?')[0] ?? '';
  try {
    const path = normalize(decodeURIComponent(raw));
    return path.startsWith('/') && !path.includes('\0') ? join(root, path) : undefined;
  } catch {
    return undefined;
  }
}

async function answer(path: string | undefined, method: string, response: ServerResponse): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405);
  if (!path) return refuse(response, 404);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return refuse(response, 404);
  await sendFile(await realpath(path), { method, response, type: 'application/octet-stream' });
}

/** What of a file goes where. */
export interface FileAnswer {
  readonly method: string;
  readonly response: ServerResponse;
  readonly type: string;
}

/** Answers with a file's content. A client that goes away in the middle is not an error. */
export async function sendFile(path: string, { method, response, type }: FileAnswer): Promise<void> {
  const { size, mtime } = await stat(path);
  response.writeHead(200, {
    'content-type': type,
    'content-length': size,
    'last-modified': mtime.toUTCString(),
  });
  if (method === 'HEAD') return void response.end();
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), response).catch(() => response.destroy());
}

/** Answers with a status and nothing else. */
export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}
