import { execFileSync } from 'node:child_process';

/** Compiles Slipway where its source is newer: tests start it as it is installed, and its workflows are bundled with it. */
export function setup(): void {
  // A make that has started the tests does not share its jobs with this one.
  const env = { ...process.env, MAKEFLAGS: '' };
  execFileSync('make', ['--silent', 'compiled'], { stdio: 'inherit', env });
}
