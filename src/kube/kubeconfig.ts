import { KubeConfig } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { SlipwayError } from '../model/failure.ts';
import type { Remote, Target } from '../remote/remote.ts';
import { sh } from '../shell/sh.ts';

const adminConf = '/etc/kubernetes/admin.conf';
const defaultPort = 6443;

/** Administrator's way into a cluster. Holds a private key: it stays in this process's memory. */
export interface Admission {
  /** Of the API server, as the control plane's own kubeconfig says. */
  readonly server: URL;
  /** PEM, base64 as in the file. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Reads the administrator's kubeconfig from a control plane. Errors: access codes, `api-unreachable` where there is none. */
export async function readAdmission(remote: Remote, controlPlane: Target): Promise<Admission> {
  const host = controlPlane.host.name;
  const { code, stdout, stderr } = await remote.run(controlPlane, sh`cat ${adminConf}`);
  if (code !== 0) throw new SlipwayError('api-unreachable', `${host} has no ${adminConf}`, { host, tail: stderr });
  const admission = admissionOf(stdout);
  if (!admission) throw new SlipwayError('api-unreachable', `${adminConf} on ${host} is not a kubeconfig`, { host });
  return admission;
}

// Undefined instead of an error: the parser's own message would quote the file.
function admissionOf(text: string): Admission | undefined {
  try {
    const config = new KubeConfig();
    config.loadFromString(text);
    const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
    if (!cluster) return undefined;
    // Nothing else is taken over: a kubeconfig can also name programs to run and files to read on this machine.
    return {
      server: new URL(cluster.server),
      ca: cluster.caData ?? '',
      cert: user?.certData ?? '',
      key: user?.keyData ?? '',
    };
  } catch {
    return undefined;
  }
}

/** Port of the API server on the control plane. */
export function portOf({ server }: Admission): number {
  return Number(server.port) || defaultPort;
}

/**
 * The administrator's kubeconfig for people: it leads to the control plane's address, in a context named after the
 * cluster. A secret as a whole. Errors as `readAdmission`.
 */
export async function readAdminKubeconfig(remote: Remote, controlPlane: Target, name: string): Promise<string> {
  const admission = await readAdmission(remote, controlPlane);
  const { address } = controlPlane.host;
  const server = `https://${address.includes(':') ? `[${address}]` : address}:${portOf(admission)}`;
  const admin = `${name}-admin`;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': admission.ca } }],
    users: [{ name: admin, user: { 'client-certificate-data': admission.cert, 'client-key-data': admission.key } }],
    contexts: [{ name, context: { cluster: name, user: admin } }],
    'current-context': name,
  };
  return stringify(kubeconfig, { lineWidth: 0 });
}
