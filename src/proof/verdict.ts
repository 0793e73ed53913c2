import type { ProofCheck } from '../model/proof.ts';

/** What a check is called and what it wants to see. */
export interface Question {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
}

/** A check that passes where nothing is wrong, and otherwise names everything that is. */
export function verdict(question: Question, wrong: readonly string[]): ProofCheck {
  return { ...question, passed: wrong.length === 0, seen: wrong.length === 0 ? question.expected : wrong.join('; ') };
}
