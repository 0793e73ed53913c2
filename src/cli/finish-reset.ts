import type { Client } from '@temporalio/client';
import type { ResetCluster, ResetNode } from '../contract.ts';
import { failures } from '../model/failure.ts';
import { clusterWorkflowId } from '../model/names.ts';
import { awaitResult } from './await-result.ts';
import type { Call } from './call.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForLeave } from './leave.ts';
import { resetText } from './show/reset-text.ts';
import { lookOf, print, printJson } from './terminal.ts';

/** Prints the end of a reset and gives its exit code: that of the first host which was not reset. */
export function finishReset(call: Call, result: { readonly nodes: readonly ResetNode[] }): number {
  if (call.json) printJson(call.terminal, result);
  else print(call.terminal.stdout, resetText(result.nodes, lookOf(call.terminal)));
  const failed = result.nodes.find((node) => node.failure)?.failure;
  return failed ? failures[failed.code].exit : exitCodes.done;
}

/** Waits for the end of the reset of a cluster, or until the user leaves; leaving does nothing to it. */
export async function watchReset(call: Call, client: Client, name: string): Promise<number> {
  const { terminal } = call;
  const leave = listenForLeave(terminal);
  try {
    const handle = client.workflow.getHandle<ResetCluster>(clusterWorkflowId(name));
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') print(terminal.stderr, `${name} is being taken down …`);
    return finishReset(call, await awaitResult(client, handle, leave.signal));
  } catch (error) {
    if (!leave.signal.aborted) throw error;
    print(terminal.stderr, `The reset of ${name} goes on. See its end with \`slipway watch ${name}\`.`);
    return exitCodes.leftRunning;
  } finally {
    leave.close();
  }
}
