import { ensureContent, ensureKubeadms, hasContent, neededToBuild } from '../content/content.ts';
import { allMinors } from '../content/minors.ts';
import { createReporter } from '../content/progress.ts';
import { familyNames } from '../hosts/family.ts';
import { withLock } from '../hosts/lock.ts';
import { checkRoom } from '../hosts/machine.ts';
import { ensureRoots } from '../hosts/root.ts';
import { asWork } from '../hosts/work.ts';
import { ensurePrerequisites } from '../prerequisites.ts';

/** Builds what hosts and sites are made of, and boots none: afterwards `up` takes seconds. */
export async function prepare(): Promise<void> {
  if (!(await hasContent(allMinors))) await checkRoom(neededToBuild);
  const report = createReporter();
  const work = async (): Promise<void> => {
    await ensurePrerequisites(report);
    await Promise.all([ensureContent(allMinors, report), ensureRoots(familyNames, report)]);
    await ensureKubeadms(report);
  };
  try {
    await withLock(report, () => asWork(work));
    report.note('everything is there: `npm run lab -- up pair` boots two hosts');
  } finally {
    report.close();
  }
}
