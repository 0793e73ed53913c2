import { describe, expect, test } from 'vitest';
import { sh } from '../../src/shell/sh.ts';
import { pendingLines } from './histories.ts';
import { asRoot } from './as-root.ts';
import { heldLocks } from './troubled-locks.ts';
import type { HeldLock } from './troubled-locks.ts';
import { pastPackages } from './troubled-site.ts';
import type { TroubledSite } from './troubled-site.ts';

/** Tests on the hosts of `signatures`, whose site is there once it is up. */
export function lockCases(site: () => TroubledSite): void {
  describe('a lock that another program holds', () => {
    const cases: readonly { readonly where: string; readonly held: Readonly<Record<string, HeldLock>> }[] = [
      { where: 'dnf 4 and dnf 5', held: { 's-1': heldLocks.dnf4, 's-3': heldLocks.dnf5 } },
      { where: 'apt', held: { 's-2': heldLocks.apt } },
    ];

    test.each(cases)(
      '$where: a node waits alone for who holds the lock of its package manager, and says who does',
      async ({ held }) => {
        const locks = new Map(Object.entries(held));
        const seen = ({ holder }: HeldLock): RegExp => new RegExp(`waiting for ${holder} \\(pid \\d+\\)`);
        for (const [host, { hold, impatient, refusal, manager }] of locks) {
          await asRoot(`signatures/${host}`, hold);
          const want = impatient(`${site().mirror.url}/rpm/cri-o-1.30.9-1.x86_64.rpm`);
          const said = await asRoot(
            `signatures/${host}`,
            sh`
            (set -eu
            ${want}
            ) < /dev/null 2>&1 || true`,
          );
          expect(said).toMatch(refusal);
          expect(manager.classify(said)).toBe('package-locked');
        }
        const { until, parked } = await site().start({});
        const nodes = await until((all) =>
          all.every(({ node, state, waitsFor }) => (locks.has(node) ? waitsFor !== undefined : state === 'parked')),
        );
        const shown = (await site().dev.slipway('status', 'signatures')).stdout;
        for (const [host, lock] of locks) {
          const waitsFor = nodes.find(({ node }) => node === host)?.waitsFor;
          expect(waitsFor).toMatch(seen(lock));
          expect(waitsFor).toContain(`which holds the lock of ${lock.manager.id}`);
          expect(shown).toMatch(seen(lock));
          await expect
            .poll(() => pendingLines(site().dev.address, `signatures/${host}`), { timeout: 60_000 })
            .toMatch(seen(lock));
          await site().onHost(host, 'systemctl stop holder');
        }
        for (const node of await parked()) expect(node).toMatchObject(pastPackages);
      },
    );
  });
}
