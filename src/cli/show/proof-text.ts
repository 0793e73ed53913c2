import { isRecorded, passed, type IdMap, type NodeProof, type Proof, type ProofCheck } from '../../model/proof.ts';
import { counted, moment } from './clock.ts';
import { columns, type Column } from './columns.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

const layout: readonly Column[] = [
  { title: 'NODE', most: 16 },
  { title: 'OS', grows: true },
  { title: 'READY' },
  { title: 'UID MAP' },
  { title: 'HOST UID', align: 'right' },
  { title: 'CHECKS', align: 'right' },
];

/** The proof: a row per node, what held for the cluster as a whole, and every check that failed with what was seen. */
export function proofText(proof: Proof, look: Look): string[] {
  const { paint, width } = look;
  const [titles = '', ...rows] = columns(
    layout,
    proof.nodes.map((node) => cells(node, look)),
    width,
  );
  const failed = [
    ...proof.nodes.flatMap((node) =>
      node.checks.filter((check) => !check.passed).flatMap((check) => failedCheck(node.node, check, look)),
    ),
    ...proof.cluster.checks.filter((check) => !check.passed).flatMap((check) => failedCheck('cluster', check, look)),
  ];
  const held = proof.cluster.checks
    .filter((check) => check.passed)
    .flatMap((check) => wrap(`${paint.green('✓')} ${check.title}`, width, '  '));
  const about = [...recordedLines(proof, look), ...held, ...failed];
  return [paint.dim(titles), ...rows, ...(about.length > 0 ? ['', ...about] : [])];
}

/** A proof that still holds is not made again, and says of when it is. */
function recordedLines({ nodes }: Proof, { width }: Look): string[] {
  const recorded = nodes.filter(isRecorded);
  if (recorded.length === 0) return [];
  const oldest = new Date(Math.min(...recorded.map(({ seenAt }) => Date.parse(seenAt))));
  const when = `${moment(oldest)}${recorded.length > 1 ? ' or later' : ''}`;
  const text = `Recorded on ${counted(recorded.length, 'node')} at ${when}; nothing that it stands on has changed since.`;
  return wrap(text, width, '  ');
}

/** `0 → 655360 (65536)`: what a pod calls 0 is 655360 on the host, for 65,536 ids. */
function idMapText([container, host, length]: IdMap): string {
  return `${container} → ${host} (${length})`;
}

function cells(node: NodeProof, { paint }: Look): string[] {
  const count = node.checks.filter((check) => check.passed).length;
  const checks = isRecorded(node) ? 'recorded' : `${count}/${node.checks.length}`;
  return [
    node.node,
    node.os,
    node.ready ? 'yes' : paint.red('no'),
    idMapText(node.uidMap),
    String(node.hostUid),
    passed(node.checks) ? paint.green(checks) : paint.red(checks),
  ];
}

function failedCheck(place: string, check: ProofCheck, { paint, width }: Look): string[] {
  return [
    ...wrap(`× ${place}: ${check.title}`, width, '  ').map((line) => paint.red(line)),
    ...wrap(`    expected ${check.expected}`, width - 4).map((line) => `    ${line}`),
    ...wrap(`    seen     ${check.seen || 'nothing'}`, width - 4).map((line) => `    ${line}`),
  ];
}
