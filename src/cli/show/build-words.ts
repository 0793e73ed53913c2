import type { Milestone } from '../../model/plan.ts';
import type { BuildState } from '../../model/progress.ts';

/** How a build stands, in words. */
export const buildWords: Readonly<Record<BuildState, string>> = {
  inspecting: 'looking at the hosts',
  building: 'building',
  proving: 'proving',
  proven: 'proven',
  unchanged: 'proven, nothing had to change',
  incomplete: 'incomplete: nodes were skipped',
  aborted: 'stopped by the operator',
  failed: 'failed',
};

/** Milestones, in words. */
export const milestoneWords: Readonly<Record<Milestone, string>> = {
  'images-pulled': 'images pulled',
  'head-start-over': 'workers begin',
  'control-plane-held-up': 'control plane held up',
  'api-ready': 'API ready',
};

/** True for states in which nothing happens any more. */
export const isOver: Readonly<Record<BuildState, boolean>> = {
  inspecting: false,
  building: false,
  proving: false,
  proven: true,
  unchanged: true,
  incomplete: true,
  aborted: true,
  failed: true,
};
