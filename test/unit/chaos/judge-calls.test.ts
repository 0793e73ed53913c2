import { expect, test } from 'vitest';
import { judgeCalls } from '../../../chaos/judge-calls.ts';
import type { Account } from '../../../chaos/judge-calls.ts';
import type { Call } from '../../../chaos/ledger.ts';

const moment = (second: number): string => new Date(second * 1000).toISOString();

/** A call from one second to another; without an end it was cut off. */
function call(words: string, from: number, to?: number, code = 0): Call {
  const [program = '', ...args] = words.split(' ');
  const ended = to === undefined ? {} : { ended: { at: moment(to), code } };
  return { at: moment(from), boot: 'a', pid: from, program, arguments: args, ...ended };
}

const installed = call('apt-get -y install kubelet', 0, 5);
const account = (calls: readonly Call[], attempts = 1): Account => ({
  host: 'cp-1',
  role: 'control-plane',
  calls: [installed, ...calls],
  history: [{ activity: 'runJob', steps: ['init-control-plane'], attempts, completed: true }],
});

test('one successful call for one attempt is as it must be', () => {
  expect(judgeCalls(account([call('kubeadm init', 10, 20)]))).toEqual([]);
});

test.each([
  ['a call that was cut off', call('kubeadm init', 10)],
  ['a call that failed', call('kubeadm init', 10, 12, 1)],
])('%s may be followed by another where history has a second attempt, and not without', (_, first) => {
  const calls = [first, call('kubeadm init', 30, 40)];
  expect(judgeCalls(account(calls, 2))).toEqual([]);
  expect(judgeCalls(account(calls, 1))).toEqual(['cp-1: kubeadm init was called 2 times, and history has 1 attempts']);
});

test('a success that is repeated is a problem however many attempts there were, unless a reset lies between', () => {
  const [first, second] = [call('kubeadm init', 10, 20), call('kubeadm init', 30, 40)];
  expect(judgeCalls(account([first, second], 2))[0]).toContain('without a reset');
  expect(judgeCalls(account([first, call('kubeadm reset -f', 25, 28), second], 2))).toEqual([]);
  expect(judgeCalls(account([first, call('kubeadm reset -f', 25, 28, 1), second], 2))[0]).toContain('without a reset');
});

test('a call beside another is a problem', () => {
  expect(judgeCalls(account([call('kubeadm init', 10, 20, 1), call('kubeadm init', 15, 25)], 2))).toEqual([
    expect.stringContaining('ran twice at once'),
  ]);
  expect(judgeCalls(account([call('apt-get install socat', 3, 9), call('kubeadm init', 10, 20)]))).toEqual([
    expect.stringContaining('two installations ran at once'),
  ]);
});

test('a step without its effect is a problem', () => {
  expect(judgeCalls(account([]))).toEqual(['cp-1: kubeadm init was never called']);
  expect(judgeCalls(account([call('kubeadm init', 10, 12, 1)]))).toEqual(['cp-1: the last kubeadm init failed']);
  expect(judgeCalls({ ...account([call('kubeadm init', 10, 20)]), calls: [call('kubeadm init', 10, 20)] })).toEqual([
    'cp-1: no installation of packages succeeded',
  ]);
});

test('on a worker it is the join that counts', () => {
  const history = [{ activity: 'runJob', steps: ['join-node'], attempts: 1, completed: true }];
  const calls = [installed, call('kubeadm join --config x', 10, 12)];
  expect(judgeCalls({ host: 'w-1', role: 'worker', calls, history })).toEqual([]);
  expect(judgeCalls({ host: 'w-1', role: 'worker', calls: [installed], history })).toEqual([
    'w-1: kubeadm join was never called',
  ]);
});

test('an installation that a shutdown ended counts where another attempt looked at the host, and not without', () => {
  const ended = { at: moment(5), signal: 15 };
  const cut = { ...call('dnf install kubelet', 0), ended };
  const judge = (installation: Call, attempts: number) =>
    judgeCalls({
      host: 'w-1',
      role: 'worker',
      calls: [installation, call('kubeadm join --config x', 10, 12)],
      history: [
        { activity: 'runJob', steps: ['install-packages'], attempts, completed: true },
        { activity: 'runJob', steps: ['join-node'], attempts: 1, completed: true },
      ],
    });
  expect(judge(cut, 2)).toEqual([]);
  expect(judge(cut, 1)).toEqual(['w-1: no installation of packages succeeded']);
  expect(judge(call('dnf install kubelet', 0, 5, 1), 2)).toEqual(['w-1: no installation of packages succeeded']);
});
