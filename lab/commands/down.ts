import { createReporter, runStage } from '../content/progress.ts';
import { withLock } from '../hosts/lock.ts';
import { removeSharedParts, removeSite } from '../hosts/remove-site.ts';
import { sitesWithRemains } from '../hosts/running.ts';
import { LabError } from '../lab-error.ts';

/** Ends one site, or all, with everything that belongs to it: also what an interrupted `up` left. */
export async function down(site?: string): Promise<void> {
  const report = createReporter();
  await withLock(report, async () => {
    const present = await sitesWithRemains();
    if (site !== undefined && !present.includes(site)) {
      throw new LabError(`there is nothing of a site ${site}: ${present.join(', ') || 'no site'} is up`);
    }
    for (const name of site === undefined ? present : [site]) {
      await runStage(report, `ending ${name}`, () => removeSite(name));
    }
    await removeSharedParts();
    const others = await sitesWithRemains();
    if (others.length > 0) report.note(`still up: ${others.join(', ')}`);
    else if (present.length === 0) report.note('no site is up');
  });
  report.close();
}
