import { join } from 'node:path';
import type { Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { hastyRemote } from './fuzz-job.ts';

/** The host of `test/lab/sites/jobs.yaml` as root reaches it; `output` is where its keys lie. */
export function fuzzTarget(output: string): Target {
  const ssh = {
    user: 'root',
    port: 22,
    key: { file: join(output, 'id_ed25519') },
    knownHosts: join(output, 'known_hosts'),
  };
  return { host: { name: 'j-1', address: '10.105.0.11', role: 'worker' }, ssh };
}

/**
 * Lets its sshd take what the fuzz does to it. From OpenSSH 9.8 on it refuses an address that broke off several handshakes,
 * for seconds; that is right on a host, and would make the fuzz wait instead of cut.
 */
export async function tolerateCuts(target: Target): Promise<void> {
  const remote = hastyRemote();
  try {
    const settings = 'PerSourcePenalties no\nMaxStartups 200\n';
    const { code, stderr } = await remote.run(
      target,
      sh`
      printf %s ${settings} > /etc/ssh/sshd_config.d/00-fuzz.conf
      systemctl restart ssh`,
    );
    if (code !== 0) throw new Error(`sshd of ${target.host.name} does not take its settings: ${stderr}`);
  } finally {
    await remote.close();
  }
}
