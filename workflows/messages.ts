import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Host } from '../src/model/cluster.ts';
import type { Hold } from '../src/model/hold.ts';
import type { Milestone } from '../src/model/plan.ts';
import type { NodeEvent, NodeProgress, Progress } from '../src/model/progress.ts';
import { jobWaitsSignal } from '../src/model/names.ts';
import type { JobWait, Replacement, Whereabouts } from '../src/model/task.ts';

/** How the whole build stands; asked of `applyCluster`. */
export const progressQuery = defineQuery<Progress>('progress');

/** How one node stands; asked of `convergeNode`. */
export const nodeQuery = defineQuery<NodeProgress>('node');

/** Tries a parked node again, from inspection on; sent to `convergeNode`. Answers with a sentence. */
export const retryUpdate = defineUpdate<string>('retry');

/** Leaves a parked node out, so that the build can end without it; sent to `convergeNode`. */
export const skipUpdate = defineUpdate<string>('skip');

/** Lets another machine take the role of a parked node; sent to `convergeNode`. Answers once that machine was looked at. */
export const replaceUpdate = defineUpdate<string, [Replacement]>('replace');

/** Lets the steps that run end and starts nothing new; sent to `applyCluster`. */
export const pauseUpdate = defineUpdate<string>('pause');

/** Goes on with a paused build; sent to `applyCluster`. */
export const continueUpdate = defineUpdate<string>('continue');

/** Stops work on a node (sent to `convergeNode`) or the whole build (sent to `applyCluster`). */
export const abortUpdate = defineUpdate<string>('abort');

/** Things that happened to nodes, in order; from nodes to pools and from pools to the cluster. */
export const nodesMoved = defineSignal<[readonly NodeEvent[]]>('nodesMoved');

/** The build was paused, or goes on; from the cluster to pools and from pools to nodes. */
export const workHeld = defineSignal<[Hold]>('workHeld');

/** Every node of a pool has had the word of that count; from pools to the cluster, so that the operator's answer is true. */
export const holdPassed = defineSignal<[number]>('holdPassed');

/** A job waits for something on its host, or goes on; from the activity that follows it to `convergeNode`. */
export const jobWaits = defineSignal<[JobWait]>(jobWaitsSignal);

/** A milestone was reached; from the cluster to pools and from pools to nodes. */
export const milestoneReached = defineSignal<[Milestone]>('milestoneReached');

/** A machine has taken the role of another one; from `convergeNode` to `applyCluster`. */
export const roleTaken = defineSignal<[Host]>('roleTaken');

/** Where the nodes are by now; from the cluster to pools and from pools to nodes, and to that of the new machine once others were told. */
export const nodesAre = defineSignal<[Whereabouts]>('nodesAre');
