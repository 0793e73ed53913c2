import type { Milestone } from '../src/model/plan.ts';
import type { ConvergeNodeInput } from '../src/model/task.ts';
import { refused } from './refusal.ts';

/** Throws where everybody waits for the API of this node, which would be for ever if nobody were to bring it up. */
export function mayLeave({ host, settings }: ConvergeNodeInput, milestones: ReadonlySet<Milestone>): void {
  if (host.role !== 'control-plane' || milestones.has('api-ready')) return;
  const instead = `\`retry\` it, or stop the whole build: \`slipway abort ${settings.name}\``;
  throw refused(`${host.name} is the control plane, and no other node can be finished without it; ${instead}`);
}
