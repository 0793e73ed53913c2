import { execFileSync } from 'node:child_process';

/** Compiles Slipway where its source is newer: tests start it as it is installed, and its workflows are bundled with it. */
export function setup(): void {
  execFileSync('make', ['--silent', 'compiled'], { stdio: 'inherit' });
}
