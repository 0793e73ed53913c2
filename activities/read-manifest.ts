import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../src/model/failure.ts';
import type { PodNetwork } from '../src/model/pod-network.ts';
import { packageRoot } from '../src/package-root.ts';
import { cniSha256 } from '../src/render/cni-table.ts';

/**
 * The manifest of a pod network: one that Slipway carries, or the operator's own, which must still be the one that the
 * spec was read with. Errors: `manifest-missing`, `manifest-changed`.
 */
export async function readManifest(cni: PodNetwork): Promise<string> {
  const file = cni.manifest?.file ?? join(packageRoot(), 'assets', 'cni', `${cni.name}-${cni.version}.yml`);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new SlipwayError('manifest-missing', `the manifest ${file} cannot be read by the worker`, { cause });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === cniSha256(cni)) return bytes.toString('utf8');
  throw new SlipwayError('manifest-changed', `the manifest ${file} has the sha256 ${sha256}, not ${cniSha256(cni)}`);
}
