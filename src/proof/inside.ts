import type { IdMap } from '../model/proof.ts';
import { proofFiles } from '../render/proof-pods.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { keyLines, numbersOf, sayWord, valuesOf } from './key-lines.ts';
import type { FileSeen, InsideView } from './observation.ts';

/** The script that runs inside a pod of the proof: needs a POSIX shell with `ls` and `cat`, and changes nothing. */
export function insideScript(): Shell {
  return lines(
    sayWord,
    sh`
      owner() { set -- $(ls -lnLd "$1" 2> /dev/null); printf '%s' "\${3:+$3:$4}"; }
      marker() { say "file.$1" "$(owner "$2") $(cat "$2" 2> /dev/null)"; }
      secret() { if cat "$2" > /dev/null 2>&1; then say "file.$1" "$(owner "$2") readable"; else say "file.$1" "$(owner "$2")"; fi; }
      folder() { if ls "$2" > /dev/null 2>&1; then say "file.$1" "$(owner "$2") readable"; else say "file.$1" "$(owner "$2")"; fi; }
      while read -r a b c; do say uid-map "$a $b $c"; done < /proc/self/uid_map
      while read -r a b c; do say gid-map "$a $b $c"; done < /proc/self/gid_map`,
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
  };
}

function mapOf(values: readonly string[]): readonly IdMap[] {
  return values.map((value) => {
    const [container = -1, host = -1, length = -1] = numbersOf(value);
    return [container, host, length];
  });
}
