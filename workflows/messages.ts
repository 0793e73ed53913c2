import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Milestone } from '../src/model/plan.ts';
import type { NodeEvent, NodeProgress, Progress } from '../src/model/progress.ts';

/** How the whole build stands; asked of `applyCluster`. */
export const progressQuery = defineQuery<Progress>('progress');

/** How one node stands; asked of `convergeNode`. */
export const nodeQuery = defineQuery<NodeProgress>('node');

/** Tries a parked node again, from inspection on; sent to `convergeNode`. Answers with a sentence. */
export const retryUpdate = defineUpdate<string>('retry');

/** Leaves a parked node out, so that the build can end without it; sent to `convergeNode`. */
export const skipUpdate = defineUpdate<string>('skip');

/** Stops work on a node (sent to `convergeNode`) or the whole build (sent to `applyCluster`). */
export const abortUpdate = defineUpdate<string>('abort');

/** Things that happened to nodes, in order; from nodes to pools and from pools to the cluster. */
export const nodesMoved = defineSignal<[readonly NodeEvent[]]>('nodesMoved');

/** A milestone was reached; from the cluster to pools and from pools to nodes. */
export const milestoneReached = defineSignal<[Milestone]>('milestoneReached');
