import { endSite } from './end-site.ts';
import { runningServer, stopServer } from './server.ts';

const server = runningServer();
if (server) {
  await stopServer(server);
  console.log('Temporal and the worker are down.');
}
process.exitCode = await endSite('demo');
