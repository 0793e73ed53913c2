# Everything a fresh machine needs is set up by these targets; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# Compilers of TypeScript use one processor each.
MAKEFLAGS += --jobs=2

installed := node_modules/.package-lock.json

compiled := dist/workflow-bundle.js build/compiled/lab/main.js

$(installed): package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# The bundle has the SDK in it, so that another version of that one makes it anew too.
dist/workflow-bundle.js: $(shell find src activities workflows -type f) package.json package-lock.json tsconfig.json tsconfig.build.json scripts/bundle-workflows.ts | $(installed)
	@npm run --silent build

# Only for what starts it again and again: `npm run lab` takes the source. It has Slipway's spec and model in it.
build/compiled/lab/main.js: $(shell find lab src -name '*.ts') package.json package-lock.json tsconfig.json lab/tsconfig.build.json | $(installed)
	@rm -rf build/compiled
	@npx tsc -p lab/tsconfig.build.json

.PHONY: compiled help demo mixes down test check bench chaos fuzz mutation signatures pitfalls

compiled: $(compiled)

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-10s %s\n", $$1, $$2 }'

demo: $(installed) $(compiled) ## build a real cluster on lab hosts and show the proof (KEEP=1 leaves it up)
	@npx tsx demo/main.ts

mixes: $(installed) $(compiled) ## build, prove, reboot, prove, apply and reset every mix of systems (MIX=name for one)
	@npx tsx demo/mixes.ts

down: $(installed) ## end what `make demo KEEP=1` has left up
	@npx tsx demo/down.ts

check: $(installed) ## types, lint with the import fences, format, dead code
	npm run check

test: $(installed) $(compiled) ## all tests, the lab's included
	@bash test/run-all.sh

chaos: $(installed) $(compiled) ## clusters in the lab while everything is killed, cut and rebooted (SEED=1 RUNS=1 SITE=)
	@npx tsx chaos/main.ts

bench: $(installed) $(compiled) ## Slipway against a plain parallel script in one run, against its own remote commands, and seconds to recover
	npx tsx bench/bare/main.ts
	npx tsx bench/overhead/main.ts
	npx tsx bench/recovery/main.ts

fuzz: $(installed) ## durable jobs on a lab host while connections break (SEED=1 JOBS=500 LANES=8 ONLY=job)
	@npx tsx test/fuzz/main.ts

mutation: $(installed) ## take promises of the job protocol out of the code: tests and fuzz must notice each of them
	@npx tsx test/mutation/main.ts

signatures: $(installed) ## only the tests of package signatures and locks, on lab hosts of three families
	@npx vitest run --project lab test/lab/signatures.test.ts --reporter=verbose

pitfalls: $(installed) ## take what is done about pitfalls out of the code: tests on lab hosts must notice (ONLY=name)
	@npx tsx test/mutation/pitfalls.ts
