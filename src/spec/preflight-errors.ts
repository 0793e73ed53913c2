import type { Finding } from './finding.ts';
import { shown } from './finding.ts';
import { closest } from './suggest.ts';

/** Names of kubeadm's checks, from cmd/kubeadm/app/preflight/checks.go. */
const known = [
  'ContainerRuntimeVersion',
  'CRI',
  'CreateJob',
  'DirAvailable--var-lib-etcd',
  'ExternalEtcdVersion',
  'Firewalld',
  'Hostname',
  'HTTPProxy',
  'HTTPProxyCIDR',
  'ImagePull',
  'IsPrivilegedUser',
  'KubeletVersion',
  'KubernetesVersion',
  'Mem',
  'NumCPU',
  'Service-Kubelet',
  'Swap',
  'SystemVerification',
];

/** Families whose names end in a path, a port or a program. */
const families = /^(?:port|diravailable|fileavailable|fileexisting|filecontent)-.+$/i;

/** Looks at the name of a kubeadm check that is to be ignored: not all of them, and no typing slips. */
export function checkPreflightError(name: string): Finding | undefined {
  if (name.toLowerCase() === 'all') {
    return {
      what: '`all` would hide every problem that kubeadm finds',
      instead: 'Name the checks that do not fit these machines, each with a comment that says why: `[Swap, NumCPU]`.',
    };
  }
  if (families.test(name) || known.some((check) => check.toLowerCase() === name.toLowerCase())) return undefined;
  const meant = closest(name, known);
  if (meant) return { what: `kubeadm has no check ${shown(name)}`, instead: `Did you mean \`${meant}\`?` };
  if (/^[A-Za-z][\w-]*$/.test(name)) return undefined;
  return {
    what: `${shown(name)} is not the name of a kubeadm check`,
    instead: 'Write a name such as `Swap` or `NumCPU`.',
  };
}
