# The front door. `make help` lists what is behind it.
.DEFAULT_GOAL := help
.PHONY: help setup build demo test quick asan test-stix test-kafka soak eval eval-full image test-image test-ops bench bench-kafka fuzz format tidy docs clean

# Two compile jobs need about 2 GB.
JOBS ?= $(shell nproc)
WERROR ?= OFF
LOCKSTEP := build/release/lockstep
FUZZ_SECONDS ?= 600

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: ## install the Debian packages that are missing (root, or sudo)
	@scripts/setup.sh

build/release/build.ninja: setup
	@cmake --preset release -DLOCKSTEP_WERROR=$(WERROR) >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }

build: | build-dir setup build/release/build.ninja ## the release binary: build/release/lockstep
	@cmake --build build/release -j $(JOBS) --target lockstep -- --quiet

.PHONY: build-dir
build-dir:
	@mkdir -p build

demo: build ## simulate posts with two planted campaigns, find them, show the alerts
	@scripts/demo.sh $(LOCKSTEP)

test: | build-dir setup build/release/build.ninja ## build everything and run every test that needs no network
	@cmake --build build/release -j $(JOBS) -- --quiet
	@ctest --test-dir build/release -j $(JOBS) --output-on-failure

quick: | build-dir setup ## unit and lint tests of an unoptimised build
	@cmake --preset dev >/dev/null && cmake --build build/dev -j $(JOBS) -- --quiet
	@ctest --test-dir build/dev -j $(JOBS) --output-on-failure -L 'unit|lint'

asan: | build-dir setup ## the tests under the address and undefined-behaviour sanitizers
	@cmake --preset asan >/dev/null && cmake --build build/asan -j $(JOBS) --target lockstep_checks -- --quiet
	@ctest --test-dir build/asan -j $(JOBS) --output-on-failure -L 'unit|fuzz'

test-stix: build ## validate the demo's bundles with the official STIX validator (from PyPI)
	@scripts/test_stix.sh $(LOCKSTEP)

eval: build ## the quality gate: detection on blind seeds against eval/thresholds.csv (3 minutes)
	@python3 scripts/eval.py $(LOCKSTEP)

eval-full: build ## the same on more and longer streams, and with inputs missing (half an hour)
	@python3 scripts/eval.py $(LOCKSTEP) --form full

test-kafka: build ## the live service against a real Apache Kafka: crashes, takeovers, refusals (minutes)
	@scripts/setup.sh scripts/packages-kafka.txt
	@scripts/kafka.sh fetch
	@scripts/test_kafka.py $(LOCKSTEP)

soak: build ## the same with a hundred kills, an outage of ten minutes, and the broker killed too; and memory (an hour)
	@scripts/setup.sh scripts/packages-kafka.txt
	@scripts/kafka.sh fetch
	@KILLS=$${KILLS:-100} BROKER_KILLS=10 OUTAGE_SECONDS=600 scripts/test_kafka.py $(LOCKSTEP) live snapshot memory

image: ## the container image, without a Docker engine (root): localhost/lockstep:local
	@scripts/setup.sh scripts/packages-image.txt
	@scripts/image.sh build

test-image: image ## build the image and run it: a replay, and the service against a real Kafka
	@scripts/setup.sh scripts/packages-kafka.txt
	@scripts/test_image.sh

test-ops: ## alert rules, dashboard and Kubernetes files, checked by their own tools
	@scripts/setup.sh scripts/packages-image.txt
	@promtool check rules docker/prometheus/lockstep.rules.yml
	@cd docker/prometheus && promtool test rules lockstep.rules.test.yml
	@scripts/check_ops.py .

bench: | build-dir setup build/release/build.ninja ## benchmarks of every hot path, and replay of a million posts
	@cmake --build build/release -j $(JOBS) -- --quiet
	@scripts/bench.sh

bench-kafka: build ## throughput and latency of the live service against a real Apache Kafka (minutes)
	@scripts/setup.sh scripts/packages-kafka.txt
	@scripts/kafka.sh fetch
	@bench/kafka_bench.py $(LOCKSTEP)

fuzz: | build-dir ## fuzz every adapter and the framing for FUZZ_SECONDS each (clang)
	@scripts/setup.sh scripts/packages-dev.txt
	@scripts/fuzz.sh $(FUZZ_SECONDS)

format: ## format the whole tree
	@scripts/setup.sh scripts/packages-dev.txt
	@git ls-files '*.h' '*.cpp' | xargs clang-format-14 -i

tidy: ## clang-tidy on the files changed since main
	@scripts/setup.sh scripts/packages-dev.txt
	@cmake --preset dev >/dev/null
	@git diff --name-only --diff-filter=d main -- '*.cpp' | xargs -r clang-tidy-16 -p build/dev --quiet

docs: build ## print the generated pages: docs/CONFIGURATION.md and config/lockstep.yaml
	@$(LOCKSTEP) config print > config/lockstep.yaml
	@$(LOCKSTEP) config print --format markdown > docs/CONFIGURATION.md

clean: ## remove everything that was built
	@rm -rf build out
