import { Command, InvalidArgumentError } from 'commander';

import type { FreshOptions } from './commands/fresh.ts';
import type { UpOptions } from './commands/up.ts';
import { checkMachine } from './hosts/machine.ts';

// Tests and scripts start the lab hundreds of times: each command loads what it needs, and nothing else.
const power = () => import('./commands/power.ts');
const disturb = () => import('./commands/disturb.ts');

const program = new Command('lab')
  .description(
    `Real hosts on this machine: systemd, sshd and a package manager each, on a network of their own, with a closed site's \
package mirror and image registry. They are fresh machines: what a Kubernetes node needs is the product's work.`,
  )
  .addHelpText(
    'after',
    `
A first round:
  npm run lab -- up pair              two hosts, of two families, in a few seconds
  npm run lab -- ssh w-1 hostnamectl  as the site's login user
  npm run lab -- kill w-1             a power cut; \`start w-1\` switches it on again
  npm run lab -- down                 nothing of it stays behind

HOST is a host's name, or SITE/HOST where two sites have one of that name.`,
  )
  .enablePositionalOptions()
  .hook('preAction', () => checkMachine())
  .showHelpAfterError('Add --help for how to use it.');

program
  .command('up')
  .argument('<site>', 'a site of lab/sites (demo, mix-centos, mix-ubuntu, pair, one) or the path of a site file')
  .description('boot the hosts of a site, and start its mirror and registry; what is up already is left alone')
  .option('--hosts <names>', 'only these hosts, separated by commas')
  .option('--output <folder>', 'where to write SSH key, known_hosts, site.json and cluster.yaml (default: build/lab)')
  .addHelpText(
    'after',
    help('The first time, Kubernetes and the rest are built from source: about 25 minutes on two cores.'),
  )
  .action(async (site: string, options: UpOptions) => (await import('./commands/up.ts')).up(site, options));

program
  .command('prepare')
  .description('build what hosts and sites are made of, and boot none: about 25 minutes on two cores, once')
  .action(async () => (await import('./commands/prepare.ts')).prepare());

program
  .command('down')
  .argument('[site]', 'only this site, by its name or the path of its file')
  .description('end all sites with their disks: processes, devices, mounts, cgroups and settings are put back')
  .addHelpText('after', help('Also clears up after an `up` that was killed in the middle.'))
  .action(async (site?: string) => (await import('./commands/down.ts')).down(site));

program
  .command('list')
  .description('show the hosts: power and network')
  .option('-o, --output <format>', 'json for machines')
  .action(async (options: { output?: string }) => (await import('./commands/list.ts')).list(options));

program
  .command('ssh')
  .argument('<host>')
  .argument('[command...]')
  .description("open a shell on a host, or run a command there, as the site's login user")
  .passThroughOptions()
  .allowUnknownOption()
  .action(async (host: string, command: string[]) => (await import('./commands/ssh.ts')).ssh(host, command));

program
  .command('logs')
  .argument('<host>')
  .argument('[journalctl options...]')
  .description("show a host's journal, of earlier boots too, and also when it is off")
  .passThroughOptions()
  .allowUnknownOption()
  .addHelpText('after', help('For example: `lab logs w-1 -u kubelet -f`, `lab logs w-1 -b -1`.'))
  .action(async (host: string, options: string[]) => (await import('./commands/logs.ts')).logs(host, options));

program
  .command('ledger')
  .argument('<host>')
  .argument('[programs...]', 'only these')
  .description('show every call of kubeadm, apt-get, dnf and systemctl on a host: when, how it ended, with what')
  .option('-o, --output <format>', 'json for machines')
  .addHelpText('after', help('Kept on its disk over reboots, power cuts and resets; gone with `fresh`.'))
  .action(async (host: string, programs: string[], options: { output?: string }) =>
    (await import('./commands/ledger.ts')).ledger(host, programs, options),
  );

program
  .command('kubectl')
  .argument('[arguments...]')
  .description("run the lab's own kubectl against the demo's cluster, or the one KUBECONFIG names")
  .passThroughOptions()
  .allowUnknownOption()
  .addHelpText('after', help("kubectl's own help: `lab kubectl help`, `lab kubectl get --help`."))
  .action(async (args: string[]) => (await import('./commands/kubectl.ts')).kubectl(args));

program
  .command('kubeadm')
  .argument('<minor>', 'of Kubernetes, such as 1.36')
  .argument('[arguments...]')
  .description("run the lab's own kubeadm of a minor, for what needs no host")
  .passThroughOptions()
  .allowUnknownOption()
  .addHelpText('after', help('For example: `lab kubeadm 1.36 config validate --config FILE`.'))
  .action(async (minor: string, args: string[]) => (await import('./commands/kubeadm.ts')).kubeadm(minor, args));

hostCommand('start', 'switch a host on that is off, and wait until it answers', async (host) =>
  (await power()).start(host),
);
hostCommand('reboot', 'reboot a host by its own systemd, and wait until it answers again', async (host) =>
  (await power()).reboot(host),
);
hostCommand('kill', "cut a host's power: nothing is shut down, and it stays off until `start`", async (host) =>
  (await power()).kill(host),
);
program
  .command('fresh')
  .argument('<host>')
  .description("throw a host's disk away and boot it blank; its address and SSH key stay")
  .option('--new-host-key', 'give it a new SSH key too, which known_hosts does not know: the host is then a stranger')
  .action(async (host: string, options: FreshOptions) => (await import('./commands/fresh.ts')).fresh(host, options));
hostCommand('freeze', 'stop all processes of a host where they are: a machine that hangs', async (host) =>
  (await disturb()).freeze(host),
);
hostCommand('thaw', 'let a frozen host go on', async (host) => (await disturb()).thaw(host));
hostCommand('cut', "cut a host's network: packets vanish in silence, over reboots too, until `heal`", async (host) =>
  (await disturb()).cut(host),
);
hostCommand('heal', "mend a host's network", async (host) => (await disturb()).heal(host));

program
  .command('delay')
  .argument('<host>')
  .argument('<milliseconds>', '0 ends it', wholeNumber)
  .description('make every round trip to a host take longer, over reboots too')
  .action(async (host: string, milliseconds: number) => (await disturb()).delay(host, milliseconds));

program
  .command('clock')
  .argument('<host>')
  .argument('<seconds>', 'later, or with a minus earlier; 0 ends it', wholeSeconds)
  .description('make programs that a host starts believe in another time, over reboots too; not those written in Go')
  .allowUnknownOption()
  .action(async (host: string, seconds: number) => (await import('./commands/clock.ts')).clock(host, seconds));

function hostCommand(name: string, description: string, action: (host: string) => Promise<void>): void {
  program.command(name).argument('<host>').description(description).action(action);
}

function help(text: string): string {
  return `\n${text}`;
}

function wholeNumber(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of milliseconds, at most 99999.');
}

function wholeSeconds(text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of seconds, with a minus for an earlier time.');
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
