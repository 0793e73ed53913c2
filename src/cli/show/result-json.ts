import type { Failure } from '../../model/failure.ts';
import type { IdMap } from '../../model/proof.ts';
import type { ApplyResult, NodeResult } from '../../model/result.ts';
import { phaseSeconds } from './phase-seconds.ts';

/** One node in `result.json`. What no proof was seen of is `null`. */
export interface ResultNode {
  readonly name: string;
  readonly os: string;
  readonly address: string;
  /** The machine that had this role before the operator replaced it; `left` has kept all that is on it. */
  readonly replaced?: NonNullable<ApplyResult['nodes'][number]['replaced']>;
  readonly state: 'done' | 'skipped' | 'aborted';
  readonly ready: boolean;
  /** First id inside, first id on the host, how many. */
  readonly uidMap: IdMap | null;
  /** Uid of the pod's process as the host sees it. */
  readonly hostUid: number | null;
  readonly checks: { readonly passed: number; readonly total: number };
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Steps that were cut off, and of which nobody knows how far they came. */
  readonly unfinished: readonly string[];
  /** Compensating steps that ran; absent where none did. */
  readonly remedies?: NodeResult['remedies'];
  readonly failure?: Failure;
}

/** The result of a build for machines. */
export interface ResultJson {
  readonly cluster: string;
  readonly outcome: ApplyResult['outcome'];
  readonly proven: boolean;
  readonly kubernetes: string;
  readonly crio: string;
  /** Wall seconds from start to end. */
  readonly seconds: number;
  /** Wall seconds per phase, in the order in which phases began. */
  readonly phases: Readonly<Record<string, number>>;
  readonly nodes: readonly ResultNode[];
  /** What was done when; times are milliseconds since 1970. */
  readonly timeline: ApplyResult['timeline'];
  /** After an abort: what was left on hosts, step by step, and how it is undone or why it is kept. */
  readonly remains: ApplyResult['remains'];
  readonly clusterChecks: ApplyResult['proof']['cluster']['checks'];
}

/** The result of a build as `apply -o json` prints it and `--result` writes it. */
export function resultJson(result: ApplyResult): ResultJson {
  const { cluster, outcome, versions, seconds, proof } = result;
  return {
    cluster,
    outcome,
    proven: proof.proven,
    kubernetes: versions.kubernetes,
    crio: versions.crio,
    seconds,
    phases: phaseSeconds(result.timeline),
    nodes: result.nodes.map((node) => {
      const seen = proof.nodes.find((candidate) => candidate.node === node.node);
      const checks = seen?.checks ?? [];
      return {
        name: node.node,
        os: node.os,
        address: node.address,
        ...(node.replaced ? { replaced: node.replaced } : {}),
        state: node.state,
        ready: seen?.ready ?? false,
        uidMap: seen?.uidMap ?? null,
        hostUid: seen?.hostUid ?? null,
        checks: { passed: checks.filter((check) => check.passed).length, total: checks.length },
        changed: node.changed,
        unchanged: node.unchanged,
        unfinished: node.unfinished,
        ...(node.remedies ? { remedies: node.remedies } : {}),
        ...(node.failure ? { failure: node.failure } : {}),
      };
    }),
    timeline: result.timeline,
    remains: result.remains,
    clusterChecks: proof.cluster.checks,
  };
}
