/** What client scripts need: the plain types, names and messages of Slipway. Nothing here reaches a host or a server. */
export type * from './contract.ts';
export type * from './model/cluster.ts';
export type { Failure, FailureCode } from './model/failure.ts';
export type * from './model/mesh.ts';
export type * from './model/plan.ts';
export type * from './model/preflight.ts';
export type * from './model/progress.ts';
export type * from './model/proof.ts';
export type * from './model/result.ts';
export { besideFile } from './cluster-file.ts';
export { workflowNames } from './contract.ts';
export { failures } from './model/failure.ts';
export { clusterWorkflowId, nodeWorkflowId, taskQueue } from './model/names.ts';
export { newKeyPair, open, seal } from './seal/seal.ts';
export { parseSpec } from './spec/parse.ts';
export { formatProblem } from './spec/problem.ts';
export {
  abortUpdate,
  continueUpdate,
  nodeQuery,
  pauseUpdate,
  progressQuery,
  replaceUpdate,
  retryUpdate,
  skipUpdate,
} from '../workflows/messages.ts';
