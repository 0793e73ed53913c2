import { setTimeout as after } from 'node:timers/promises';
import type { BuildSeen } from './build.ts';
import { run } from './command.ts';
import type { Diary } from './diary.ts';

/** Somebody who answers parked nodes as a person would: reads why, waits until what was broken is mended, and retries. */
export interface Operator {
  readonly look: (seen: BuildSeen) => void;
  /** Why nodes were parked, a line each: every one was answered by `retry`. */
  readonly parked: () => readonly string[];
}

/** Retries of one run: more of them would be an operator who gave up. */
const most = 8;

/** An operator of that cluster. `broken`: whether something is broken right now. */
export function operatorOf(about: { cluster: string; address: string; broken: () => boolean }, diary: Diary): Operator {
  const { cluster, address, broken } = about;
  const reasons: string[] = [];
  const busy = new Set<string>();

  const answer = async (node: string): Promise<void> => {
    while (broken()) await after(500);
    await after(2000);
    const { code, stdout, stderr } = await run('slipway', ['retry', cluster, node, '--address', address]);
    diary.note(`? ${node}: retry ${code === 0 ? `answered: ${stdout.trim()}` : `refused: ${stderr.trim()}`}`);
    busy.delete(node);
  };

  return {
    look: ({ nodes }) => {
      for (const { node, state, failure } of nodes) {
        if (state !== 'parked' || busy.has(node) || reasons.length === most) continue;
        busy.add(node);
        const reason = `${node}: ${failure?.code ?? 'no reason'}: ${failure?.message ?? ''}`;
        reasons.push(reason);
        diary.note(`? parked ${reason}`);
        void answer(node);
      }
    },
    parked: () => reasons,
  };
}
