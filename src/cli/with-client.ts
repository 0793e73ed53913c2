import { Client, Connection } from '@temporalio/client';
import { CommandError } from './command-error.ts';
import { connectionSettings, type ConnectionFlags, type ConnectionSettings } from './connection-settings.ts';
import { exitCodes } from './exit-codes.ts';
import { refusesConnections } from './refuses-connections.ts';
import type { Terminal } from './terminal.ts';

/** Connects to the Temporal server, runs `use`, and closes the connection. Throws where no server answers. */
export async function withClient<T>(
  terminal: Terminal,
  flags: ConnectionFlags,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const settings = await connectionSettings(flags, terminal.env);
  const connection = await connect(settings);
  try {
    return await use(new Client({ connection, namespace: settings.namespace }));
  } finally {
    await connection.close();
  }
}

async function connect({ options }: ConnectionSettings): Promise<Connection> {
  if (await refusesConnections(options.address)) throw noServer(options.address);
  try {
    return await Connection.connect({
      ...options,
      connectTimeout: '5s',
      channelArgs: { 'grpc.max_reconnect_backoff_ms': 2000 },
    });
  } catch (cause) {
    throw noServer(options.address, cause);
  }
}

function noServer(address: string, cause?: unknown): CommandError {
  const hint = 'Start one with `slipway dev` in another terminal, or name yours with --address or TEMPORAL_ADDRESS.';
  return new CommandError(exitCodes.noServer, `No Temporal server answers at ${address}`, { hint, cause });
}
