import { checkAgain } from './again.ts';
import { buildAt } from './build.ts';
import { checkNodes, kubectlOf } from './check-cluster.ts';
import { checkHosts } from './check-hosts.ts';
import { checkUserNamespaces } from './check-user-namespaces.ts';
import type { Diary } from './diary.ts';
import { accountsOf } from './evidence.ts';
import { judgeCalls } from './judge-calls.ts';
import { isKubeadm } from './ledger.ts';
import type { Stage } from './stage.ts';

/** What was found of a finished build, by looking at hosts, cluster and history alone. */
export interface Verdict {
  readonly problems: readonly string[];
  /** How often what must not be repeated was called, all hosts together. */
  readonly calls: { readonly init: number; readonly join: number; readonly reset: number };
}

/** Looks at everything; what cannot be looked at is a problem too. */
export async function judge(stage: Stage, folder: string, diary: Diary): Promise<Verdict> {
  const { site, server } = stage;
  const build = await buildAt(server.address, site.name);
  const problems: string[] = [];
  const look = async (what: string, work: () => Promise<readonly string[]>): Promise<void> => {
    const found = await work().catch((error: unknown) => [
      `${what}: ${error instanceof Error ? error.message : String(error)}`,
    ]);
    diary.note(`${found.length === 0 ? '✓' : '✗'} ${what}`);
    problems.push(...found);
  };
  let calls = { init: 0, join: 0, reset: 0 };
  try {
    await look('what was called on the hosts fits the history', async () => {
      const accounts = await accountsOf(site, build.client, folder);
      const all = accounts.flatMap((account) => account.calls);
      const count = (word: string): number => all.filter(isKubeadm(word)).length;
      calls = { init: count('init'), join: count('join'), reset: count('reset') };
      return accounts.flatMap(judgeCalls);
    });
    await look('the hosts have what the steps bring about, and nothing half done', () => checkHosts(site));
    await look('the nodes are Ready, and pods on them run in user namespaces as the hosts see it', async () => {
      const kubectl = await kubectlOf(site, folder);
      const nodes = await checkNodes(site, kubectl);
      return nodes.length > 0 ? nodes : checkUserNamespaces(site, kubectl, folder);
    });
    await look('a second build changes nothing', () => checkAgain(site, folder, server.address));
  } finally {
    await build.close();
  }
  return { problems, calls };
}
