import { expect, test } from 'vitest';
import type { HostFacts } from '../../../src/model/facts.ts';
import { families, familyOf } from '../../../src/os/index.ts';

type Manager = HostFacts['packageManager'];

function choice(id: string, version: string, packageManager: Manager, like: readonly string[] = []): string {
  const chosen = familyOf({ os: { id, like, version, name: `${id} ${version}` }, packageManager });
  if ('refused' in chosen) return `refused: ${chosen.refused}`;
  return [`${chosen.family.id} ${chosen.version.version}, ${chosen.family.packages.id}`, ...chosen.warnings].join('; ');
}

test('a known system is taken without a word, with the package manager that the host really has', () => {
  expect(choice('fedora', '44', 'dnf5')).toBe('fedora 44, dnf5');
  expect(choice('fedora', '40', 'dnf4')).toBe('fedora 40, dnf4');
  expect(choice('fedora', '40', 'dnf5')).toBe('fedora 40, dnf5');
  expect(choice('centos', '10', 'dnf4')).toBe('enterprise-linux 10, dnf4');
  expect(choice('rocky', '9.4', 'dnf4', ['rhel', 'centos', 'fedora'])).toBe('enterprise-linux 9, dnf4');
  expect(choice('ubuntu', '26.04', 'apt', ['debian'])).toBe('ubuntu 26.04, apt');
});

test('a newer version is treated as the newest one that is known, and that is said', () => {
  expect(choice('fedora', '45', 'dnf5')).toBe(
    'fedora 44, dnf5; fedora 45 is not known yet; it is treated as fedora 44',
  );
  expect(choice('ubuntu', '25.10', 'apt', ['debian'])).toBe(
    'ubuntu 24.04, apt; ubuntu 25.10 is not known yet; it is treated as ubuntu 24.04',
  );
});

test('an older version, and one that says no version, is refused', () => {
  expect(choice('centos', '8', 'dnf4')).toBe(
    'refused: centos 8 is older than the versions that are supported: centos 9, 10',
  );
  expect(choice('debian', '', 'apt')).toMatch(/^refused: debian {2}is older than/);
});

test('an unknown system is treated as the nearest one that it names, and that is said', () => {
  expect(choice('linuxmint', '22', 'apt', ['ubuntu', 'debian'])).toBe(
    'ubuntu 26.04, apt; linuxmint 22 is not known; it says that it is like ubuntu, and is treated as Ubuntu',
  );
  expect(choice('ol', '9.4', 'dnf4', ['fedora'])).toMatch(/^fedora 44, dnf4; ol 9\.4 is not known/);
});

test('a system that is like nothing known, or has a package manager of another family, is refused', () => {
  expect(choice('alpine', '3.20', 'none')).toMatch(/^refused: alpine 3\.20 is not supported; supported are fedora 40/);
  expect(choice('ubuntu', '24.04', 'dnf5', ['debian'])).toBe(
    'refused: ubuntu 24.04 should have apt, but this host has dnf5',
  );
});

test('every row names each system once, with its versions from old to new', () => {
  const systems = families.flatMap((row) => row.systems);
  expect(new Set(systems.map(({ id }) => id)).size).toBe(systems.length);
  for (const { versions } of systems) {
    const numbers = versions.map(({ version }) => Number(version));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  }
});
