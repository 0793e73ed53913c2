import { Command } from 'commander';
import { bundleOf } from '../../phases/bundle.ts';
import { askMirrors } from '../ask-mirrors.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { bundleText } from '../show/bundle-text.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { lookOf, print, printJson } from '../terminal.ts';

interface BundleOptions {
  readonly file: string;
  readonly ask?: true;
}

const help = `
The exact list of packages, keys, images and manifests that a cluster file
needs: what the mirrors of a closed site must have. No host is asked.

Without --ask nothing is asked at all: the list is what the file and Slipway
know, and digests of packages and images are unknown. With --ask this machine
reads the mirrors that the file names: the newest patch, files and digests. A
registry that wants a token tells no digest.

Examples:
  slipway bundle
  slipway bundle -f harbour.yaml --ask -o json

${exitCodeHelp}`;

/** `slipway bundle`. */
export function bundleCommand(perform: Perform): Command {
  return new Command('bundle')
    .summary('list what a closed site must mirror')
    .description('List the packages, keys, images and manifests that a cluster file needs.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .option('--ask', 'ask the mirrors for versions and digests')
    .addHelpText('after', help)
    .action((options: BundleOptions, command: Command) => perform(command, (call) => bundle(call, options)));
}

async function bundle({ terminal, json }: Call, { file, ask }: BundleOptions): Promise<number> {
  const spec = await readSpecFile(terminal, file);
  const found = ask ? await askMirrors(spec) : bundleOf(spec);
  if (json) printJson(terminal, found);
  else print(terminal.stdout, bundleText(found, lookOf(terminal)));
  return exitCodes.done;
}
