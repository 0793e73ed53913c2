import { annotations } from '../model/cluster-state.ts';
import type { NodeState } from '../model/cluster-state.ts';
import { idsPerPod } from '../model/cluster.ts';
import type { ClusterSettings } from '../model/cluster.ts';
import { passed, recordedCheck } from '../model/proof.ts';
import type { IdMap, NodeProof } from '../model/proof.ts';
import { contentHash } from '../render/content-hash.ts';

/** What a proof stands and falls with, besides the node itself: a change of any of it asks for a new proof. */
export interface ProofGrounds {
  readonly settings: ClusterSettings;
  /** Boot of the host as its facts tell it. */
  readonly bootId: string;
}

interface Recorded {
  readonly fingerprint: string;
  readonly at: string;
  readonly os: string;
  readonly uidMap: IdMap;
  readonly secondUidMap: IdMap;
  readonly hostUid: number;
  readonly checks: number;
}

/** Hash over boot, kubelet, runtime, subordinate ids and image. */
function fingerprint(node: { kubelet: string; runtime: string }, { settings, bootId }: ProofGrounds): string {
  const { firstId, podsPerNode } = settings.userNamespaces;
  return contentHash(
    JSON.stringify([bootId, node.kubelet, node.runtime, firstId, podsPerNode, settings.verification.image]),
  );
}

/** Value of the Node's annotation for a proof; undefined where a check of it failed: such a proof is not kept. */
export function proofRecord(proof: NodeProof, settings: ClusterSettings): string | undefined {
  if (!passed(proof.checks)) return undefined;
  const record: Recorded = {
    fingerprint: fingerprint(proof, { settings, bootId: proof.bootId }),
    at: proof.seenAt,
    os: proof.os,
    uidMap: proof.uidMap,
    secondUidMap: proof.secondUidMap,
    hostUid: proof.hostUid,
    checks: proof.checks.length,
  };
  return JSON.stringify(record);
}

/** The proof that a Node carries, where nothing that it stands on has changed since; undefined otherwise. */
export function recordedProof(node: NodeState, grounds: ProofGrounds): NodeProof | undefined {
  const record = readRecord(node.annotations[annotations.proof]);
  const now = fingerprint(node, grounds);
  if (!record || record.fingerprint !== now) return undefined;
  const { firstId, podsPerNode } = grounds.settings.userNamespaces;
  return {
    node: node.name,
    os: record.os,
    kubelet: node.kubelet,
    runtime: node.runtime,
    ready: node.ready,
    uidMap: record.uidMap,
    secondUidMap: record.secondUidMap,
    subordinateIds: [firstId, podsPerNode * idsPerPod],
    hostUid: record.hostUid,
    bootId: grounds.bootId,
    checks: [
      {
        id: recordedCheck,
        title: `${record.checks} checks passed at ${record.at}, and nothing they stand on has changed`,
        passed: true,
        expected: now,
        seen: record.fingerprint,
      },
    ],
    seenAt: record.at,
  };
}

/** True where the node needs no new proof. */
export function proofHolds(node: NodeState, grounds: ProofGrounds): boolean {
  return recordedProof(node, grounds) !== undefined;
}

function readRecord(text: string | undefined): Recorded | undefined {
  if (text === undefined) return undefined;
  try {
    const value: Recorded | null = JSON.parse(text);
    const isWhole =
      typeof value?.fingerprint === 'string' && Array.isArray(value.uidMap) && !Number.isNaN(Date.parse(value.at));
    return isWhole ? value : undefined;
  } catch {
    return undefined;
  }
}
