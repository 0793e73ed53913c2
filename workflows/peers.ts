import * as wf from '@temporalio/workflow';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { clusterWorkflowId } from '../src/model/names.ts';
import type { NodeResult } from '../src/model/result.ts';
import type { Whereabouts } from '../src/model/task.ts';
import { nodesAre, roleTaken } from './messages.ts';

/** What the workflow of one node knows of where the others are. */
export interface Peers {
  /** The settings of the cluster, with the addresses of today. */
  readonly settings: () => ClusterSettings;
  /** Grows whenever these addresses change. */
  readonly edition: () => number;
  /** Has the firewalls of the other nodes let a machine in; gives the nodes that could not be told. */
  readonly letIn: (machine: Host) => Promise<Pick<NonNullable<NodeResult['replaced']>, 'behind'>>;
}

/** Keeps the newest word about where the nodes are. */
export function peersHere(settings: ClusterSettings): Peers {
  let newest: Whereabouts = { nodes: settings.network.nodes, edition: 0 };
  let told: Whereabouts | undefined;
  /** Nodes that could not be told, once the others were. */
  const behind = (): Whereabouts['behind'] => told?.behind;
  wf.setHandler(
    nodesAre,
    (now) => {
      if (now.edition > newest.edition) newest = now;
      if (now.behind) told = now;
    },
    { description: 'another machine has the role of a node, at another address' },
  );
  return {
    settings: () => ({ ...settings, network: { ...settings.network, nodes: newest.nodes } }),
    edition: () => newest.edition,
    letIn: async (machine) => {
      told = undefined;
      await wf.getExternalWorkflowHandle(clusterWorkflowId(settings.name)).signal(roleTaken, machine);
      await wf.condition(() => behind() !== undefined);
      const late = behind() ?? [];
      return late.length > 0 ? { behind: late } : {};
    },
  };
}
