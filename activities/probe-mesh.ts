import { randomUUID } from 'node:crypto';
import { cancellationSignal } from '@temporalio/activity';
import type { Host } from '../src/model/cluster.ts';
import { meshOf } from '../src/model/mesh.ts';
import type { Mesh } from '../src/model/mesh.ts';
import type { MeshTask } from '../src/model/preflight-task.ts';
import { collectScript, datagramWays, listenScript, probeScript } from '../src/phases/mesh-scripts.ts';
import { judgeMesh } from '../src/phases/preflight-mesh.ts';
import type { Shell } from '../src/shell/sh.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/**
 * Tries every way between hosts that the cluster needs, in three rounds of one script per host: listen, try all others,
 * tell what arrived. A host that is lost in between leaves its ways unknown. Listeners end with it, or by themselves.
 */
export async function probeMesh({ remote }: Dependencies, { settings, members }: MeshTask): Promise<Mesh> {
  return failingAs({}, () =>
    withHeartbeats({ round: '' }, async (report) => {
      const run = randomUUID().slice(0, 8);
      const all = members.map(({ host }) => host);
      const othersOf = (host: Host): readonly Host[] => all.filter((other) => other !== host);
      const seconds = 60 + all.length;
      const signal = cancellationSignal();
      const told = async (host: Host, script: Shell): Promise<string> => {
        try {
          return (await remote.run(targetOf(settings, host), script, { seconds })).stdout;
        } catch (error) {
          return `error\t${host.name} was lost: ${error instanceof Error ? error.message : String(error)}\n`;
        }
      };
      const round = (name: string, script: (host: Host) => Shell): Promise<readonly string[]> => {
        report({ round: name });
        return Promise.all(all.map((host) => told(host, script(host))));
      };
      const listened = await round('listen', (host) => listenScript(host, settings));
      const tried = signal.aborted
        ? []
        : await round('try', (host) => probeScript(host, othersOf(host), { settings, run }));
      const collected = await round('collect', (host) =>
        collectScript(run, datagramWays(host, othersOf(host), settings)),
      );
      signal.throwIfAborted();
      const seen = members.map((member, index) => ({
        ...member,
        listened: listened[index] ?? '',
        tried: tried[index] ?? '',
        collected: collected[index] ?? '',
      }));
      return meshOf(
        all.map(({ name }) => name),
        judgeMesh(seen, settings),
      );
    }),
  );
}
