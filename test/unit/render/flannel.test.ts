import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Host } from '../../../src/model/cluster.ts';
import { annotations } from '../../../src/model/cluster-state.ts';
import { flannelContent, flannelImages, renderFlannel } from '../../../src/render/flannel.ts';
import { settings } from '../proof/evidence.ts';

const controlPlane: Host = { name: 'cp-1', address: '10.88.0.11', role: 'control-plane' };
const withPods = (pods: string) => ({ ...settings, network: { ...settings.network, pods } });

describe('flannel', () => {
  test('renders as the golden file says', async () => {
    const text = renderFlannel(settings, controlPlane)
      .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
      .join('---\n');
    await expect(text).toMatchFileSnapshot('../../golden/flannel.yaml');
  });

  test('takes the pod network from the cluster file', () => {
    const config = renderFlannel(withPods('10.99.0.0/16'), controlPlane).find((object) => object.kind === 'ConfigMap');
    const text = JSON.stringify({ Network: '10.99.0.0/16', Backend: { Type: 'vxlan' } }, null, 2);
    expect(config?.['data']).toMatchObject({ 'net-conf.json': text });
  });

  test('carries its hash on the DaemonSet', () => {
    const set = renderFlannel(settings, controlPlane).find((object) => object.kind === 'DaemonSet');
    expect(set?.metadata.annotations?.[annotations.content]).toBe(flannelContent(settings, controlPlane));
  });

  test('has another hash for another network, and the same for the same', () => {
    expect(flannelContent(withPods('10.99.0.0/16'), controlPlane)).not.toBe(flannelContent(settings, controlPlane));
    expect(flannelContent({ ...settings }, controlPlane)).toBe(flannelContent(settings, controlPlane));
  });

  test('knows its images with and without the v of the version', () => {
    expect(flannelImages('0.26.7')).toEqual([
      'ghcr.io/flannel-io/flannel:v0.26.7',
      'ghcr.io/flannel-io/flannel-cni-plugin:v1.6.2-flannel1',
    ]);
    expect(flannelImages('v0.26.7')).toEqual(flannelImages('0.26.7'));
  });

  test('refuses a release that the table lacks', () => {
    expect(() => flannelImages('v0.1.0')).toThrow('flannel v0.1.0 is not known');
  });
});
