import { createReporter, runStage } from '../content/progress.ts';
import { withLock } from '../hosts/lock.ts';
import { removeSharedParts, removeSite } from '../hosts/remove-site.ts';
import { sitesWithRemains } from '../hosts/running.ts';
import { readSite } from '../site.ts';

/** Ends one site, or all, with everything that belongs to it: also what an interrupted `up` left. */
export async function down(site?: string): Promise<void> {
  const report = createReporter();
  await withLock(report, async () => {
    const present = await sitesWithRemains();
    // A name that no site file has is a slip of the pen; a site that is down already is as it should be.
    const chosen = site === undefined || present.includes(site) ? site : (await readSite(site)).name;
    for (const name of present.filter((each) => chosen === undefined || each === chosen)) {
      await runStage(report, `ending ${name}`, () => removeSite(name));
    }
    await removeSharedParts();
    const others = await sitesWithRemains();
    if (others.length > 0) report.note(`still up: ${others.join(', ')}`);
    else if (present.length === 0) report.note('no site is up');
  });
  report.close();
}
