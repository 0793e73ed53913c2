import type { Failure } from './failure.ts';
import type { Role } from './cluster.ts';
import type { Milestone } from './plan.ts';

/** Where a node stands. `parked` waits for the operator, `waiting` for a milestone of another node, `paused` for the build to go on. */
export type NodeState = 'pending' | 'running' | 'waiting' | 'paused' | 'parked' | 'done' | 'skipped' | 'aborted';

/** What is shown of one node. At most about 1 KiB. */
export interface NodeProgress {
  readonly node: string;
  readonly role: Role;
  readonly address: string;
  /** Address of the machine that had this role before it was replaced. */
  readonly replaces?: string;
  readonly os: string;
  readonly state: NodeState;
  readonly phase: string;
  /** Title of the step at hand. */
  readonly step: string;
  /** What that step waits for on its host, in words for people; absent while it goes on. */
  readonly waitsFor?: string;
  /** Steps done and steps there are. */
  readonly done: number;
  readonly total: number;
  /** Steps that changed something. */
  readonly changed: number;
  /** Epoch milliseconds: of the first event and of the last change. */
  readonly startedAt: number;
  readonly since: number;
  readonly failure?: Failure;
}

/** How the whole build stands. */
export type BuildState =
  | 'inspecting'
  | 'building'
  | 'proving'
  | 'proven'
  | 'unchanged'
  | 'incomplete'
  | 'aborted'
  | 'failed';

/** What `progress` answers and everything people see is made of. */
export interface Progress {
  readonly cluster: string;
  readonly state: BuildState;
  /** True from `pause` to `continue`: what runs comes to its end, and nothing new starts. */
  readonly paused: boolean;
  readonly kubernetes: string;
  readonly startedAt: number;
  readonly milestones: readonly Milestone[];
  readonly nodes: readonly NodeProgress[];
}

/** Something that happened to one node. `at`: epoch milliseconds. */
export type NodeEvent = { readonly node: string; readonly at: number } & (
  | {
      readonly type: 'planned';
      readonly role: Role;
      readonly address: string;
      readonly os: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'started'; readonly phase: string; readonly step: string }
  | { readonly type: 'held-up'; readonly waitsFor: string }
  | { readonly type: 'finished'; readonly count: number; readonly changed: number }
  | { readonly type: 'waiting'; readonly phase: string; readonly step: string }
  | { readonly type: 'reached'; readonly milestone: Milestone }
  /** `step`: title of the step that failed, where that is another one than was begun with its neighbours. */
  | { readonly type: 'parked'; readonly failure: Failure; readonly step?: string }
  | { readonly type: 'resumed' }
  | { readonly type: 'paused' }
  | { readonly type: 'replaced'; readonly address: string }
  | { readonly type: 'ended'; readonly state: 'done' | 'skipped' | 'aborted' }
);

/** A build of which nothing has happened yet. */
export function emptyProgress(cluster: string, startedAt: number): Progress {
  return { cluster, state: 'inspecting', paused: false, kubernetes: '', startedAt, milestones: [], nodes: [] };
}

/** A node of which nothing has happened yet. */
export function emptyNode(node: string, at: number): NodeProgress {
  return {
    node,
    role: 'worker',
    address: '',
    os: '',
    state: 'pending',
    phase: '',
    step: '',
    done: 0,
    total: 0,
    changed: 0,
    startedAt: at,
    since: at,
  };
}

/** A node after an event. */
export function nodeAfter(before: NodeProgress, event: NodeEvent): NodeProgress {
  const { failure: _failure, waitsFor: _waitsFor, ...node } = before;
  switch (event.type) {
    case 'planned':
      return {
        ...node,
        role: event.role,
        address: event.address,
        os: event.os,
        done: event.done,
        total: event.total,
        changed: 0,
        since: event.at,
      };
    case 'started':
      return { ...node, state: 'running', phase: event.phase, step: event.step, since: event.at };
    case 'held-up':
      return event.waitsFor === '' ? node : { ...node, waitsFor: event.waitsFor };
    case 'finished':
      return { ...node, done: node.done + event.count, changed: node.changed + event.changed, since: event.at };
    case 'waiting':
      return { ...node, state: 'waiting', phase: event.phase, step: event.step, since: event.at };
    case 'reached':
      return before;
    case 'parked':
      return { ...node, state: 'parked', step: event.step ?? node.step, failure: event.failure, since: event.at };
    case 'resumed':
      return { ...node, state: 'running', since: event.at };
    case 'paused':
      return { ...node, state: 'paused', since: event.at };
    case 'replaced':
      return { ...node, address: event.address, replaces: node.address, os: '', since: event.at };
    default:
      return {
        ...node,
        state: event.state,
        step: '',
        since: event.at,
        ...(event.state === 'done' || !before.failure ? {} : { failure: before.failure }),
      };
  }
}

/** The build after an event of one of its nodes. */
export function progressAfter(before: Progress, event: NodeEvent): Progress {
  const known = before.nodes.find((node) => node.node === event.node);
  const next = nodeAfter(known ?? emptyNode(event.node, event.at), event);
  const nodes = known ? before.nodes.map((node) => (node === known ? next : node)) : [...before.nodes, next];
  const reached = milestoneOf(event, next);
  const isNew = reached !== undefined && !before.milestones.includes(reached);
  return { ...before, nodes, milestones: isNew ? [...before.milestones, reached] : before.milestones };
}

/** What the build has reached with an event; `node` is the one it happened to. */
function milestoneOf(event: NodeEvent, { role }: NodeProgress): Milestone | undefined {
  if (event.type === 'reached') return event.milestone;
  const isHeldUp = event.type === 'parked' || (event.type === 'held-up' && event.waitsFor !== '');
  return isHeldUp && role === 'control-plane' ? 'control-plane-held-up' : undefined;
}
