import * as wf from '@temporalio/workflow';
import type { FailureCode } from '../src/model/failure.ts';
import type { PlannedStep } from '../src/model/plan.ts';
import type { NodeResult, RemedyUse, StepOutcome } from '../src/model/result.ts';
import { failureIn } from './failure.ts';

type Act = () => Promise<readonly StepOutcome[]>;
type Came = Pick<StepOutcome, 'outcome' | 'detail'>;
type Cure = (remedy: PlannedStep) => Promise<readonly StepOutcome[]>;

const helpless: Came = { outcome: 'failed', detail: '' };

/** The compensating steps of one node. */
export interface Remedies {
  /**
   * Acts; where that fails in a way that remedies of the step cure, each of them is tried once, in their order, and the step
   * again after each that changed something. A remedy that fails as the step did has not helped; any other failure of it counts.
   */
  readonly around: (step: PlannedStep, act: Act, cure: Cure) => Promise<readonly StepOutcome[]>;
  /** The step that this failure is of, where its remedies have not helped. */
  readonly unhelped: (error: unknown) => string | undefined;
  /** Those that ran so far, for the node's result. */
  readonly result: () => Pick<NodeResult, 'remedies'>;
}

/** No remedy of the node has run yet. */
export function remediesOf(host: string): Remedies {
  const uses: RemedyUse[] = [];
  let last: { readonly error: unknown; readonly step: string } | undefined;

  async function around(step: PlannedStep, act: Act, cure: Cure): Promise<readonly StepOutcome[]> {
    const open = [...(step.remedies ?? [])];
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (wf.isCancellation(error)) throw error;
        await mend(error);
      }
    }

    /** Comes back once a remedy has changed something; throws the failure itself where none is left. */
    async function mend(error: unknown): Promise<void> {
      const { code } = failureIn(error, { host, step: step.id });
      for (;;) {
        const at = open.findIndex(({ cures }) => cures.includes(code));
        const [remedy] = at === -1 ? [] : open.splice(at, 1);
        if (!remedy) {
          last = { error, step: step.id };
          throw error;
        }
        const { id, cures, seconds, undo } = remedy;
        const title = `${remedy.title} (${code})`;
        const planned = {
          id,
          title,
          cures,
          seconds,
          undo,
          phase: step.phase,
          kind: 'job',
          state: 'needed',
          found: code,
        } as const;
        const { outcome: came, detail } = await outcomeOf(cure, planned, code);
        uses.push({ step: step.id, code, remedy: id, outcome: came, detail });
        if (came === 'changed') return;
      }
    }
  }

  async function outcomeOf(cure: Cure, remedy: PlannedStep, code: FailureCode): Promise<Came> {
    try {
      const [outcome] = await cure(remedy);
      return outcome ?? helpless;
    } catch (error) {
      if (wf.isCancellation(error) || failureIn(error, { host, step: remedy.id }).code !== code) throw error;
      return helpless;
    }
  }

  return {
    around,
    unhelped: (error) => (last && last.error === error ? last.step : undefined),
    result: () => (uses.length === 0 ? {} : { remedies: uses }),
  };
}
