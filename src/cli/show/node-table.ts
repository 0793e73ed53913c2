import type { NodeProgress, NodeState } from '../../model/progress.ts';
import { clock } from './clock.ts';
import { columns, type Column } from './columns.ts';
import type { Look, Paint } from './look.ts';
import { shortOs } from './short-os.ts';

const marks: Record<NodeState, string> = {
  pending: '·',
  running: '›',
  waiting: '…',
  paused: '‖',
  parked: '!',
  done: '✓',
  skipped: '-',
  aborted: '×',
};

const layout: readonly Column[] = [
  { title: '  NODE', most: 18 },
  { title: 'OS', most: 12 },
  { title: 'PHASE', most: 14 },
  { title: 'STEP', grows: true },
  { title: 'TIME', align: 'right' },
  { title: 'DONE', align: 'right' },
];

/** Below this width the operating system gives its place to the step. */
const narrow = 72;

/** A row per node under the titles. `now`: epoch milliseconds. */
export function nodeTable(nodes: readonly NodeProgress[], look: Look & { readonly now: number }): string[] {
  const isShown = (_cell: unknown, index: number) => look.width >= narrow || layout[index]?.title !== 'OS';
  const rows = nodes.map((node) => cells(node, look).filter(isShown));
  return columns(layout.filter(isShown), rows, look.width);
}

function cells(node: NodeProgress, { paint, now }: Look & { readonly now: number }): string[] {
  const colour = colourOf(node.state, paint);
  return [
    colour(`${marks[node.state]} ${node.node}`),
    shortOs(node.os),
    isOver(node) ? '' : node.phase,
    colour(stepWords(node)),
    clock(isOver(node) ? node.since - node.startedAt : now - node.since),
    node.total ? `${node.done}/${node.total}` : '',
  ];
}

function stepWords(node: NodeProgress): string {
  const { state, step, waitsFor, failure, changed } = node;
  if (state === 'pending') return 'not started';
  if (state === 'running') return waitsFor ?? step;
  if (state === 'waiting') return step;
  if (state === 'paused') return 'paused';
  if (state === 'parked') return `parked: ${failure?.code ?? step}`;
  if (state === 'done') return changed ? `done, ${changed} changed` : 'done, nothing to change';
  return failure ? `${state}: ${failure.code}` : state;
}

function isOver(node: NodeProgress): boolean {
  return node.state === 'done' || node.state === 'skipped' || node.state === 'aborted';
}

function colourOf(state: NodeState, paint: Paint): (text: string) => string {
  if (state === 'parked' || state === 'aborted') return paint.red;
  if (state === 'done') return paint.green;
  if (state === 'running') return paint.cyan;
  return state === 'skipped' || state === 'paused' ? paint.yellow : paint.dim;
}
