import { inject, test as plain } from 'vitest';
import { openBuilds } from './builds.ts';
import type { Builds } from './builds.ts';

/** A test of builds: one worker per file, on the server of the suite; tests may run side by side. */
export const test = plain.extend<{ readonly builds: Builds }>({
  builds: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the names of other fixtures from the pattern
    async ({}, use) => {
      const builds = await openBuilds(inject('temporalAddress'), { codePath: inject('workflowBundle') });
      await builds.startWorker('worker');
      await use(builds);
      await builds.close();
    },
    { scope: 'file' },
  ],
});
