import type { ResetNode } from '../../contract.ts';
import { failureText } from './failure-text.ts';
import type { Look } from './look.ts';

/** What became of each host in a reset. */
export function resetText(nodes: readonly ResetNode[], look: Look): string[] {
  const { paint, width } = look;
  const words = {
    reset: (node: string) => `${paint.green('✓')} ${node} was reset`,
    clean: (node: string) => `${paint.dim('=')} ${node} had nothing to take off`,
    failed: (node: string) => `${paint.red('×')} ${node} was not reset`,
  };
  return nodes.flatMap(({ node, state, failure }) => [
    words[state](node),
    ...(failure ? failureText(failure, { paint, width: width - 2 }).map((line) => `  ${line}`) : []),
  ]);
}
