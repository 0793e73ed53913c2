import { fileURLToPath } from 'node:url';

const inProject = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The project's folder. */
export const project = inProject('');

/** Where the demo writes. */
export const output = inProject('build/demo');

/** Where a mix of hosts writes: keys, the spec, results and its log. */
export const mixOutput = (mix: string): string => inProject(`build/mixes/${mix}`);

/** Files of a demo: the result, the kubeconfig, the database of Temporal and what is known of the running server. */
export const files = {
  result: `${output}/result.json`,
  kubeconfig: `${output}/kubeconfig`,
  database: `${output}/temporal.db`,
  serverLog: `${output}/slipway-dev.log`,
  server: `${output}/slipway-dev.json`,
} as const;

/** The spec that the lab writes for its site. */
export const spec = inProject('build/lab/cluster.yaml');
