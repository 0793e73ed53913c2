/** A package's file: what is put where. */
export interface PackageFile {
  readonly source: string;
  readonly path: string;
  /** Permission bits, setuid included; 0644 unless told. */
  readonly mode?: number;
  /** A file the administrator may change, which an upgrade leaves alone. */
  readonly config?: true;
}

/** The two package formats. */
export type Format = 'deb' | 'rpm';

/** A package before it is in a format. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly summary: string;
  readonly depends?: readonly string[];
  readonly recommends?: readonly string[];
  readonly provides?: readonly string[];
  readonly files?: readonly PackageFile[];
  readonly folders?: readonly string[];
  /** Path of the link → what it points to. */
  readonly links?: Readonly<Record<string, string>>;
  /** A script that runs after installation. */
  readonly afterInstall?: string;
}

/** The package as nfpm's configuration. nfpm reads YAML, of which this JSON is a part. */
export function nfpmConfiguration(it: Package, format: Format, secretKeyFile: string): string {
  const contents = [
    ...(it.files ?? []).map(({ source, path, mode = 0o644, config }) => ({
      src: source,
      dst: path,
      ...(config && { type: 'config|noreplace' }),
      file_info: { mode, owner: 'root', group: 'root', mtime },
    })),
    ...(it.folders ?? []).map((path) => ({ dst: path, type: 'dir', file_info: { mode: 0o755, mtime } })),
    ...Object.entries(it.links ?? {}).map(([path, target]) => ({ src: target, dst: path, type: 'symlink' })),
  ];
  return JSON.stringify({
    name: it.name,
    arch: 'amd64',
    platform: 'linux',
    version: it.version,
    version_schema: 'none',
    release: it.release,
    maintainer: 'Slipway lab <packages@slipway.invalid>',
    vendor: 'Slipway lab',
    license: 'Apache-2.0',
    description: it.summary,
    mtime,
    depends: it.depends ?? [],
    recommends: it.recommends ?? [],
    provides: it.provides ?? [],
    contents,
    ...(it.afterInstall && { scripts: { postinstall: it.afterInstall } }),
    ...(format === 'deb'
      ? { deb: { compression: 'zstd' } }
      : { rpm: { group: 'System', compression: 'zstd:1', buildhost: 'lab', signature: { key_file: secretKeyFile } } }),
  });
}

const mtime = '2024-08-14T00:00:00Z';
