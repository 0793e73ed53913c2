import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Bundle } from '../../src/model/bundle.ts';
import type { SlipwaySite } from './slipway-site.ts';

/** Tests on the cluster that `build` has built: its Kubernetes has user namespaces on by default, and its kubeadm another API. */
export function newerKubernetesCases(site: () => SlipwaySite): void {
  describe('Kubernetes 1.34', () => {
    test('is what every node runs', async () => {
      for (const host of ['b-1', 'b-2'])
        await expect(site().asRoot(host, 'kubelet --version')).resolves.toBe('Kubernetes v1.34.3');
    });

    test('has user namespaces on without any gate, and kubeadm read its newer API', async () => {
      const gates = 'grep -l UserNamespaces /etc/slipway/kubeadm.yaml /var/lib/kubelet/config.yaml || true';
      await expect(site().asRoot('b-1', gates)).resolves.toBe('');
      await expect(site().asRoot('b-1', 'grep -c v1beta4 /etc/slipway/kubeadm.yaml')).resolves.toBe('2');
    });

    test('has a bundle that names every package and image that the site served, with digests that hold', async () => {
      const { code, stdout } = await site().dev.slipway('bundle', '-f', site().spec, '--ask', '-o', 'json');
      expect(code).toBe(0);
      const bundle: Bundle = JSON.parse(stdout);
      expect(bundle.kubernetes).toBe('1.34.3');
      expect(bundle.packages.filter(({ sha256 }) => !sha256)).toEqual([]);
      expect(bundle.images.filter(({ digest }) => !digest)).toEqual([]);
      const pulled = await site().asRoot('b-1', 'crictl images -o json');
      for (const { image } of bundle.images) expect(pulled).toContain(`"${image}"`);
      const crio = bundle.packages.find(({ name }) => name === 'cri-o');
      const file = await fetch(`${crio?.repository}/${crio?.file}`).then((answer) => answer.arrayBuffer());
      expect(createHash('sha256').update(Buffer.from(file)).digest('hex')).toBe(crio?.sha256);
    });
  });
}
