import type { Bundle } from '../../model/bundle.ts';
import { columns } from './columns.ts';
import type { Column } from './columns.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

const unknown = '-';
/** Lists are for mirrors, so nothing in them is cut, whatever the terminal. */
const uncut = 10_000;

/** The list for a mirror, as one table per kind of thing. */
export function bundleText(bundle: Bundle, { paint, width }: Look): string[] {
  const table = (title: string, layout: readonly string[], rows: readonly (readonly string[])[]): string[] => [
    '',
    paint.bold(title),
    ...columns(
      layout.map((name): Column => ({ title: name })),
      rows,
      uncut,
    ).map((line) => `  ${line}`),
  ];
  return [
    `${bundle.cluster}: Kubernetes ${bundle.kubernetes}`,
    ...table(
      'Packages',
      ['NAME', 'VERSION', 'WHERE', 'SHA256'],
      bundle.packages.map(({ name, version, repository, file, sha256 }) => [
        name,
        version,
        file ? `${repository}/${file}` : repository,
        sha256 ?? unknown,
      ]),
    ),
    ...table(
      'Packages of the systems, of which each host takes those of its own',
      ['SYSTEMS', 'NAMES'],
      bundle.systemPackages.map(({ systems, names }) => [systems, names.join(' ')]),
    ),
    ...table(
      'Keys',
      ['FINGERPRINT', 'WHERE'],
      bundle.keys.map(({ fingerprint, url }) => [fingerprint, url]),
    ),
    ...table(
      'Images',
      ['IMAGE', 'DIGEST'],
      bundle.images.map(({ image, digest }) => [image, digest ?? unknown]),
    ),
    ...table(
      'Manifests',
      ['NAME', 'SHA256', 'WHERE'],
      bundle.manifests.map(({ name, sha256, source }) => [name, sha256, source]),
    ),
    '',
    ...bundle.notes.flatMap((note) => wrap(note, width)),
  ];
}
