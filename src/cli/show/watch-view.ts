import type { NodeProgress, NodeState, Progress } from '../../model/progress.ts';
import { buildWords, isOver, milestoneWords } from './build-words.ts';
import { clock, counted } from './clock.ts';
import { cut } from './columns.ts';
import type { Look } from './look.ts';
import { nodeTable } from './node-table.ts';
import { parkedBlock } from './parked-block.ts';
import { wrap } from './wrap.ts';

/** What the view shows besides the progress itself. */
export interface WatchOptions extends Look {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Rows of the terminal; longer tables leave out nodes that need no eye. */
  readonly height?: number;
  /** A last line, for example how to leave. */
  readonly footer?: string;
}

/** Nodes that need somebody's eye come first where not all of them fit. */
const urgency: readonly NodeState[] = [
  'parked',
  'running',
  'paused',
  'waiting',
  'aborted',
  'skipped',
  'pending',
  'done',
];

/** Rows that parked blocks may take from the table. */
const blockRows = 12;

/** The live picture of a build: one row per node, and below it what waits for the operator. */
export function watchView(progress: Progress, options: WatchOptions): string[] {
  const { paint, width, height = Infinity } = options;
  const footer = options.footer ? ['', paint.dim(cut(options.footer, width))] : [];
  const parked = progress.nodes.filter((node) => node.state === 'parked');
  const blocks = parked.flatMap((node) => ['', ...parkedBlock(progress.cluster, node, options)]);
  const fixed = 4 + notes(progress, options).length + Math.min(blocks.length, blockRows) + footer.length;
  const { shown, rest } = choose(progress.nodes, Math.max(3, height - fixed - 1));
  const [titles = '', ...rows] = nodeTable(shown, options);
  const more = rest.length ? [paint.dim(`  … and ${summary(rest)}`)] : [];
  const table = shown.length ? [paint.dim(titles), ...rows, ...more] : [paint.dim('  no node yet')];
  const lines = [heading(progress, options), '', ...table, ...notes(progress, options), ...blocks];
  return [...lines.slice(0, height - footer.length - 1), ...footer];
}

function heading(progress: Progress, { paint, width, now }: WatchOptions): string {
  const done = progress.nodes.filter((node) => node.state === 'done').length;
  const until = isOver[progress.state] ? lastChange(progress) : now;
  const parts = [
    paint.bold(progress.cluster),
    ...(progress.paused ? [paint.yellow('paused')] : []),
    buildWords[progress.state],
    clock(until - progress.startedAt),
    ...(progress.kubernetes ? [`Kubernetes ${progress.kubernetes}`] : []),
    ...(progress.nodes.length ? [`${done} of ${counted(progress.nodes.length, 'node')} done`] : []),
    ...progress.milestones.map((milestone) => milestoneWords[milestone]),
  ];
  return cut(parts.join('  '), width);
}

/** What the table has no room for: that the build is paused, and which nodes are other machines than the file says. */
function notes({ cluster, paused, nodes }: Progress, { paint, width }: WatchOptions): readonly string[] {
  const lines = [
    ...(paused ? [`Paused: what runs comes to its end. It goes on with \`slipway continue ${cluster}\`.`] : []),
    ...nodes.flatMap(({ node, address, replaces }) =>
      replaces ? [`${node} is the machine at ${address} now; the one at ${replaces} was replaced.`] : [],
    ),
  ];
  return lines.length === 0 ? [] : ['', ...lines.flatMap((line) => wrap(line, width, '  ')).map(paint.yellow)];
}

function lastChange(progress: Progress): number {
  return Math.max(progress.startedAt, ...progress.nodes.map((node) => node.since));
}

function choose(nodes: readonly NodeProgress[], most: number) {
  if (nodes.length <= most) return { shown: nodes, rest: [] };
  const byNeed = nodes.toSorted((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state));
  const kept = new Set(byNeed.slice(0, most - 1));
  return { shown: nodes.filter((node) => kept.has(node)), rest: nodes.filter((node) => !kept.has(node)) };
}

function summary(nodes: readonly NodeProgress[]): string {
  const counts = urgency.map((state) => [nodes.filter((node) => node.state === state).length, state] as const);
  const words = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  return `${nodes.length} more: ${words.join(', ')}`;
}
