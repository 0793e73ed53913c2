import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { PackageManager, Repository } from './family.ts';

/**
 * `key_list [FILE]`: the keys of a file, or of what comes in, as gpg lists them for programs. With a home of its own: else gpg would
 * leave one behind in that of root.
 * `key_of FILE`: prints `FINGERPRINT STATE` of the one key in an armored or binary file, STATE `alive` or `expired`. With several
 * keys in it none is taken: whoever imports the file would trust them all.
 */
export const keyWord = sh`
  key_list() {
    gnupg=$(mktemp -d)
    gpg --homedir "$gnupg" --batch --show-keys --with-colons "$@" 2> /dev/null || true
    rm -rf "$gnupg"
  }
  key_of() {
    key_list "$1" | awk -F: '
      $1 == "pub" { keys += 1; state = $2 == "e" ? "expired" : "alive"; is_next = 1 }
      $1 == "fpr" && is_next { print_it = $10; is_next = 0 }
      END { if (keys == 1) print print_it, state; else if (keys > 1) print "-", keys " keys" }'
  }`;

/**
 * `fetch_key FINGERPRINT FILE URL…`: the first living copy of the key with that fingerprint, or the expired one where there is no
 * other. Another key at the first address is refused at once.
 */
export const fetchWord = sh`
  fetch_key() {
    pinned=$1; into=$2; first=$3; shift 2; kept=
    for url in "$@"; do
      if ! curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$into.new" "$url"; then
        [ "$url" != "$first" ] || fail mirror-unreachable "$url cannot be fetched"
        continue
      fi
      found=$(key_of "$into.new")
      if [ "\${found% *}" != "$pinned" ]; then
        [ "$url" != "$first" ] || fail key-mismatch "$url has \${found:-no key}, pinned is $pinned"
        continue
      fi
      if [ "\${found#* }" = alive ]; then mv -f "$into.new" "$into"; return; fi
      [ -n "$kept" ] || { mv -f "$into.new" "$into"; kept=$url; }
    done
    rm -f "$into.new"
    echo "the key has expired in every copy that can be fetched: $*"
  }`;

/** Puts the newest copy of a repository's key into a file that `$key` names; needs both words. */
export function fetchKey(repository: Repository, { keyPath }: Pick<PackageManager, 'keyPath'>): Shell {
  const urls = repository.keySources.map((url) => `${url}/${keyPath}`);
  return lines(sh`key=$(mktemp)`, sh`fetch_key ${repository.fingerprint} "$key" ${urls}`);
}
