import { rename } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Proof, ProofCheck } from '../../src/model/proof.ts';
import type { SlipwayResult } from './slipway.ts';
import type { SlipwaySite } from './slipway-site.ts';

function check(proof: Proof, node: string, id: string): ProofCheck | undefined {
  return proof.nodes.find((one) => one.node === node)?.checks.find((one) => one.id === id);
}

/** Tests on the cluster that `build` has built. */
export function verifyCases(site: () => SlipwaySite): void {
  const nodes = ['b-1', 'b-2'];

  async function verify(...options: readonly string[]): Promise<SlipwayResult & { readonly proof: Proof }> {
    const result = await site().dev.slipway('verify', 'build', '-o', 'json', ...options);
    const proof: Proof = JSON.parse(result.stdout);
    // Where it could not be proven at all, an error stands in its place: the first line of a failure tells it.
    if (!('proven' in proof)) throw new Error(`no proof: ${result.stdout.replaceAll(/\s+/gu, ' ')}`);
    return { ...result, proof };
  }

  const kubectl = (command: string): Promise<string> =>
    site().asRoot('b-1', `kubectl --kubeconfig /etc/kubernetes/admin.conf ${command}`);

  /** Which boot a host is in: in a container the kernel's id is not its own, so the start of its first process tells. */
  const boot = (host: string): Promise<string> => site().asRoot(host, 'cut -d " " -f 22 /proc/1/stat');

  describe('a cluster whose file is gone', () => {
    beforeAll(() => rename(site().spec, `${site().spec}.gone`));
    afterAll(() => rename(`${site().spec}.gone`, site().spec));

    test('is proven by its name alone, and capabilities end at its pods', async () => {
      const { code, proof } = await verify();
      expect([code, proof.proven]).toEqual([0, true]);
      for (const node of nodes) {
        const confined = check(proof, node, 'capabilities-confined');
        expect(confined).toMatchObject({ passed: true });
        expect(confined?.seen).toContain('held: SYS_ADMIN and MKNOD');
        expect(confined?.seen).toMatch(/mknod: .*not permitted/);
      }
    });

    describe('a reboot', () => {
      test('of each node, one at a time, leaves everything in place', async () => {
        const before = await Promise.all(nodes.map(boot));
        const { code, proof, stderr } = await verify('--reboot');
        const failed = [...proof.nodes.flatMap(({ checks }) => checks), ...proof.cluster.checks]
          .filter(({ passed }) => !passed)
          .map(({ id, seen }) => `${id}: ${seen}`);
        expect(failed).toEqual([]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('×') });
        expect(proof.proven).toBe(true);
        const after = await Promise.all(nodes.map(boot));
        for (const [index, node] of nodes.entries()) {
          expect(check(proof, node, 'reboot')).toMatchObject({ passed: true });
          expect(after[index]).not.toBe(before[index]);
        }
        await expect(kubectl('get nodes -o jsonpath={.items[*].spec.unschedulable}')).resolves.toBe('');
      });

      test('of a node with a pod that nothing would start again is refused, and the node is not touched', async () => {
        const overrides = '--overrides "{\\"spec\\":{\\"nodeName\\":\\"b-2\\"}}"';
        await kubectl(`run alone --image docker.io/library/busybox:1.37 ${overrides} --command -- sleep 3600`);
        const before = await boot('b-2');
        const { code, stdout, stderr } = await site().dev.slipway('verify', 'build', '--reboot', 'b-2');
        expect([code, stdout + stderr]).toEqual([6, expect.stringContaining('default/alone')]);
        await expect(boot('b-2')).resolves.toBe(before);
        await expect(kubectl('get node b-2 -o jsonpath={.spec.unschedulable}')).resolves.toBe('');
        await kubectl('delete pod alone --grace-period 0 --force');
      });

      test('that would bring swap back one day is found out, and the node stays cordoned', async () => {
        // Nothing turns it on now, so that the node is Ready and proven; only the step that keeps swap off sees it.
        await site().asRoot('b-2', 'echo /no-swap none swap sw,nofail 0 0 >> /etc/fstab');
        const { code, proof } = await verify('--reboot', 'b-2');
        expect([code, proof.proven]).toEqual([6, false]);
        expect(check(proof, 'b-2', 'reboot')?.seen).toContain('/etc/fstab');
        await expect(kubectl('get node b-2 -o jsonpath={.spec.unschedulable}')).resolves.toBe('true');
        await site().asRoot('b-2', 'sed -i "/no-swap/d" /etc/fstab');
        await kubectl('uncordon b-2');
      });
    });
  });
}
