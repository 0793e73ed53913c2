import { run } from './run.ts';
import { runningServer, stopServer } from './server.ts';

const server = runningServer();
if (server) {
  await stopServer(server);
  console.log('Temporal and the worker are down.');
}
process.exitCode = await run('lab/main.ts', ['down']);
