export { applyCluster } from './apply-cluster.ts';
export { convergeNode } from './converge-node.ts';
export { convergePool } from './converge-pool.ts';
export { planCluster } from './plan-cluster.ts';
export { preflightCluster } from './preflight-cluster.ts';
export { readKubeconfig } from './read-kubeconfig.ts';
export { resetCluster } from './reset-cluster.ts';
export { verifyCluster } from './verify-cluster.ts';
