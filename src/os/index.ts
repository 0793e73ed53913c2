import type { HostFacts } from '../model/facts.ts';
import { debian } from './debian.ts';
import { enterpriseLinux } from './enterprise-linux.ts';
import type { Family } from './family.ts';

/** Every operating system Slipway knows. */
export const families: readonly Family[] = [debian, enterpriseLinux];

/** The row for a system, or why there is none. Minor versions (`9.4`) belong to their major. */
export function familyOf(os: HostFacts['os']): { readonly family: Family } | { readonly refused: string } {
  for (const family of families) {
    const system = family.systems.find((candidate) => candidate.id === os.id);
    if (!system) continue;
    const known = system.versions.some((version) => os.version === version || os.version.startsWith(`${version}.`));
    if (known) return { family };
    return {
      refused: `${os.name} is not one of the versions that are supported: ${os.id} ${system.versions.join(', ')}`,
    };
  }
  const all = families.flatMap((family) => family.systems.map((system) => `${system.id} ${system.versions.join('/')}`));
  return { refused: `${os.name || 'an unknown system'} is not supported; supported are ${all.join(', ')}` };
}
