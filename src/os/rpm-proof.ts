import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { Repository, Wanted } from './family.ts';
import { rpmKeyPath } from './rpm-keys.ts';

/** What was installed by its digest: the versions wanted, then a line for each file. */
const provenRecord = '/var/lib/slipway/proven-packages';

/**
 * Words of the chain. `signed_index KEY FINGERPRINT URL`: the index of a repository, signed by that key and by no other, expired or
 * not; then the list of packages, by the digest in it. `proven NAME VERSION URL`: the file of a package, by the digest in that list,
 * where its own signature is refused; '' for VERSION takes the newest.
 */
const words = sh`
  fetch() { curl -fsSL --retry 3 --retry-connrefused --max-time 600 -o "$1" "$2" || fail mirror-unreachable "$2 cannot be fetched"; }
  sum_of() { sha256sum < "$1" | cut -d ' ' -f 1; }
  element() { sed -n "s/.*<$1[^>]*>\([^<]*\)<.*/\1/p"; }
  location() { sed -n 's/.*<location[^>]* href="\([^"]*\)".*/\1/p'; }
  signed_index() {
    gpg --batch --yes --dearmor -o "$place/key.gpg" < "$1"
    fetch "$place/repomd.xml" "$3/repodata/repomd.xml"
    fetch "$place/repomd.xml.asc" "$3/repodata/repomd.xml.asc"
    gpgv --keyring "$place/key.gpg" --status-fd 1 "$place/repomd.xml.asc" "$place/repomd.xml" 2> /dev/null > "$place/said" || true
    awk -v pinned="$2" '
      $2 == "VALIDSIG" && $NF == pinned { good = 1 }
      $2 == "REVKEYSIG" || $2 == "BADSIG" || $2 == "ERRSIG" { bad = 1 }
      END { exit !(good && !bad) }' "$place/said" || fail package-key-unknown "$3/repodata/repomd.xml is not signed by the pinned key $2"
    tr -d '\n' < "$place/repomd.xml" | sed 's/<data /\n<data /g' | grep '^<data type="primary"' > "$place/primary"
    list=$(location < "$place/primary")
    fetch "$place/list" "$3/$list"
    [ "$(sum_of "$place/list")" = "$(element 'checksum type="sha256"' < "$place/primary")" ] || fail mirror-inconsistent "$3/$list is not what repomd.xml says"
    case $list in *.zst) unpack='zstd -dc' ;; *.xz) unpack='xz -dc' ;; *.gz) unpack='gzip -dc' ;; *) unpack=cat ;; esac
    $unpack < "$place/list" | tr -d '\n' | sed 's/<package /\n<package /g' > "$place/packages"
  }
  proven() {
    rpm -q "$1\${2:+-$2}" > /dev/null 2>&1 && return
    row=$(grep -F "<name>$1</name>" "$place/packages" | grep -E "<arch>($(uname -m)|noarch)</arch>" | grep -F "ver=\"$2\${2:+\"}" | sort -V | tail -n 1)
    [ -n "$row" ] || fail package-missing "$3 has no $1 $2"
    file=$(printf '%s\n' "$row" | location)
    digest=$(printf '%s\n' "$row" | element 'checksum type="sha256"')
    fetch "$place/files/$1.rpm" "$3/$file"
    [ "$(sum_of "$place/files/$1.rpm")" = "$digest" ] || fail mirror-inconsistent "$3/$file is not what the signed index says"
    # Without a signature rpmkeys is content with the digests, which prove nothing by themselves.
    if signs=$(rpmkeys --checksig -v "$place/files/$1.rpm" 2> /dev/null) && printf '%s\n' "$signs" | grep -qi 'signature, key.*: OK$'; then rm "$place/files/$1.rpm"; return; fi
    echo "$(basename "$file") sha256:$digest" >> "$place/record"
  }`;

const forThese = ({ pinned }: Wanted): string =>
  `for ${Object.entries(pinned)
    .map((pin) => pin.join('='))
    .join(' ')}`;

/** Whether that was done for these versions. */
export function provenBefore(wanted: Wanted): Shell {
  return sh`grep -qxF ${forThese(wanted)} ${provenRecord} 2> /dev/null || need "no package was installed by its digest"`;
}

/**
 * Installs packages whose signature is refused although their digest is in an index that the pinned key has signed. Each file is
 * named to rpm itself, with `--nosignature` for this one transaction; packages of the system come through the package manager.
 */
export function installProvenRpms(repositories: readonly Repository[], wanted: Wanted): Shell {
  const ours = new Set(repositories.flatMap(({ packages }) => packages));
  const tools = wanted.tools.filter((name) => !ours.has(name));
  const each = repositories.map((repository) => {
    const url = `${repository.url}/rpm`;
    const key = rpmKeyPath(repository);
    const names = repository.packages.map((name) => sh`proven ${name} ${wanted.pinned[name] ?? ''} ${url}`);
    return lines(
      // dnf gave up at the first package that it refused, perhaps before one that needs this key; one that has expired helps nobody.
      sh`rpm --import ${key} || true`,
      sh`signed_index ${key} ${repository.fingerprint} ${url}`,
      ...names,
    );
  });
  return lines(
    words,
    sh`
      place=$(mktemp -d)
      trap 'rm -rf "$place"' EXIT
      mkdir "$place/files"
      : > "$place/record"
      dnf -y --setopt=install_weak_deps=False install ${tools}`,
    ...each,
    sh`
      [ -s "$place/record" ] || fail package-signature "no package was refused for its signature alone"
      rpm -U --nosignature "$place"/files/*.rpm
      mkdir -p -m 755 /var/lib/slipway
      { echo ${forThese(wanted)}; cat "$place/record"; } > ${provenRecord}
      did "by digest, of an index that the pinned key has signed: $(paste -s -d ' ' "$place/record")"`,
  );
}
