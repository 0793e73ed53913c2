import { fine, found } from './preflight-check.ts';
import type { HostCheck } from './preflight-check.ts';

const largestSkewMs = 10_000;

/** The host's clock against the worker's, which is the same clock for all hosts. */
export const timeChecks: readonly HostCheck[] = [
  {
    id: 'clock',
    title: 'The clock',
    look: ({ facts: { clockSkewMs } }) => {
      const off = `the host's clock is ${(clockSkewMs / 1000).toFixed(1)} s off`;
      return [Math.abs(clockSkewMs) > largestSkewMs ? found('clock-skew', off) : fine(off)];
    },
  },
  {
    id: 'time-synchronisation',
    title: 'Something keeps the clock right',
    look: ({ survey }) => {
      if (!survey) return [];
      if (survey.synchronised === 'yes') return [fine('synchronised')];
      const seen = survey.synchronised === 'no' ? 'the clock is not synchronised' : 'the host does not tell';
      return [survey.synchronised === 'no' ? found('time-unsynchronised', seen) : fine(seen)];
    },
  },
];
