/** Part of a build that a fault waits for: a node does a step, seen in the progress that `slipway status` shows too. */
export interface Moment {
  /** Which nodes come to it. */
  readonly role: 'control-plane' | 'worker' | 'any';
  /** How the title of the step begins. */
  readonly step: string;
  /** Seconds after its beginning, from and to, at which a fault may strike and still find it going on. */
  readonly offset: readonly [from: number, to: number];
}

/** The moments, by the words of the schedule. */
export const moments = {
  packages: { role: 'any', step: 'Install CRI-O, kubelet', offset: [0.5, 6] },
  images: { role: 'any', step: 'Pull the images', offset: [0, 1.5] },
  init: { role: 'control-plane', step: 'Initialise the control plane', offset: [0.5, 6] },
  join: { role: 'worker', step: 'Join the node', offset: [0, 1.5] },
  ready: { role: 'any', step: 'Wait until the node is Ready', offset: [0, 4] },
  proof: { role: 'any', step: 'Prove that pods', offset: [0, 3] },
} as const satisfies Record<string, Moment>;

/** A word for a moment. */
export type MomentName = keyof typeof moments;
