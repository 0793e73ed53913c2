import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { quiet } from './quiet-runtime.ts';

/** Bundles the workflows that a file exports; the path is relative to the root of the project. */
export function bundleOf(path: string): Promise<WorkflowBundle & { readonly code: string }> {
  const workflowsPath = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return bundleWorkflowCode({ workflowsPath, logger: quiet });
}
