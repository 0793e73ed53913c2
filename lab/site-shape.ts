import { isIPv4 } from 'node:net';

import { z } from 'zod';

import { labMinors } from './content/minors.ts';
import type { LabMinorName } from './content/minors.ts';
import { families, familyNames } from './hosts/family.ts';
import type { FamilyName } from './hosts/family.ts';

/** A name of hosts and sites. */
export const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'is not a host name: use a-z, 0-9 and -');
const address = z.string().refine(isIPv4, 'is not an IPv4 address');
// YAML 1.2 reads `on` and `off` as words, and that is how people write a service's state.
const onOff = z.union([z.boolean(), z.enum(['on', 'off']).transform((word) => word === 'on')]);
const size = z
  .string()
  .regex(/^\d+(Mi|Gi)$/, 'is not a size: write 2048Mi or 4Gi')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('Gi') ? 1024 : 1));

const minorNames = Object.keys(labMinors).filter((name): name is LabMinorName => name in labMinors);

const hostShape = z.strictObject({
  name: dnsLabel,
  family: z.enum(familyNames),
  address,
  role: z.enum(['control-plane', 'worker']),
  memory: size.optional(),
  cpus: z.number().positive().optional(),
  swap: z.union([z.boolean(), z.literal('zram')]).default(false),
  firewalld: onOff.optional(),
  ufw: onOff.default(false),
  resolved: onOff.optional(),
});

/** What a site file may say; anything else in it is a mistake. */
export const siteShape = z
  .strictObject({
    kubernetes: z.enum(minorNames).default('1.30'),
    network: z
      .strictObject({
        subnet: z
          .string()
          .refine(
            (text) => text.endsWith('.0/24') && isIPv4(text.replace('/24', '')),
            'is not a /24 network such as 10.88.0.0/24',
          )
          .default('10.88.0.0/24'),
        bridge: z
          .string()
          .regex(/^[a-z][a-z0-9]{0,14}$/, 'is not an interface name of at most 15 characters')
          .default('slipway0'),
      })
      .prefault({}),
    login: z
      .strictObject({
        user: z
          .string()
          .regex(/^[a-z][a-z0-9-]*$/, 'is not a user name')
          .default('ops'),
        sudo: z.enum(['nopasswd', 'password']).default('nopasswd'),
        root: z.boolean().default(false),
      })
      .prefault({}),
    hosts: z.array(hostShape).min(1, 'needs at least one host'),
  })
  .check(({ value, issues }) => {
    const wrong = (path: (string | number)[], message: string): void =>
      void issues.push({ code: 'custom', path, message, input: value });
    const network = value.network.subnet.replace(/0\/24$/, '');
    value.hosts.forEach((host, index) => {
      const before = value.hosts.slice(0, index);
      const family = families[host.family];
      if (before.some((other) => other.name === host.name)) wrong(['hosts', index, 'name'], 'is taken by another host');
      if (before.some((other) => other.address === host.address))
        wrong(['hosts', index, 'address'], 'is taken by another host');
      if (!host.address.startsWith(network))
        wrong(['hosts', index, 'address'], `is outside of ${value.network.subnet}`);
      if (host.address === `${network}1`) wrong(['hosts', index, 'address'], 'is the gateway');
      if (host.firewalld && !family.has.firewalld)
        wrong(['hosts', index, 'firewalld'], `is not part of ${host.family}`);
      if (host.ufw && !family.has.ufw) wrong(['hosts', index, 'ufw'], `is not part of ${host.family}`);
      if (host.swap === 'zram' && !family.has.zram) wrong(['hosts', index, 'swap'], `is not part of ${host.family}`);
    });
    if (value.hosts.filter((host) => host.swap).length > 1) {
      wrong(['hosts'], 'has more than one host with swap: all of them share one kernel, so one is enough for all');
    }
  });

/** A host of a site, with what its family has by default filled in. Memory in MiB. */
export interface SiteHost {
  readonly name: string;
  readonly family: FamilyName;
  readonly address: string;
  readonly role: 'control-plane' | 'worker';
  readonly memoryMiB?: number;
  readonly cpus?: number;
  /** `true` for a swap file in fstab, `zram` for compressed memory by the system's own generator. */
  readonly swap: boolean | 'zram';
  readonly firewalld: boolean;
  /** Active, with ssh allowed; where the family has it, it is installed in any case. */
  readonly ufw: boolean;
  readonly resolved: boolean;
}

/** A data centre of the lab: its network, its hosts, and who logs in on them. */
export interface Site {
  readonly name: string;
  /** The Kubernetes minor that `cluster.yaml` asks for; the site serves all that there are. */
  readonly kubernetes: LabMinorName;
  readonly network: { readonly subnet: string; readonly bridge: string; readonly gateway: string };
  readonly login: { readonly user: string; readonly sudo: 'nopasswd' | 'password'; readonly root: boolean };
  readonly hosts: readonly SiteHost[];
}
