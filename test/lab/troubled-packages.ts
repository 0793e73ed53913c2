import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from '../../lab/content/build-component.ts';
import { components } from '../../lab/content/components.ts';
import { runProgram } from '../../lab/content/run-program.ts';
import { nfpmConfiguration } from '../../lab/content/site/package.ts';
import type { Format, Package } from '../../lab/content/site/package.ts';
import { sealAptRepository, sealRpmRepository } from '../../lab/content/site/repositories.ts';
import { withSigner } from '../../lab/content/site/signing-key.ts';
import type { SigningKey } from '../../lab/content/site/signing-key.ts';

/** What a mirror may carry: `republished` is of the same version as `good` and other content. */
export const variants = ['good', 'republished', 'other-key', 'unsigned'] as const;

export type Variant = (typeof variants)[number];

/** Keys of a mirror: the copy of its first two years, which has expired, the extended one, and somebody else's. */
export interface TroubledKeys {
  readonly pinned: SigningKey;
  readonly expiredFile: string;
  readonly other: SigningKey;
}

/** Version of the stand-in of CRI-O: a package with one file, which no service can be started from. */
const standInVersion = '1.30.9';

/** Makes repositories of the stand-in, a folder each with `rpm` and `deb`. */
export async function makeRepositories(folder: string, keys: TroubledKeys): Promise<void> {
  for (const variant of variants) {
    const content = join(folder, `${variant}.content`);
    await writeFile(content, `the content of ${variant}\n`.repeat(5000));
    const signing = variant === 'other-key' ? keys.other : keys.pinned;
    for (const format of ['rpm', 'deb'] as const) {
      const at = join(folder, variant, format);
      await pack({ at, format, content, ...(variant === 'unsigned' ? {} : { key: signing }) });
    }
    await withSigner(signing, async (signer) => {
      await sealRpmRepository(join(folder, variant, 'rpm'), { key: keys.pinned, signer });
      await sealAptRepository(join(folder, variant, 'deb'), 'cri-o', { key: keys.pinned, signer });
    });
  }
  // A package of apt has no signature of its own; its index has.
  for (const name of ['InRelease', 'Release.gpg']) await rm(join(folder, 'unsigned', 'deb', name));
}

interface Packing {
  readonly at: string;
  readonly format: Format;
  readonly content: string;
  readonly key?: SigningKey;
}

async function pack({ at, format, content, key }: Packing): Promise<void> {
  await mkdir(at, { recursive: true });
  const it: Package = {
    name: 'cri-o',
    version: standInVersion,
    release: '1',
    summary: 'Stands in for CRI-O where only its packaging matters',
    files: [{ source: content, path: '/usr/share/cri-o/stand-in' }],
  };
  const configuration: { rpm?: { signature?: unknown } } = JSON.parse(
    nfpmConfiguration(it, format, key?.secretFile ?? ''),
  );
  if (!key) delete configuration.rpm?.signature;
  const file = `${content}.${format}.yaml`;
  await writeFile(file, JSON.stringify(configuration));
  const nfpm = join(await componentFolder(components.nfpm), 'nfpm');
  await runProgram(nfpm, ['package', '-f', file, '-p', format, '-t', at]);
}
