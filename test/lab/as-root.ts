import { spawn } from 'node:child_process';
import { hostInit } from '../../lab/hosts/groups.ts';
import type { Shell } from '../../src/shell/sh.ts';
import { ended } from './run-lab.ts';

/** As a login of root has them; nothing of this machine's. */
const environment = 'HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Runs a script as root on a host, `SITE/HOST`, and gives what it printed. Past the network and the login, which would cost more
 * than most of what tests ask of hosts; what is to be seen through them uses `lab ssh`.
 */
export async function asRoot(host: string, script: Shell | string): Promise<string> {
  const [site = '', name = ''] = host.split('/');
  const init = hostInit(site, name);
  if (init === undefined) throw new Error(`${host} is not up`);
  const enter = ['--target', `${init}`, '--all', '--wd=/', 'env', '-i', ...environment.split(' '), 'sh', '-c'];
  const text = typeof script === 'string' ? script : script.text;
  const child = spawn('nsenter', [...enter, text], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { code, stdout, stderr } = await ended(child);
  if (code !== 0) throw new Error(`${text.slice(0, 500)}\nended on ${host} with ${code}: ${stderr.trim()}`);
  return stdout.trim();
}
