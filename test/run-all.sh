#!/usr/bin/env bash
# All tests: static checks, unit and Temporal tests, the lab, two seeds of chaos, mutation checks. Every part runs even where an earlier one
# failed; the last line counts what really ran.
set -uo pipefail
cd "$(dirname "$0")/.."
out=build/test
rm -rf "$out"
mkdir -p "$out"

part() { # TITLE COMMAND...
  local title=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$title"
  if "$@"; then
    echo "$title: passed in $((SECONDS - began)) s"
  else
    echo "$title: FAILED after $((SECONDS - began)) s"
    broken+=("$title")
  fi
}

broken=()
# Minutes on a machine that never did it, seconds elsewhere; here, so that their progress shows.
part 'one-time build of Temporal' npm run --silent slipway -- dev --prepare
part 'one-time build of what the lab serves' npm run --silent lab -- prepare
part 'static checks' npm run --silent check
part 'unit and Temporal tests' npx vitest run --project unit --project temporal --reporter=default --reporter=json --outputFile.json="$out/fast.json"
part 'the first mix of systems: built, rebooted, proven, applied again, reset' env MIX=fedora npx tsx demo/mixes.ts

# Two lanes of lab tests, which mostly wait for hosts: what is said on the second one comes when it is at its end. Suites of one site share a
# lane, and what looks at the whole machine comes after both.
lab() { # REPORT FILTERS...
  local report=$1
  shift
  npx vitest run --project lab --reporter=verbose --reporter=json --outputFile.json="$out/$report.json" "$@"
}
second=(job-cuts job-ends lost-outcome verify newer-kubernetes preflight host-pitfalls cut-off lab-trouble ledger)
alone=(lab-alone lab-remains lab-refusals)
excluded() { printf -- '--exclude\ntest/lab/%s.test.ts\n' "$@"; }
files() { printf 'test/lab/%s.test.ts\n' "$@"; }

second_lane() {
  broken=()
  part 'lab tests, second lane' lab lab-2 $(files "${second[@]}")
  part 'chaos, two seeds' env SEED=1 RUNS=2 SITE=chaos-apt REPORT="$out/chaos.json" npx tsx chaos/main.ts
  part 'mutation checks' npx tsx test/mutation/main.ts
  printf '%s\n' "${broken[@]}" > "$out/second.broken"
}
# A group of its own, which an interrupt of this script ends too.
set -m
second_lane > "$out/second.log" 2>&1 &
lane=$!
set +m
trap 'kill -TERM -- "-$lane"; exit 130' INT TERM
part 'lab tests, first lane' lab lab-1 $(excluded "${second[@]}" "${alone[@]}")
wait "$lane"
trap - INT TERM
cat "$out/second.log"
while read -r title; do [ -z "$title" ] || broken+=("$title"); done < "$out/second.broken"
part 'lab tests of the machine as a whole' lab lab-3 $(files "${alone[@]}")

node test/count.mjs "$out" "${broken[@]}"
