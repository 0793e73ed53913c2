import type { Failure } from '../../model/failure.ts';
import type { NodeProgress } from '../../model/progress.ts';
import { cut } from './columns.ts';
import { failureText } from './failure-text.ts';
import type { Look } from './look.ts';

/** Why a node waits for the operator, and what to type. */
export function parkedBlock(cluster: string, node: NodeProgress, look: Look): string[] {
  const unknown: Failure = { code: 'step-failed', message: 'no reason was given' };
  const { host: _host, ...failure } = node.failure ?? unknown;
  const [title = '', ...rest] = failureText(
    { ...failure, step: failure.step ?? node.step },
    { ...look, width: look.width - 2 },
    { tailLines: 6 },
  );
  // Nothing goes on without the control plane: it is retried, or the whole build is stopped.
  const commands =
    node.role === 'worker'
      ? [
          ...['retry', 'skip', 'abort'].map((verb) => `slipway ${verb} ${cluster} ${node.node}`),
          `slipway replace ${cluster} ${node.node} IP`,
        ]
      : [`slipway retry ${cluster} ${node.node}`, `slipway abort ${cluster}`];
  return [
    look.paint.bold(cut(`! ${node.node} waits for you`, look.width)),
    `  ${title}`,
    ...rest.map((line) => cut(`  ${line}`, look.width)),
    ...inRows(commands, look.width - 4).map((line) => `    ${look.paint.bold(line)}`),
  ];
}

/** Side by side where there is room, else one below the other. */
function inRows(commands: readonly string[], width: number): readonly string[] {
  const side = commands.join('   ');
  return side.length <= width ? [side] : commands;
}
