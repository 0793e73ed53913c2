import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** Files that are small and wait most of their time: last, as their size has them, they would keep a run from its end. */
const waiting = ['temporal/join-tokens', 'temporal/interruptions', 'temporal/claims'];

class WaitingFirst extends BaseSequencer {
  override async sort(...args: Parameters<BaseSequencer['sort']>): ReturnType<BaseSequencer['sort']> {
    const files = await super.sort(...args);
    const waits = ({ moduleId }: (typeof files)[number]): boolean =>
      waiting.some((name) => moduleId.includes(`/${name}.`));
    return [...files.filter(waits), ...files.filter((file) => !waits(file))];
  }
}

/** What is waited for comes at once on a machine that has nothing else to do, and later on one that has. */
const expect = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    // More files at a time than there are cores: tests wait for Temporal, for servers that they start, for what takes its time.
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
    // What was transformed stays for other runs, by a hash of its content: the lab's suites run in many of them.
    experimental: { fsModuleCache: true },
    projects: [
      // One process for many files: most of the time of these tests was that of loading the same modules again.
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          expect,
          isolate: false,
          maxWorkers: 5,
          // Many start shells and servers, and wait longer on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'temporal',
          include: ['test/temporal/**/*.test.ts'],
          environment: 'node',
          expect,
          isolate: false,
          globalSetup: ['test/support/compile.ts', 'test/support/temporal-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Not mixed with the unit tests: a process serves many files of one project only.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          environment: 'node',
          expect,
          globalSetup: ['test/support/compile.ts'],
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
