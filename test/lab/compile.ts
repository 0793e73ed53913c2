import { execFileSync } from 'node:child_process';

/** Compiles Slipway where its source is newer: the lab's suites start it as it is installed. */
export function setup(): void {
  execFileSync('make', ['--silent', 'compiled'], { stdio: 'inherit' });
}
