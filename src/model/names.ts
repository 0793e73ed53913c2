/** Task queue of workers and workflows. */
export const taskQueue = 'slipway';

/** Id of the workflow that builds or resets a cluster: being unique, it is the cluster's lock. */
export function clusterWorkflowId(cluster: string): string {
  return cluster;
}

/** Id of the workflow of one node: the address of `retry`, `skip` and `abort`. */
export function nodeWorkflowId(cluster: string, node: string): string {
  return `${cluster}/${node}`;
}

/** Id of the workflow of the nth pool of a role. */
export function poolWorkflowId(cluster: string, role: string, index: number): string {
  return `${cluster}:${role}-${index}`;
}

/** Name of the signal by which a job that runs tells the workflow of its node what it waits for. */
export const jobWaitsSignal = 'jobWaits';

/** Search attributes of Slipway's workflows, with their Temporal types. */
export const searchAttributes = {
  Cluster: 'KEYWORD',
  Node: 'KEYWORD',
  Phase: 'KEYWORD',
  FailureCode: 'KEYWORD',
  NeedsOperator: 'BOOL',
} as const;
