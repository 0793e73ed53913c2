import { installs, isKubeadm } from './ledger.ts';
import type { Call } from './ledger.ts';
import type { Scheduled } from './history.ts';

/** What a host did and what history says of it. */
export interface Account {
  readonly host: string;
  readonly role: 'control-plane' | 'worker';
  readonly calls: readonly Call[];
  readonly history: readonly Scheduled[];
}

/** Problems of the calls that must not be repeated without a reason; none where the ledger and history agree. */
export function judgeCalls(account: Account): readonly string[] {
  const { role } = account;
  return [
    ...(role === 'control-plane' ? judgeOnce(account, 'init', 'init-control-plane') : []),
    ...(role === 'worker' ? judgeOnce(account, 'join', 'join-node') : []),
    ...judgeInstallations(account),
  ].map((problem) => `${account.host}: ${problem}`);
}

/** `kubeadm WORD` is called at most once per recorded attempt, and never again after a success that was not reset. */
function judgeOnce({ calls, history }: Account, word: string, step: string): readonly string[] {
  const called = calls.filter(isKubeadm(word));
  const resets = calls.filter(isKubeadm('reset'));
  const attempts = history
    .filter(({ steps }) => steps.includes(step))
    .reduce((sum, scheduled) => sum + scheduled.attempts, 0);
  const last = called.at(-1);
  const problems: string[] = [];
  if (!last) return [`kubeadm ${word} was never called`];
  if (called.length > attempts) {
    problems.push(`kubeadm ${word} was called ${called.length} times, and history has ${attempts} attempts`);
  }
  for (const [index, next] of called.entries()) {
    const before = called[index - 1];
    if (!before) continue;
    const reset = resets.some(({ at, ended }) => ended?.code === 0 && at >= before.at && at <= next.at);
    if (before.ended?.code === 0 && !reset) {
      problems.push(`kubeadm ${word} succeeded at ${before.at} and was called again at ${next.at} without a reset`);
    }
    if (overlap(before, next)) problems.push(`kubeadm ${word} ran twice at once at ${next.at}`);
  }
  if (last.ended && last.ended.code !== 0) problems.push(`the last kubeadm ${word} failed`);
  return problems;
}

/**
 * Packages were installed, and never by two package managers at once. One that a shutdown ended may have done its work before: then
 * history has another attempt, which looked at the host, and whether the packages are whole the check of the hosts says.
 */
function judgeInstallations({ calls, history }: Account): readonly string[] {
  const step = 'install-packages';
  const all = calls.filter(installs);
  const problems = all.flatMap((next, index) => {
    const before = all[index - 1];
    return before && overlap(before, next) ? [`two installations ran at once at ${next.at}`] : [];
  });
  const looked = history.some(({ steps, attempts, completed }) => steps.includes(step) && attempts > 1 && completed);
  const last = all.at(-1);
  const interrupted = last !== undefined && (last.ended === undefined || last.ended.signal !== undefined);
  const installed = all.some(({ ended }) => ended?.code === 0) || (interrupted && looked);
  return installed ? problems : [...problems, 'no installation of packages succeeded'];
}

/** A call without an end was cut off by then, if its ledger was not. */
function overlap(before: Call, next: Call): boolean {
  return before.boot === next.boot && before.ended !== undefined && before.ended.at > next.at;
}
