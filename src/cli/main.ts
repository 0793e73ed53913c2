#!/usr/bin/env node
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: Error & { code?: string }) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const exit = await run(process.argv.slice(2), processTerminal());

// A command that is done leaves nothing behind: a forgotten handle must not keep the process, and all output is out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exit)));
