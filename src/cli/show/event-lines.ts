import type { NodeProgress, Progress } from '../../model/progress.ts';
import { buildWords, isOver, milestoneWords } from './build-words.ts';
import { clock } from './clock.ts';

/** One thing that changed between two looks at a build. */
export interface WatchEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly cluster: string;
  /** Absent where the whole build changed. */
  readonly node?: string;
  readonly state: string;
  /** A sentence for people. */
  readonly text: string;
  readonly done?: number;
  readonly total?: number;
  readonly failure?: NodeProgress['failure'];
}

const holdWords = {
  paused: 'paused: what runs comes to its end, and nothing new starts',
  continued: 'goes on',
} as const;

/** What changed from one progress to the next, in order. `now`: epoch milliseconds. */
export function changes(before: Progress | undefined, after: Progress, now: number): WatchEvent[] {
  const { cluster, state } = after;
  const build = before?.state === state ? [] : [{ at: now, cluster, state, text: buildWords[state] }];
  const wasPaused = before?.paused ?? false;
  const held = after.paused ? 'paused' : 'continued';
  const hold = wasPaused === after.paused ? [] : [{ at: now, cluster, state: held, text: holdWords[held] }];
  const reached = after.milestones.filter((milestone) => !before?.milestones.includes(milestone));
  const nodes = after.nodes.flatMap((node) => {
    const old = before?.nodes.find((candidate) => candidate.node === node.node);
    if (old && isSame(old, node)) return [];
    // What a step waits for begins and ends within the step.
    return [nodeEvent(cluster, node, old && old.since === node.since ? now : node.since)];
  });
  const buildFirst = !before && !isOver[state];
  return [
    ...(buildFirst ? build : []),
    ...hold,
    ...nodes.toSorted((a, b) => a.at - b.at),
    ...reached.map((milestone) => ({ at: now, cluster, state: 'reached', text: milestoneWords[milestone] })),
    ...(buildFirst ? [] : build),
  ];
}

/** One line of text: minutes since the start, node, what happened. Never cut, never coloured. */
export function eventLine(event: WatchEvent, startedAt: number): string {
  const count = event.total ? ` (${event.done}/${event.total})` : '';
  const place = event.node ?? event.cluster;
  return `${clock(event.at - startedAt).padStart(7)}  ${place.padEnd(10)}  ${event.text}${count}`;
}

function isSame(a: NodeProgress, b: NodeProgress): boolean {
  const isAlike = a.state === b.state && a.phase === b.phase && a.step === b.step && a.address === b.address;
  return isAlike && a.waitsFor === b.waitsFor && a.failure?.message === b.failure?.message;
}

function nodeEvent(cluster: string, node: NodeProgress, at: number): WatchEvent {
  return {
    at,
    cluster,
    node: node.node,
    state: node.state,
    text: nodeText(cluster, node),
    done: node.done,
    total: node.total,
    ...(node.failure ? { failure: node.failure } : {}),
  };
}

function nodeText(cluster: string, node: NodeProgress): string {
  const work = [node.phase, node.step, node.waitsFor].filter(Boolean).join(': ');
  const reason = node.failure ? ` ${node.failure.code}: ${node.failure.message}` : '';
  if (node.state === 'pending') return `pending${node.os ? `, ${node.os}` : ''}`;
  if (node.state === 'running' || node.state === 'waiting') return work;
  if (node.state === 'paused') return `paused, after ${work}`;
  if (node.state === 'parked')
    return `parked at ${work}:${reason}; type \`slipway retry ${cluster} ${node.node}\`${node.role === 'worker' ? ', skip' : ''} or abort`;
  if (node.state === 'done') return `done, ${node.changed} changed`;
  return `${node.state}${reason ? `:${reason}` : ''}`;
}
