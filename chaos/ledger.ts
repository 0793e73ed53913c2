import { z } from 'zod';
import { succeed } from './command.ts';
import type { Site } from './site.ts';

const call = z.object({
  at: z.string(),
  boot: z.string(),
  pid: z.number(),
  program: z.string(),
  arguments: z.array(z.string()),
  ended: z.object({ at: z.string(), code: z.number().optional(), signal: z.number().optional() }).optional(),
});

/** One call of a program on a host, as the host's ledger has it. */
export type Call = Readonly<z.infer<typeof call>>;

/** All that was called on a host, in the order of beginnings. */
export async function ledgerOf(site: Site, host: string): Promise<readonly Call[]> {
  return z.array(call).parse(JSON.parse(await succeed('lab', ['ledger', `${site.name}/${host}`, '-o', 'json'])));
}

/** Whether a call is `kubeadm WORD`. */
export function isKubeadm(word: string): (call: Call) => boolean {
  return ({ program, arguments: [first] }) => program === 'kubeadm' && first === word;
}

/** Whether a call installs packages. */
export function installs({ program, arguments: args }: Call): boolean {
  return ['apt-get', 'dnf'].includes(program) && args.includes('install');
}

const changing: Readonly<Record<string, RegExp>> = {
  kubeadm: /^(init|join|reset)$/,
  'apt-get': /^(install|purge|remove|update)$/,
  dnf: /^(install|remove|update|upgrade)$/,
  systemctl: /^(start|stop|restart|reload|enable|disable|mask|unmask|daemon-reload)$/,
};

/** Whether a call changes something on the host. */
export function changes({ program, arguments: args }: Call): boolean {
  return args.some((word) => changing[program]?.test(word));
}
