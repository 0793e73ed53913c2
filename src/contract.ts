import type * as workflows from '../workflows/index.ts';

/** Builds a cluster, or brings it to what the spec says; its id is `clusterWorkflowId(name)`, the cluster's lock. */
export type ApplyCluster = typeof workflows.applyCluster;

/** Tells what a build would do, and changes nothing. */
export type PlanCluster = typeof workflows.planCluster;

/** Looks closely at every host and at the ways between them, and changes nothing. */
export type PreflightCluster = typeof workflows.preflightCluster;

/** Proves a cluster again. */
export type VerifyCluster = typeof workflows.verifyCluster;

/** Takes a cluster, or the hosts named, down; it has the id of `applyCluster` and so its lock. */
export type ResetCluster = typeof workflows.resetCluster;

/** Gives back a host that a cluster has claimed and does not use. */
export type ReleaseHost = typeof workflows.releaseHost;

/** What became of one host in a reset. */
export type ResetNode = Awaited<ReturnType<ResetCluster>>['nodes'][number];

/** Reads the admin kubeconfig and seals it to a public key, so that history has ciphertext only. */
export type ReadKubeconfig = typeof workflows.readKubeconfig;

/** The workflows a client may start, by the names under which a worker offers them. */
export const workflowNames = {
  applyCluster: 'applyCluster',
  planCluster: 'planCluster',
  preflightCluster: 'preflightCluster',
  verifyCluster: 'verifyCluster',
  resetCluster: 'resetCluster',
  releaseHost: 'releaseHost',
  readKubeconfig: 'readKubeconfig',
} as const satisfies { readonly [Name in keyof typeof workflows]?: Name };
