import { gunzipSync } from 'node:zlib';

/** A package as the index of a repository describes it. */
export interface IndexedPackage {
  readonly name: string;
  /** Without the release of the packager. */
  readonly version: string;
  readonly architecture: string;
  /** Path below the repository. */
  readonly file: string;
  readonly sha256: string;
}

/** Reads a flat apt index (`Packages`). */
export function debIndex(text: string): readonly IndexedPackage[] {
  return text.split(/\n{2,}/).flatMap((paragraph) => {
    const field = (name: string): string => new RegExp(`^${name}: *(.*)$`, 'm').exec(paragraph)?.[1] ?? '';
    const version = field('Version').replace(/[-~].*$/, '');
    const found = { name: field('Package'), version, architecture: field('Architecture') };
    return found.name ? [{ ...found, file: field('Filename').replace(/^\.\//, ''), sha256: field('SHA256') }] : [];
  });
}

/** Where the list of packages lies, from a `repomd.xml`. */
export function primaryOf(repomd: string): string | undefined {
  return /<data type="primary">[\s\S]*?<location href="([^"]+)"/.exec(repomd)?.[1];
}

/** Reads a `primary.xml.gz`. */
export function rpmIndex(bytes: Buffer): readonly IndexedPackage[] {
  const text = gunzipSync(bytes).toString('utf8');
  return text
    .split('<package type="rpm">')
    .slice(1)
    .map((part) => {
      const first = (pattern: RegExp): string => pattern.exec(part)?.[1] ?? '';
      return {
        name: first(/<name>([^<]*)</),
        version: first(/<version [^>]*\bver="([^"]*)"/),
        architecture: first(/<arch>([^<]*)</),
        file: first(/<location [^>]*\bhref="([^"]*)"/),
        sha256: first(/<checksum [^>]*type="sha256"[^>]*>([0-9a-f]{64})</),
      };
    });
}
