import { raw, sh } from '../shell/sh.ts';

/**
 * Words that every step's shell may use.
 * `need TEXT`: the check found that there is something to do. `cannot TEXT`: the check cannot tell.
 * `did TEXT`: what an apply did, where that is more than what the check had found.
 * `fail CODE TEXT`: the step gives up with a row of the failure table. `put`/`is` write and compare whole files.
 */
export const prelude = raw(
  String.raw`
did() { printf '@slipway-did %s\n' "$*"; }
need() { printf '%s\n' "$*"; exit 1; }
cannot() { printf '%s\n' "$*"; exit 2; }
fail() { code=$1; shift; printf '@slipway-failure %s %s\n' "$code" "$*"; exit 91; }
is() {
  [ -f "$1" ] || need "$1 is missing"
  printf '%s' "$3" | cmp -s - "$1" || need "$1 differs"
  [ "$(stat -c %a "$1")" = "$2" ] || need "$1 has mode $(stat -c %a "$1")"
}
put() {
  mkdir -p "$(dirname "$1")"
  umask 077
  printf '%s' "$3" > "$1.slipway-new"
  chmod "$2" "$1.slipway-new"
  sync "$1.slipway-new"
  mv -f "$1.slipway-new" "$1"
  if command -v restorecon > /dev/null 2>&1; then restorecon "$1"; fi
}
`.trim(),
);

/** One more word, of jobs: `waits TEXT` tells that nothing goes on, and for what; any other line says that it goes on. */
export const waitsWord = sh`waits() { printf '@slipway-waits %s\n' "$*"; }`;
