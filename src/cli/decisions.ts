import type { UpdateDefinition } from '@temporalio/common';
import {
  abortUpdate,
  continueUpdate,
  pauseUpdate,
  replaceUpdate,
  retryUpdate,
  skipUpdate,
} from '../../workflows/messages.ts';
import type { Replacement } from '../model/task.ts';

/** What an operator may tell a build. */
export interface Decision {
  readonly verb: string;
  readonly update: UpdateDefinition<string> | UpdateDefinition<string, [Replacement]>;
  /** Whom it concerns where no node is named; `named`: one must be. */
  readonly without: 'all-parked' | 'only-parked' | 'build' | 'named';
  /** Seconds that an answer may take; default 15. */
  readonly seconds?: number;
}

/** A decision as its command explains it. */
export interface Explained extends Decision {
  readonly summary: string;
  /** What the node argument says of itself; absent where the whole build is meant. */
  readonly node?: string;
  readonly help: string;
  readonly examples: string;
}

/** Every decision, with the text that teaches it. */
export const decisions = {
  retry: {
    verb: 'retry',
    update: retryUpdate,
    without: 'all-parked',
    summary: 'go on with a parked node',
    node: 'node (default: all that are parked)',
    help: 'Looks at the node again and goes on from what is so now: what was done before it\nwas parked is not done again.',
    examples: `
  slipway retry harbour w-2
  slipway retry harbour`,
  },
  skip: {
    verb: 'skip',
    update: skipUpdate,
    without: 'only-parked',
    summary: 'leave a parked node out of the build',
    node: 'node (default: the one that is parked)',
    help: 'Lets the build end without the node; it ends incomplete (exit code 8). A later\napply takes the node in.',
    examples: `
  slipway skip harbour w-2`,
  },
  replace: {
    verb: 'replace',
    update: replaceUpdate,
    without: 'named',
    seconds: 120,
    summary: 'let another machine take the role of a parked node',
    node: 'parked node, a worker',
    help: `The machine at IP becomes the node. It is looked at first, as \`plan\` does;
its host key must be in the known_hosts file of the cluster, and nothing of
another cluster may be on it: else this is refused with the reason, and the node
stays parked.
The old machine is reset where it still answers, and its Node object is removed
before the new one joins. Firewalls that Slipway manages on the other nodes let
the new one in, and the old one no longer. Write the new address into the
cluster file: an apply with the old one is refused as long as the node is the
new machine.`,
    examples: `
  ssh-keyscan -t ed25519 10.0.0.19 >> known_hosts     compare the key first
  slipway replace harbour w-2 10.0.0.19
  slipway replace harbour w-2 10.0.0.19:2222`,
  },
  pause: {
    verb: 'pause',
    update: pauseUpdate,
    without: 'build',
    summary: 'let running steps end and start nothing new',
    help: `The steps that run come to their end; after them every node waits, over restarts
of workers and of the server, until \`slipway continue\`. Parked nodes stay parked,
and decisions about them are taken but carried out later.`,
    examples: `
  slipway pause harbour
  slipway continue harbour`,
  },
  continue: {
    verb: 'continue',
    update: continueUpdate,
    without: 'build',
    summary: 'go on with a paused build',
    help: 'Every node goes on with the step it was to begin.',
    examples: `
  slipway continue harbour`,
  },
  abort: {
    verb: 'abort',
    update: abortUpdate,
    without: 'build',
    summary: 'stop a node or the whole build',
    node: 'node (default: the whole build)',
    help: `Stops the work, on hosts too. What was done stays as it is, and the end of the
build says per step on which nodes, and how it is undone: apply goes on from
there, reset takes it down.`,
    examples: `
  slipway abort harbour w-2
  slipway abort harbour`,
  },
} as const satisfies Record<string, Explained>;
