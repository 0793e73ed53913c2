/** One row of the table of mistakes: a change to the valid file, or a text of its own, and what is said about it. */
export type Mistake = {
  readonly name: string;
  /** Line and column. */
  readonly at: string;
  readonly what: string;
  readonly instead: string;
} & ({ readonly change: readonly [from: string, to: string] } | { readonly text: string });

/** The least a cluster needs, without a mistake. */
export const validFile = `apiVersion: slipway.dev/v1alpha1
kind: Cluster
metadata: { name: harbour }
spec:
  kubernetes:
    version: "1.30"
  ssh:
    user: ops
    key: { agent: true }
  hosts:
    - { name: cp-1, address: 10.88.0.11, role: control-plane }
    - { name: w-1, address: 10.88.0.12, role: worker }
`;

/** The file of a row. */
export function textOf(mistake: Mistake): string {
  if ('text' in mistake) return mistake.text;
  const [from, to] = mistake.change;
  if (!validFile.includes(from)) throw new Error(`the valid file does not hold ${from}`);
  return validFile.replace(from, () => to);
}
