import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { parseArgs } from 'node:util';

import { serveFiles } from './serve-files.ts';
import { serveNames } from './serve-names.ts';
import { serveRegistry } from './serve-registry.ts';

/**
 * The site server, in the foreground until SIGTERM: repositories, the registry and the site's names, one line per HTTP
 * request on standard output.
 * `tsx lab/content/server.ts --address 10.88.0.1 --web DIR --registry DIR [--web-port 8081] [--registry-port 5000] [--names-port 53]
 * [--name HOST=ADDRESS …]`
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      address: { type: 'string', default: '127.0.0.1' },
      web: { type: 'string' },
      registry: { type: 'string' },
      'web-port': { type: 'string', default: '8081' },
      'registry-port': { type: 'string', default: '5000' },
      'names-port': { type: 'string', default: '53' },
      name: { type: 'string', multiple: true, default: [] },
    },
  });
  if (!values.web || !values.registry) throw new Error('the site server needs --web DIR and --registry DIR');
  const servers = [
    await listen(serveFiles(values.web), { ...values, port: values['web-port'] }),
    await listen(serveRegistry(values.registry), { ...values, port: values['registry-port'] }),
  ];
  const names = new Map(
    values.name.map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']),
  );
  const resolver = await serveNames(names, { address: values.address, port: Number(values['names-port']) });
  const stop = (): void => {
    resolver.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

interface Place {
  readonly address: string;
  readonly port: string;
}

async function listen(handle: RequestListener, { address, port }: Place): Promise<Server> {
  const server = createServer((request, response) => {
    const since = performance.now();
    response.on('close', () => {
      const millis = Math.round(performance.now() - since);
      const bytes = String(response.getHeader('content-length') ?? 0);
      console.log(
        `${client(request)} ${port} ${request.method} ${request.url} ${response.statusCode} ${bytes} ${millis}ms`,
      );
    });
    handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), address, resolve);
  });
  console.log(`listening on ${address}:${port}`);
  return server;
}

function client(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '-';
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
