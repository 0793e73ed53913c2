/** An operating system that hosts can have: real tools of the family on a Debian base, with the family's own name. */
export interface Family {
  /** What `/etc/os-release` calls it. */
  readonly title: string;
  /** Debian packages of its root beyond `everyFamily`. */
  readonly packages: readonly string[];
  /** Shell script in lab/hosts/roots that dresses the root; the shared one runs after it. */
  readonly script: string;
  /** What a site file may switch on; firewalld is on unless it says otherwise, the others are off. */
  readonly has: { readonly firewalld: boolean; readonly ufw: boolean; readonly zram: boolean };
  /** Whether systemd-resolved runs unless the site says otherwise. */
  readonly usesResolved: boolean;
  readonly packageManager: 'apt' | 'dnf';
  /** Where the distribution's packages lie in the site, and what its repository is called. */
  readonly repository: { readonly folder: string; readonly id: string; readonly name: string };
}

/** What every family's root contains: a server's system, and nothing of what a Kubernetes node adds to it. */
export const everyFamily = [
  'ca-certificates',
  'curl',
  'dbus',
  'gpg',
  'gpgv',
  'iproute2',
  'iptables',
  'kmod',
  'libseccomp2',
  'nftables',
  'openssh-server',
  'procps',
  'sudo',
  'systemd',
  'systemd-resolved',
  'systemd-sysv',
] as const;

/** The families that a site file may name. A new one is a row and a script. */
export const families = {
  'ubuntu-24.04': {
    title: 'Ubuntu 24.04.1 LTS',
    packages: ['gnupg', 'ufw'],
    script: 'ubuntu-24.04.sh',
    has: { firewalld: false, ufw: true, zram: false },
    usesResolved: true,
    packageManager: 'apt',
    repository: { folder: 'debian', id: 'site', name: 'Ubuntu' },
  },
  'centos-9': {
    title: 'CentOS Stream 9',
    packages: ['dnf', 'python3-dnf', 'dnf-plugins-core', 'python3-systemd', 'rpm', 'firewalld', 'network-manager'],
    script: 'centos-9.sh',
    has: { firewalld: true, ufw: false, zram: false },
    usesResolved: false,
    packageManager: 'dnf',
    repository: { folder: 'centos/9', id: 'baseos', name: 'CentOS Stream $releasever - BaseOS' },
  },
  'fedora-44': {
    title: 'Fedora Linux 44 (Server Edition)',
    // dnf 5, rpm 6 and firewalld: its script takes them from another release than the rest.
    packages: [],
    script: 'fedora-44.sh',
    has: { firewalld: true, ufw: false, zram: true },
    usesResolved: true,
    packageManager: 'dnf',
    repository: { folder: 'fedora/44', id: 'fedora', name: 'Fedora $releasever' },
  },
} as const satisfies Record<string, Family>;

/** Name of a family. */
export type FamilyName = keyof typeof families;

/** The names, for a schema. */
export const familyNames = Object.keys(families).filter((name): name is FamilyName => name in families);
