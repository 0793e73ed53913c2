import { SlipwayError } from '../src/model/failure.ts';
import type { StepOutcome } from '../src/model/result.ts';
import type { BatchTask } from '../src/model/task.ts';
import { hostStepById } from '../src/phases/catalogue.ts';
import { compileBatch } from '../src/steps/compile.ts';
import type { HostStep, StepContext } from '../src/steps/define-step.ts';
import { parseRecords, saidFailure } from '../src/steps/records.ts';
import type { StepRecord } from '../src/steps/records.ts';
import { contextOf, targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Brings neighbouring quick steps about in one script: check, apply, check for each; stops at the first that fails. */
export async function runBatch(deps: Dependencies, task: BatchTask): Promise<readonly StepOutcome[]> {
  const steps = task.steps.map(hostStepById);
  return failingAs({ host: task.host.name }, () =>
    withHeartbeats({ steps: task.steps }, () => bringAbout(deps, steps, contextOf(task))),
  );
}

/** The same for steps at hand. Throws the failure of the first that fails. */
export async function bringAbout(
  { remote }: Dependencies,
  steps: readonly HostStep[],
  at: StepContext,
): Promise<readonly StepOutcome[]> {
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const result = await remote.run(targetOf(at.settings, at.host), compileBatch(steps, at), { seconds });
  const records = parseRecords(result.stdout);
  const spent = records.reduce((sum, record) => sum + record.milliseconds, 0);
  return steps.map((step, index) =>
    outcomeOf(step, records[index], index === 0 ? Math.max(0, result.milliseconds - spent) : 0),
  );
}

/** `transit` is what the round trip cost beside the steps; the first step carries it. */
function outcomeOf(step: HostStep, record: StepRecord | undefined, transit: number): StepOutcome {
  if (!record) throw new SlipwayError('step-failed', `${step.title}: the host gave no answer`, { step: step.id });
  const { state, said, milliseconds } = record;
  if (state === 'changed' || state === 'unchanged') {
    return { step: step.id, outcome: state, detail: said.split('\n').at(-1) ?? '', remoteMs: milliseconds + transit };
  }
  if (state === 'missing') throw new SlipwayError('effect-missing', `${step.title}: ${said}`, { step: step.id });
  const named = saidFailure(said);
  const code = named?.code ?? step.classify?.(said) ?? step.failure ?? 'step-failed';
  throw new SlipwayError(code, named?.message ?? `${step.title}: ${said.split('\n').at(-1) ?? 'no output'}`, {
    step: step.id,
    tail: said,
  });
}
