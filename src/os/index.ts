import type { HostFacts } from '../model/facts.ts';
import { apt } from './apt.ts';
import { debian } from './debian.ts';
import { dnf } from './dnf.ts';
import { dnf5 } from './dnf5.ts';
import { enterpriseLinux } from './enterprise-linux.ts';
import type { Family, FamilyRow, PackageManager, SystemVersion } from './family.ts';
import { fedora } from './fedora.ts';
import { ubuntu } from './ubuntu.ts';

/** Every operating system Slipway knows. */
export const families: readonly FamilyRow[] = [fedora, enterpriseLinux, ubuntu, debian];

/** Every package manager Slipway speaks to. */
export const packageManagers: readonly PackageManager[] = [apt, dnf, dnf5];

/** What decides how a host is treated. */
export type SystemFacts = Pick<HostFacts, 'os' | 'packageManager'>;

/** How a host is treated: as a system that is known, as the nearest one with a warning, or not at all. */
export type Choice =
  | { readonly family: Family; readonly version: SystemVersion; readonly warnings: readonly string[] }
  | { readonly refused: string };

/** The row for a host, with the package manager that it really has, or why there is none. */
export function familyOf(facts: SystemFacts): Choice {
  const { os, packageManager } = facts;
  const place = known(os) ?? alike(os);
  if ('refused' in place) return place;
  const { row, version, warnings } = place;
  const packages = row.packages.find(({ id }) => id === packageManager);
  if (packages) return { family: { ...row, packages }, version, warnings };
  const wanted = row.packages.map(({ id }) => id).join(' or ');
  return { refused: `${os.name} should have ${wanted}, but this host has ${packageManager}` };
}

interface Place {
  readonly row: FamilyRow;
  readonly version: SystemVersion;
  readonly warnings: readonly string[];
}

type Found = Place | { readonly refused: string };

const ids = families.flatMap((row) => row.systems.map((system) => ({ row, system })));

/** The row of a system that is known by its name. Minor versions (`9.4`) belong to their major. */
function known(os: HostFacts['os']): Found | undefined {
  const found = ids.find(({ system }) => system.id === os.id);
  if (!found) return undefined;
  const { row, system } = found;
  const exact = system.versions.find(({ version }) => os.version === version || os.version.startsWith(`${version}.`));
  if (exact) return { row, version: exact, warnings: [] };
  const before = system.versions.findLast(({ version }) => isOlder(version, os.version));
  if (!before) {
    const list = system.versions.map(({ version }) => version).join(', ');
    return { refused: `${os.name} is older than the versions that are supported: ${os.id} ${list}` };
  }
  return {
    row,
    version: before,
    warnings: [`${os.name} is not known yet; it is treated as ${os.id} ${before.version}`],
  };
}

/** The newest version of the nearest system that a host says it is like. */
function alike(os: HostFacts['os']): Found {
  for (const like of os.like) {
    const found = ids.find(({ system }) => system.id === like);
    const newest = found?.system.versions.at(-1);
    if (!found || !newest) continue;
    const warning = `${os.name} is not known; it says that it is like ${like}, and is treated as ${found.row.title}`;
    return { row: found.row, version: newest, warnings: [warning] };
  }
  const all = ids.map(({ system }) => `${system.id} ${system.versions.map(({ version }) => version).join('/')}`);
  return { refused: `${os.name || 'an unknown system'} is not supported; supported are ${all.join(', ')}` };
}

/** Whether a version comes before another; one that says nothing comes before all. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  const at = (a ?? []).findIndex((part, index) => part !== (b?.[index] ?? 0));
  return at !== -1 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
