import { expect, it } from 'vitest';

import { checkMachine } from '../../../lab/hosts/machine.ts';
import type { Machine } from '../../../lab/hosts/machine.ts';

const able: Machine = { platform: 'linux', uid: 0, exists: () => true, path: ['/usr/bin', '/bin'] };

it('lets the lab run on Linux, as root, with cgroup v1 and its tools in any folder of programs', () => {
  expect(() => checkMachine(able)).not.toThrow();
  const exists = (path: string): boolean => !path.startsWith('/usr/bin/');
  expect(() => checkMachine({ ...able, exists })).not.toThrow();
});

it.each<[string, Partial<Machine>, string]>([
  ['another system', { platform: 'darwin', uid: 0 }, 'run it on a Linux machine, or in a virtual one'],
  ['another user', { uid: 1000 }, 'run it as root'],
  ['no notion of users', { uid: undefined }, 'run it as root'],
  [
    'cgroup v2 alone',
    { exists: (path) => path !== '/sys/fs/cgroup/freezer' },
    'boot with systemd.unified_cgroup_hierarchy=0',
  ],
  [
    'programs that are missing',
    { exists: (path) => !/\/(unshare|tar)$/.test(path) },
    'programs are missing: tar, unshare: install coreutils, findutils, tar and util-linux',
  ],
])('says in one line what to do instead with %s', (_, difference, way) => {
  const attempt = (): void => checkMachine({ ...able, ...difference });
  expect(attempt).toThrow(way);
  expect(attempt).not.toThrow('\n');
});
