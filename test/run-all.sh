#!/usr/bin/env bash
# All tests: static checks, unit and Temporal tests, the lab, two seeds of chaos, mutation checks. Every part runs even where an earlier one
# failed; the last line counts what really ran.
set -uo pipefail
cd "$(dirname "$0")/.."
out=build/test
rm -rf "$out"
mkdir -p "$out"
touch "$out/broken" "$out/taken"
# Without npx, which takes most of a second each time.
PATH=$PWD/node_modules/.bin:$PATH

part() { # TITLE COMMAND...
  local title=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$title"
  if "$@"; then
    echo "$title: passed in $((SECONDS - began)) s"
  else
    echo "$title: FAILED after $((SECONDS - began)) s"
    printf '%s\t%s\n' "$title" "${log:-}" >> "$out/broken"
  fi
}

lab() { # SUITES...
  vitest run --project lab --reporter=verbose --reporter=json --outputFile.json="$out/lab-$1.json" \
    $(printf 'test/lab/%s.test.ts\n' "$@")
}

# What three lanes take from, one piece each: a piece alone leaves a third or more of two cores idle while it waits for its hosts. What takes longest
# comes first, so that all lanes end at about the same time. Suites of one site are one piece, and what looks at the whole machine comes after all of them.
pieces=(
  mix chaos operator signatures build newer-kubernetes 'job-cuts job-ends lost-outcome' 'remote-jobs remote-trouble' preflight
  host-pitfalls bad-input mutation claims lab-trouble cut-off ledger lab-hosts kubeadm-configs
)
alone='lab-alone lab-remains lab-refusals'
for file in test/lab/*.test.ts; do
  suite=$(basename "$file" .test.ts)
  [[ " ${pieces[*]} $alone " == *" $suite "* ]] || pieces+=("$suite")
done
reports=(fast chaos)
for piece in "${pieces[@]}" "$alone"; do
  case $piece in mix | chaos | mutation) ;; *) reports+=("lab-${piece%% *}") ;; esac
done

take() { # one piece of those that nobody has taken; nothing where none is left
  (
    flock 9
    index=$(wc -l < "$out/taken")
    [ "$index" -ge "${#pieces[@]}" ] || echo "${pieces[index]}" | tee -a "$out/taken"
  ) 9> "$out/lock"
}

run_piece() { # PIECE
  case $1 in
    mix) part 'the first mix of systems: built, rebooted, proven, applied again, reset' env MIX=fedora tsx demo/mixes.ts ;;
    chaos) part 'chaos, two seeds' env SEED=1 RUNS=2 SITE=chaos-apt REPORT="$out/chaos.json" tsx chaos/main.ts ;;
    mutation) part 'mutation checks' tsx test/mutation/main.ts ;;
    *) part "lab tests: $1" lab $1 ;;
  esac
}

lane() { # what a piece says comes whole, when it is at its end
  local piece log
  while piece=$(take) && [ -n "$piece" ]; do
    log=$out/${piece%% *}.log
    run_piece "$piece" > "$log" 2>&1
    flock "$out/broken" cat "$log"
  done
}

# Minutes on a machine that never did it, seconds elsewhere; here, so that their progress shows.
part 'one-time build of Temporal' npm run --silent slipway -- dev --prepare
part 'one-time build of what the lab serves' npm run --silent lab -- prepare
part 'static checks' npm run --silent check
part 'unit and Temporal tests' vitest run --project unit --project temporal --reporter=default --reporter=json --outputFile.json="$out/fast.json"

printf '\n== three lanes of what needs the lab, %s pieces\n' "${#pieces[@]}"
lanes=()
# Groups of their own, which an interrupt of this script ends too.
set -m
for _ in 1 2 3; do
  lane &
  lanes+=($!)
done
set +m
trap 'for group in "${lanes[@]}"; do kill -TERM -- "-$group"; done; exit 130' INT TERM
wait "${lanes[@]}"
trap - INT TERM
part 'lab tests of the machine as a whole' lab $alone

mapfile -t broken < "$out/broken"
node test/count.mjs "$out" "${reports[*]}" "${broken[@]}"
