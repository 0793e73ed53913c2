import type { ApplyResult } from '../../model/result.ts';
import { undoWords } from '../../model/undo.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

/** What a build that was stopped has left on hosts: per step, where, and how it is undone or why it is kept. */
export function remainsText({ remains, outcome }: ApplyResult, { paint, width }: Look): string[] {
  if (outcome !== 'aborted') return [];
  if (remains.length === 0) return ['', 'Nothing was changed on any host.'];
  const rows = remains.flatMap(({ step, nodes, unfinished, undo }) => [
    ...wrap(`${step}: ${[...nodes, ...unfinished.map((node) => `${node} (cut off)`)].join(', ')}`, width - 2, '  '),
    ...wrap(`  ${undoWords(undo)}`, width - 2, '  ').map((line) => paint.dim(line)),
  ]);
  return ['', paint.bold('Left on hosts'), ...rows.map((line) => `  ${line}`)];
}
