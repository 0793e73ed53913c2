import type { IdMap } from '../model/proof.ts';
import { proofFiles } from '../render/proof-pods.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { keyLines, numbersOf, sayWord, valuesOf } from './key-lines.ts';
import type { FileSeen, InsideView } from './observation.ts';

/** The copy of `/dev/null`'s device that is tried: harmless where it can be made. */
const device = '/proof/empty/device';

/**
 * The script that runs inside a pod of the proof: needs a POSIX shell with `ls`, `cat`, `mknod` and `mount`. What it makes
 * to see whether it may, it takes away again.
 */
export function insideScript(): Shell {
  return lines(
    sayWord,
    sh`
      owner() { set -- $(ls -lnLd "$1" 2> /dev/null); printf '%s' "\${3:+$3:$4}"; }
      marker() { say "file.$1" "$(owner "$2") $(cat "$2" 2> /dev/null)"; }
      secret() { if cat "$2" > /dev/null 2>&1; then say "file.$1" "$(owner "$2") readable"; else say "file.$1" "$(owner "$2")"; fi; }
      folder() { if ls "$2" > /dev/null 2>&1; then say "file.$1" "$(owner "$2") readable"; else say "file.$1" "$(owner "$2")"; fi; }
      while read -r a b c; do say uid-map "$a $b $c"; done < /proc/self/uid_map
      while read -r a b c; do say gid-map "$a $b $c"; done < /proc/self/gid_map
      while read -r key mask; do if [ "$key" = CapEff: ]; then say capabilities "$mask"; fi; done < /proc/self/status
      if said=$(mknod ${device} c 1 3 2>&1); then say device made; rm -f ${device}; else say device "$said"; fi
      mkdir -p ${device}.d
      if said=$(mount -t tmpfs none ${device}.d 2>&1); then say mount mounted; umount ${device}.d; else say mount "$said"; fi
      rmdir ${device}.d`,
    ...Object.entries(proofFiles).map(([name, { path, read }]) => {
      const word = { marker: sh`marker`, secret: sh`secret`, folder: sh`folder` }[read];
      return sh`${word} ${name} ${path}`;
    }),
  );
}

/** What the inside script told. */
export function parseInside(text: string): InsideView {
  const said = keyLines(text);
  const files = said.flatMap(([key, value]): [string, FileSeen][] => {
    if (!key.startsWith('file.')) return [];
    const [owner = '', ...content] = value.split(' ');
    return [[key.slice('file.'.length), { owner, content: content.join(' ').trim() }]];
  });
  return {
    uidMap: mapOf(valuesOf(said, 'uid-map')),
    gidMap: mapOf(valuesOf(said, 'gid-map')),
    files: Object.fromEntries(files),
    capabilities: valuesOf(said, 'capabilities')[0] ?? '',
    device: valuesOf(said, 'device')[0] ?? '',
    mount: valuesOf(said, 'mount')[0] ?? '',
  };
}

function mapOf(values: readonly string[]): readonly IdMap[] {
  return values.map((value) => {
    const [container = -1, host = -1, length = -1] = numbersOf(value);
    return [container, host, length];
  });
}
