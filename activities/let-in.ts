import { cancellationSignal } from '@temporalio/activity';
import type { Host } from '../src/model/cluster.ts';
import { failureOf } from '../src/model/failure.ts';
import type { LetIn, LetInTask } from '../src/model/task.ts';
import { openFirewall } from '../src/steps/open-firewall.ts';
import { openUfw } from '../src/steps/open-ufw.ts';
import { askFacts } from './ask-facts.ts';
import { contextOf, targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';
import { bringAbout } from './run-batch.ts';

/**
 * Brings the firewalls of nodes to the addresses of `settings`, all at once. A host that has not joined is left to its own steps.
 * One that cannot be told does not hold up the others, and says why: it is asked once.
 */
export async function letIn(deps: Dependencies, task: LetInTask): Promise<readonly LetIn[]> {
  return failingAs({}, () =>
    withHeartbeats({ hosts: task.hosts.length }, () => Promise.all(task.hosts.map((host) => tell(deps, task, host)))),
  );
}

async function tell(deps: Dependencies, { settings, controlPlane, versions }: LetInTask, host: Host): Promise<LetIn> {
  const node = host.name;
  try {
    const facts = await askFacts(deps.remote, targetOf(settings, host), cancellationSignal());
    if (facts.claimedBy !== settings.name || facts.kubernetesFiles.length === 0) return { node, changed: [] };
    const at = contextOf({ settings, host, controlPlane, versions, facts });
    const steps = [openFirewall, openUfw].filter((step) => step.applies(at));
    const outcomes = steps.length > 0 ? await bringAbout(deps, steps, at) : [];
    return { node, changed: outcomes.flatMap(({ step, outcome }) => (outcome === 'changed' ? [step] : [])) };
  } catch (error) {
    cancellationSignal().throwIfAborted();
    const { code, message } = failureOf(error, { host: node });
    return { node, changed: [], why: `${code}: ${message}` };
  }
}
