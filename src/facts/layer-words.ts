import { sh } from '../shell/sh.ts';

/**
 * Shell words that find what a pull of an image would read most of. `token_of URL REFERENCE` prints the token that a registry hands to
 * everybody for a public image, for `$token`, or nothing where none is needed; `bearer` gives it to curl. `layer_of URL REFERENCE`
 * prints the digest of the largest layer for this kind of machine, where that has 1 MB: less tells of a connection, not of its speed.
 * Source: OCI distribution specification 1.1, "Pull"; distribution project, "Token authentication specification".
 */
export const layerWords = sh`
  bearer() { if [ -n "$token" ]; then printf 'header = "Authorization: Bearer %s"\n' "$token"; fi; }
  manifest() {
    bearer | curl -K - -fsSL -m 20 -H ${`Accept: ${[
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json',
    ].join(', ')}`} "$1" 2> /dev/null | tr -d ' \n\t' | tr '{}' '\n\n'
  }
  token_of() {
    challenge=$(curl -sSI -m 20 "$1/manifests/$2" 2> /dev/null | tr -d '\r' | sed -n 's/^[Ww]*-[Aa]uthenticate: *[Bb]earer *//p')
    part() { printf '%s' "$challenge" | sed -n "s/.*$1=\"\([^\"]*\)\".*/\1/p"; }
    [ -n "$(part realm)" ] || return 0
    curl -fsSL -m 20 -G --data-urlencode "service=$(part service)" --data-urlencode "scope=$(part scope)" "$(part realm)" 2> /dev/null |
      sed -n 's/.*"token" *: *"\([^"]*\)".*/\1/p'
  }
  layer_of() {
    said=$(manifest "$1/manifests/$2")
    case $said in
      *'"manifests":'*)
        case $(uname -m) in x86_64) kind=amd64 ;; aarch64) kind=arm64 ;; *) kind=$(uname -m) ;; esac
        digest=$(printf '%s\n' "$said" | awk -v kind="\"architecture\":\"$kind\"" 'match($0, /"digest":"[^"]*"/) { at = substr($0, RSTART + 10, RLENGTH - 11) } index($0, kind) { print at; exit }')
        said=$(manifest "$1/manifests/$digest") ;;
    esac
    printf '%s\n' "$said" | awk '
      match($0, /"digest":"[^"]*"/) { digest = substr($0, RSTART + 10, RLENGTH - 11) }
      match($0, /"size":[0-9]+/) { size = substr($0, RSTART + 7, RLENGTH - 7) + 0; if (size > most) { most = size; best = digest } }
      END { if (most < 1000000) exit 1; print best }'
  }`;
