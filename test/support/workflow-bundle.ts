import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { quiet } from './quiet-runtime.ts';

/** Bundles the workflows that a file exports. */
export function bundleOf(file: URL): Promise<WorkflowBundle & { readonly code: string }> {
  return bundleWorkflowCode({ workflowsPath: fileURLToPath(file), logger: quiet });
}

/** Bundles the real workflows. */
export function bundleWorkflows(): ReturnType<typeof bundleOf> {
  return bundleOf(new URL('../../workflows/index.ts', import.meta.url));
}
