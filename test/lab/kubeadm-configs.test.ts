import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kubeadms } from '../../lab/content/components.ts';
import { labMinors } from '../../lab/content/minors.ts';
import { ended, startLab } from './run-lab.ts';
import type { LabResult } from './run-lab.ts';

const golden = fileURLToPath(new URL('../golden/minors/', import.meta.url));
/** Where the file lies that the configuration of a join names. */
const beside = fileURLToPath(new URL('../golden/', import.meta.url));
const built = new Set([...Object.keys(labMinors), ...Object.keys(kubeadms)]);

function validate(minor: string, file: string): Promise<LabResult> {
  return ended(startLab(['kubeadm', minor, 'config', 'validate', '--config', `${golden}${file}`], beside));
}

describe.each(readdirSync(golden))('kubeadm %s', (minor) => {
  const files = ['kubeadm-init.yaml', 'kubeadm-join.yaml'];

  test.skipIf(!built.has(minor)).each(files)('finds nothing wrong in what Slipway writes: %s', async (file) => {
    const { code, stdout, stderr } = await validate(minor, `${minor}/${file}`);
    expect(`${code} ${stdout}${stderr}`).toBe('0 ok\n');
  });
});

test('a configuration of another time is refused, so that the above can fail', async () => {
  const { code, stderr } = await validate('1.37', '1.30/kubeadm-init.yaml');
  expect(code).not.toBe(0);
  expect(stderr).toContain('v1beta3');
});
