import { z } from 'zod';
import { idsPerPod } from '../model/cluster.ts';
import type { Finding } from './finding.ts';
import { checked } from './finding.ts';

/** First id that kubelet must not hand out: the block that ends at the largest uid (kubernetes/kubernetes#139916). */
export const endOfIds = 4_294_901_760;

/** What holds where the file says nothing. */
export const defaultIds = { firstId: 589_824, podsPerNode: 110 } as const;

/** Addresses for pods in a node's /24: 256 without network, bridge and broadcast address. */
export const podAddressesPerNode = 253;

function checkFirstId(id: number): Finding | undefined {
  if (id < idsPerPod) {
    const what = `\`firstId\` is ${id}: ids below ${idsPerPod} belong to the users of the host`;
    return { what, instead: `Write a multiple of ${idsPerPod} that is free on every host, such as 589824.` };
  }
  if (id % idsPerPod === 0) return undefined;
  const what = `\`firstId\` is ${id}, which is not a multiple of ${idsPerPod}: kubelet would refuse to start`;
  return { what, instead: `Write ${Math.ceil(id / idsPerPod) * idsPerPod}.` };
}

function checkPodsPerNode(pods: number): Finding | undefined {
  if (pods < 1)
    return { what: `\`podsPerNode\` is ${pods}`, instead: `Write a number from 1 to ${podAddressesPerNode}.` };
  if (pods <= podAddressesPerNode) return undefined;
  const what = `\`podsPerNode\` is ${pods}, but a node has ${podAddressesPerNode} pod addresses (a /24 of \`network.pods\`)`;
  return { what, instead: `Write a number from 1 to ${podAddressesPerNode}, and add nodes for more pods.` };
}

/** The `userNamespaces` section: which ids of the hosts belong to pods. */
export const userNamespacesSchema = z
  .strictObject({
    firstId: checked(z.int(), checkFirstId)
      .default(defaultIds.firstId)
      .meta({
        description:
          'First subordinate id of the `kubelet` user on every host: a multiple of 65536, at least 65536. The range `firstId` to `firstId + podsPerNode * 65536` ends at 4294901760 or before, and nothing else on the hosts may use it.',
        minimum: idsPerPod,
        maximum: endOfIds - idsPerPod,
        multipleOf: idsPerPod,
      }),
    podsPerNode: checked(z.int(), checkPodsPerNode).default(defaultIds.podsPerNode).meta({
      description:
        'Most pods on one node; each has 65536 ids of its own. A node has a /24 of `network.pods`, so at most 253.',
      minimum: 1,
      maximum: podAddressesPerNode,
    }),
  })
  .meta({ description: 'Which user and group ids of the hosts the pods get.' });
