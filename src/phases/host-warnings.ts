import type { HostFacts } from '../model/facts.ts';
import { familyOf } from '../os/index.ts';
import { resolverWarnings } from './resolver-problems.ts';

/** What people should know of a host that becomes a node all the same. */
export function hostWarnings(facts: HostFacts): readonly string[] {
  const system = familyOf(facts);
  if ('refused' in system) return [];
  const untried = Object.entries(facts.idmap).filter(([, answer]) => answer === 'unknown');
  return [
    ...system.warnings,
    ...unconfined(facts, system.family.usual.confinement),
    ...resolverWarnings(facts),
    ...(untried.length > 0
      ? [`nothing here can try idmapped mounts on ${untried.map(([place]) => place).join(', ')}: the proof will tell`]
      : []),
  ];
}

function unconfined(facts: HostFacts, usual: 'SELinux' | 'AppArmor'): readonly string[] {
  if (usual === 'AppArmor' && !facts.apparmor)
    return [`AppArmor is off, which ${facts.os.name} has on: user namespaces are all that confines pods`];
  if (usual === 'SELinux' && facts.selinux !== 'enforcing')
    return [
      `SELinux is ${facts.selinux}, which ${facts.os.name} has enforcing: user namespaces are all that confines pods`,
    ];
  return [];
}
