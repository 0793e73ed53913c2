import { families } from '../src/os/index.ts';
import type { FamilyRow } from '../src/os/family.ts';

function rowOf({ title, systems, packages, tools, usual }: FamilyRow): string {
  const versions = systems.map(({ id, versions }) => `\`${id}\` ${versions.map(({ version }) => version).join(', ')}`);
  return `| ${title} | ${versions.join('; ')} | ${packages.map(({ id }) => id).join(', ')} | ${usual.firewall} | ${usual.resolver} | ${usual.swap} | ${usual.confinement} | ${tools.map((tool) => `\`${tool}\``).join(' ')} |`;
}

function lackingOf({ systems }: FamilyRow): readonly string[] {
  return systems.flatMap(({ id, versions }) =>
    versions.filter(({ kernelLacks }) => kernelLacks).map(({ version }) => `${id} ${version}`),
  );
}

/** The text of `docs/systems.md`, from the rows in `src/os`. */
export function systemsPage(): string {
  return `# Systems

Made from \`src/os\` by \`npm run docs\`; a test compares it. Do not edit it by hand.

A host is what its facts say, not what its name suggests: the package manager, the resolver, the firewall and the kernel's abilities are
looked at. The row says which systems are known, what their packages are called, and what is usual; a host that is weaker
than usual (no SELinux, no AppArmor) is taken with a warning.

| Family | \`ID\` and \`VERSION_ID\` of os-release | Package managers | Firewall | Resolver | Swap | Confinement | Packages of its own |
|---|---|---|---|---|---|---|---|
${families.map(rowOf).join('\n')}

## What is refused, and why
- **A system that is not known** is treated as the nearest one of its \`ID_LIKE\`, and a version that is not known as the newest
  known one before it, both with a warning. Without such a relative, and where a version is older than all that are known, the host is refused.
- **Another package manager** than those of the family. \`dnf\` is dnf 5 on some hosts and dnf 4 on others: what the name stands for counts.
- **A kernel without idmapped mounts** on tmpfs or under the pods' and containers' directories, tried by the system call. The
  kernels that ${families.flatMap(lackingOf).join(' and ')} ship have none on tmpfs; with a newer one these are taken.
- **\`user.max_user_namespaces\` of 0**, as hardened images have it.
- **cgroup v1** from Kubernetes 1.35 on, unless \`kubernetes.kubelet.failCgroupV1: false\` is said.
- **A name server of the host's own** (127.0.0.53) in the file that pods get theirs from.
- **Two hosts with one** hostname, machine-id, network card address or product UUID, and clocks more than 5 s apart.

## What was not built
**containerd** (2.0 or later, with runc 1.2) as another runtime. It can do user namespaces, yet its packages, configuration, socket, way to
mirrors and pause image would all be rows of their own beside CRI-O's. A host on which containerd is active is
[told of it](preflight.md) (\`runtime-found\`), and kubeadm is always told the socket of CRI-O.

## What was not tried
Real images of these systems: the [lab](lab.md) has their tools and their names on a Debian base. SELinux enforcing, AppArmor and real
swap units are handled by the book and were not run.

**ufw** is opened as firewalld is: what the role needs for everybody, the rest for the addresses of nodes, and forwarding for pods; for
a protocol that ufw has no name for (IPIP of Calico), everything from nodes, which was not run.
`;
}
