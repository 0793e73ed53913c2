import { setTimeout as after } from 'node:timers/promises';
import type { BuildSeen } from './build.ts';
import type { Diary } from './diary.ts';
import { faults } from './faults.ts';
import { moments } from './moments.ts';
import type { PlannedFault } from './schedule.ts';
import type { Stage } from './stage.ts';
import { strike } from './strike.ts';

/** A fault and what became of it. Seconds since the build began. */
export interface Struck extends PlannedFault {
  /** Absent where its moment never came. */
  readonly struckAt?: number;
  readonly mendedAt?: number;
  /** First change in the progress of a node that it concerned. */
  readonly progressAt?: number;
  /** Why it could not strike, or not be mended. */
  readonly error?: string;
}

/** The faults of a run, each waiting for its moment. */
export interface Storm {
  readonly look: (seen: BuildSeen) => void;
  /** Whether something is broken right now. */
  readonly rages: () => boolean;
  /** Waits until everything is mended. */
  readonly over: () => Promise<readonly Struck[]>;
}

type Draft = { -readonly [Key in keyof Struck]: Struck[Key] };

/** A storm that strikes what is on the stage. */
export function stormOver(stage: Stage, planned: readonly PlannedFault[], diary: Diary): Storm {
  const all: Draft[] = planned.map((fault) => ({ ...fault }));
  const waiting = new Set(all);
  const blows: Promise<void>[] = [];
  const before = new Map<string, string>();
  // A host that is off cannot be frozen, and a dead server not be killed: what meets the same one comes after the other.
  const turns = new Map<string, Promise<void>>();
  let raging = 0;

  const meet = async (fault: Draft, turn: Promise<void> | undefined): Promise<void> => {
    await turn;
    raging += 1;
    fault.struckAt = diary.now();
    diary.note(`▼ ${describe(fault)}`);
    try {
      await strike(stage, fault);
      fault.mendedAt = diary.now();
      diary.note(`▲ ${fault.fault}: mended`);
    } catch (error) {
      fault.error = error instanceof Error ? error.message : String(error);
      diary.note(`! ${fault.fault}: ${fault.error}`);
    }
    raging -= 1;
  };
  const blow = async (fault: Draft): Promise<void> => {
    await after(fault.offset * 1000);
    const whom = fault.host ?? faults[fault.fault].strikes;
    const turn = meet(fault, turns.get(whom));
    turns.set(whom, turn);
    await turn;
  };

  const moved = (node: string): void => {
    for (const fault of all) {
      if (fault.struckAt === undefined || fault.progressAt !== undefined) continue;
      if (fault.host === undefined || fault.host === node || faults[fault.fault].strikes === 'control-plane')
        fault.progressAt = diary.now();
    }
  };

  return {
    look: ({ nodes }) => {
      for (const { node, state, step, done } of nodes) {
        const now = `${state}, ${done} steps done${step ? `: ${step}` : ''}`;
        if (before.get(node) !== now) {
          diary.note(`  ${node} is ${now}`);
          if (before.has(node) && state !== 'parked') moved(node);
          before.set(node, now);
        }
        for (const fault of waiting) {
          if (fault.node !== node || state !== 'running' || !step.startsWith(moments[fault.moment].step)) continue;
          waiting.delete(fault);
          blows.push(blow(fault));
        }
      }
    },
    rages: () => raging > 0,
    over: async () => {
      await Promise.all(blows);
      return all;
    },
  };
}

function describe({ fault, host, node, moment, lasts }: PlannedFault): string {
  const how = lasts > 0 ? `, for ${lasts} s` : '';
  return `${faults[fault].title}${host === undefined ? '' : ` (${host})`}: ${node} is at "${moment}"${how}`;
}
