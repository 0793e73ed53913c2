import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import { disableSwap } from '../../src/steps/disable-swap.ts';
import { asRoot } from './as-root.ts';
import { checkStep, contextOn, doStep } from './on-host.ts';
import { lab } from './run-lab.ts';
import { specOf, testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

// All hosts of a machine see its swap, and kubelet does not start while there is any: no cluster of other tests may be up beside these.
const name = 'swap';
let site: TestSite;
let spec: ClusterSpec;

beforeAll(async () => {
  site = await testSite(name);
  await lab(...site.up);
  spec = specOf(site);
});
afterAll(() => site?.end());

const on = (host: string): string => `${name}/${host}`;

describe('swap', () => {
  const swaps = (host: string): Promise<string> => lab('ssh', on(host), 'tail -n +2 /proc/swaps');

  test('on zram is in use from the boot on, and hosts on the same kernel see it too', async () => {
    expect(await swaps('p-1')).toContain('/dev/zram0');
    expect(await swaps('p-2')).toContain('/dev/zram0');
  });

  test('is turned off where it is, and waited for where it is seen', async () => {
    const [where, seen] = await Promise.all(['p-1', 'p-2'].map((host) => contextOn(name, spec, host)));
    if (!where || !seen) throw new Error('both are hosts');
    const waited = doStep(name, disableSwap, seen);
    await asRoot(on('p-2'), 'until pgrep -x sleep > /dev/null; do :; done');
    const said = await Promise.all([doStep(name, disableSwap, where), waited]);
    expect(said).toEqual(['changed swap is in use: /dev/zram0', 'changed swap is in use: /dev/zram0']);
  });

  test('does not come back at the next boot, and does where the setting is taken out', async () => {
    await lab('reboot', on('p-1'));
    expect(await swaps('p-1')).toBe('');
    await asRoot(on('p-1'), 'rm /etc/systemd/zram-generator.conf');
    await lab('reboot', on('p-1'));
    expect(await swaps('p-1')).toContain('/dev/zram0');
    expect(await doStep(name, disableSwap, await contextOn(name, spec, 'p-1'))).toMatch(/^changed swap is in use/);
  });

  test('in fstab, in a unit and in a drop-in is found by its kind, and what was there is kept', async () => {
    const plant = `
      echo '/swap.img none swap sw 0 0' >> /etc/fstab
      printf '[Swap]\\nWhat=/swap.img\\n' > /etc/systemd/system/swap.img.swap
      mkdir -p /usr/lib/systemd/zram-generator.conf.d
      printf '[zram1]\\n' > /usr/lib/systemd/zram-generator.conf.d/more.conf`;
    await asRoot(on('p-1'), plant);
    const at = await contextOn(name, spec, 'p-1');
    const found = await checkStep(name, disableSwap, at);
    for (const source of ['/etc/fstab: /swap.img', 'zram-generator.conf.d/more.conf', 'swap.img.swap'])
      expect(found).toContain(source);
    expect(await doStep(name, disableSwap, at)).toMatch(/^changed swap comes back at boot/);
    const kept =
      'tail -n 1 /etc/fstab; tail -n 1 /etc/fstab.before-slipway; ls /etc/systemd/system/swap.img.swap.before-slipway';
    expect(await asRoot(on('p-1'), kept)).toBe(
      '# slipway: /swap.img none swap sw 0 0\n/swap.img none swap sw 0 0\n/etc/systemd/system/swap.img.swap.before-slipway',
    );
  });
});
