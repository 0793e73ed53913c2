import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { parseArgs } from 'node:util';

import { serveFiles } from './serve-files.ts';
import { serveRegistry } from './serve-registry.ts';

/**
 * The site server, in the foreground until SIGTERM: repositories and the registry, one line per request on standard output.
 * `tsx lab/content/server.ts --address 10.88.0.1 --web DIR --registry DIR [--web-port 8081] [--registry-port 5000]`
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      address: { type: 'string', default: '127.0.0.1' },
      web: { type: 'string' },
      registry: { type: 'string' },
      'web-port': { type: 'string', default: '8081' },
      'registry-port': { type: 'string', default: '5000' },
    },
  });
  if (!values.web || !values.registry) throw new Error('the site server needs --web DIR and --registry DIR');
  const servers = [
    await listen(serveFiles(values.web), { ...values, port: values['web-port'] }),
    await listen(serveRegistry(values.registry), { ...values, port: values['registry-port'] }),
  ];
  const stop = (): void => {
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
