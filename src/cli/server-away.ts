import { isGrpcServiceError, ServiceError, type Client } from '@temporalio/client';

/** gRPC: unknown, deadline exceeded, resource exhausted, aborted, internal, unavailable: what a restarting server answers. */
const passing: ReadonlySet<number> = new Set([2, 4, 8, 10, 13, 14]);
/** gRPC: failed precondition, as a query of a workflow is refused whose workers are all away. */
const refusing: ReadonlySet<number> = new Set([9]);

/** True where an error says that the server, or the worker behind it, does not answer now; asking again may help. */
export function isPassing(error: unknown): boolean {
  const answer = answerIn(error);
  if (!answer) return false;
  return (
    passing.has(answer.code) || (refusing.has(answer.code) && /poller/i.test(answer.details)) || cannotFollow(error)
  );
}

/** True where no worker at hand can go on with a workflow, as those of another version cannot; another attempt, or worker, may. */
export function cannotFollow(error: unknown): boolean {
  const answer = answerIn(error);
  return answer !== undefined && refusing.has(answer.code) && /workflow task in failed state/i.test(answer.details);
}

/** What the server answered, with its gRPC code. */
function answerIn(error: unknown): { readonly code: number; readonly details: string } | undefined {
  const inner = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(inner) ? inner : undefined;
}

/** Says who does not answer: the server, or the worker. */
export async function whoIsAway(client: Client): Promise<string> {
  try {
    await client.withDeadline(Date.now() + 1500, () => client.workflowService.getSystemInfo({}));
    return 'No worker answers; the build goes on when one runs: `slipway dev` or `slipway worker`.';
  } catch {
    return 'The Temporal server does not answer; trying again. Builds continue when it is back.';
  }
}
