import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NodeProgress } from '../../src/model/progress.ts';
import { lab } from './run-lab.ts';
import { startDev } from './slipway.ts';
import type { DevServer } from './slipway.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
let dev: DevServer;

beforeAll(async () => {
  site = await testSite('cut-off');
  await lab(...site.up);
  dev = await startDev(join(site.output, 'dev'));
});
afterAll(async () => {
  await dev?.stop();
  await site?.end();
});

const onHost = (script: string): Promise<string> => lab('ssh', 'cut-off/c-1', `sudo sh -c '${script}'`);

/** Kills dpkg while it configures a package whose script stands still, so that its journal stays behind. */
const cutOff = `
  cd /tmp; mkdir -p halt/DEBIAN
  printf "Package: halt\\nVersion: 1\\nArchitecture: all\\nMaintainer: lab <lab@lab.invalid>\\nDescription: stands still\\n" > halt/DEBIAN/control
  printf "#!/bin/sh\\nif mkdir /tmp/halted 2> /dev/null; then sleep 600; fi\\n" > halt/DEBIAN/postinst
  chmod 755 halt/DEBIAN/postinst; dpkg-deb --build halt > /dev/null
  dpkg -i halt.deb > /dev/null 2>&1 & running=$!
  until [ -d /tmp/halted ]; do sleep 0.1; done
  kill -9 $running; wait $running; pkill -x sleep
  apt-get -q update > /dev/null; apt-get -q -y install socat 2>&1 | tail -n 1`;

const unfinished = new Set(['prepare', 'install', '']);

/** How the node stands once it is past its packages, or parked, or the whole build has ended. */
async function pastInstallation(): Promise<Partial<NodeProgress> | undefined> {
  for (;;) {
    const { stdout } = await dev.slipway('status', 'cut-off', '-o', 'json');
    const { nodes }: { readonly nodes?: readonly Partial<NodeProgress>[] } = JSON.parse(stdout);
    const node = nodes?.[0];
    if (node && (node.state === 'parked' || !unfinished.has(node.phase ?? 'the end'))) return node;
    await after(500);
  }
}

test('an installation that was cut off in the middle is finished by the next build', async () => {
  await expect(onHost(cutOff)).resolves.toContain('dpkg was interrupted');
  const applied = await dev.slipway('apply', '-f', join(site.output, 'cluster.yaml'), '--detach');
  expect(applied).toMatchObject({ code: 0 });
  await expect(pastInstallation()).resolves.not.toMatchObject({ state: 'parked' });
  await dev.slipway('abort', 'cut-off');
  const states = await onHost('dpkg --audit; dpkg-query -W -f "\\${Status}," cri-o halt');
  expect(states).toBe('hold ok installed,install ok installed,');
});
