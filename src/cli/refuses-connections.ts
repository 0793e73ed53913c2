import { connect } from 'node:net';

/** True where nothing listens at `host:port`, so that nobody waits for gRPC's own patience. Other troubles are left to it. */
export function refusesConnections(address: string): Promise<boolean> {
  const [, host, port] = /^\[?([^[\]/]+)\]?:(\d+)$/.exec(address) ?? [];
  if (host === undefined || port === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 2000 });
    const answer = (refused: boolean) => () => {
      socket.destroy();
      resolve(refused);
    };
    socket.once('connect', answer(false)).once('timeout', answer(false)).once('error', answer(true));
  });
}
