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
# comes first, so that all lanes end at about the same time. Suites of one site are one piece, and so are short ones, as Vitest costs seconds to start.
pieces=(
  chaos mix operator signatures build 'job-cuts job-ends lost-outcome' 'lab-trouble lab-hosts' 'host-pitfalls preflight'
  'remote-jobs remote-trouble' mutation claims 'bad-input cut-off' 'ledger kubeadm-configs'
)
alone='lab-alone lab-remains lab-refusals host-swap'
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
    check) part 'static checks' npm run --silent check ;;
    alone) part 'lab tests of the machine as a whole' lab $alone ;;
    *) part "lab tests: $1" lab $1 ;;
  esac
}

told() { # PIECE: what it says comes whole, when it is at its end
  local log=$out/${1%% *}.log
  run_piece "$1" > "$log" 2>&1
  flock "$out/broken" cat "$log"
}

lane() {
  local piece
  while piece=$(take) && [ -n "$piece" ]; do told "$piece"; done
}

# Minutes on a machine that never did it, seconds elsewhere; here, so that their progress shows.
part 'one-time build of Temporal' npm run --silent slipway -- dev --prepare
part 'one-time build of what the lab serves' npm run --silent lab -- prepare
# Go collects its garbage seldom here: memory is not what these tests run out of.
export GOGC=400

groups=()
beside() { # COMMAND... in a process group of its own, which an interrupt of this script ends too
  set -m
  "$@" &
  set +m
  groups+=($!)
}
trap 'for group in "${groups[@]}"; do kill -TERM -- "-$group" 2> /dev/null; done; exit 130' INT TERM

# What looks at the machine as a whole needs hosts of its own and no others, and mostly waits for them.
before_the_others() { told check; told alone; }
beside before_the_others
part 'unit and Temporal tests' vitest run --project unit --project temporal --reporter=default --reporter=json --outputFile.json="$out/fast.json"
wait "${groups[@]}"

printf '\n== three lanes of what needs the lab, %s pieces\n' "${#pieces[@]}"
groups=()
for _ in 1 2 3; do beside lane; done
wait "${groups[@]}"

mapfile -t broken < "$out/broken"
node test/count.mjs "$out" "${reports[*]}" "${broken[@]}"
