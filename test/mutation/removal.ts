import type { Exchange } from './copy.ts';

/** What Slipway does about a pitfall, taken out of the code. */
export interface Removal extends Exchange {
  /** Lab suite that makes the pitfall happen. */
  readonly suite: string;
  /** Tests of it to run, as the beginning of their full names; one of them must fail, and all pass on the unchanged code. */
  readonly tests: string;
}
