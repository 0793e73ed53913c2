import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NodeProgress } from '../../src/model/progress.ts';
import { slipwaySite } from './slipway-site.ts';
import type { SlipwaySite } from './slipway-site.ts';

let site: SlipwaySite;

beforeAll(async () => {
  site = await slipwaySite('cut-off');
});
afterAll(() => site?.end());

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

/** Whether the node is past its packages, or parked. */
const isDecided = ({ state, phase }: NodeProgress): boolean =>
  state === 'parked' || !['prepare', 'install', ''].includes(phase);

test('an installation that was cut off in the middle is finished by the next build', async () => {
  await expect(site.asRoot('c-1', cutOff)).resolves.toContain('dpkg was interrupted');
  expect(await site.dev.slipway('apply', '-f', site.spec, '--detach')).toMatchObject({ code: 0 });
  const { nodes } = await site.builds.build('cut-off').until((now) => now.nodes.some(isDecided));
  expect(nodes.map(({ state }) => state)).not.toContain('parked');
  await site.dev.slipway('abort', 'cut-off');
  const states = await site.asRoot('c-1', 'dpkg --audit; dpkg-query -W -f "\\${Status}," cri-o halt');
  expect(states).toBe('hold ok installed,install ok installed,');
});
