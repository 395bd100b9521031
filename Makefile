# Everything a newcomer, a contributor and CI start with. `make` lists it.

TARGET := $(or $(CARGO_TARGET_DIR),target)

# A nats-server fetched by `make tools` is found before an older one that the system may have.
export PATH := $(CURDIR)/.tools:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help tools build run test compose-test soak check check-alerts deny bench

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

tools: ## fetch nats-server into .tools/ where the PATH has none that will do
	@tools/nats-server.sh

build: ## build target/release/courant
	cargo build --release --locked -p courant

run: tools build ## run the pipeline on samples/ and print the articles; ONCE=1 ends by itself
	@$(TARGET)/release/courant up --samples samples/ $(if $(ONCE),--once)

# Tests start $(TARGET)/debug/courant as a process of its own. It is built together with the tests:
# by itself (-p courant) it would ask for other features of its dependencies, and build them twice.
# Doc tests go first, because nextest leaves them out and its summary should be what is read last.
test: tools ## run every test, against a real nats-server
	cargo build --workspace --locked --bins --tests
	@if cargo nextest --version >/dev/null 2>&1; then \
	    set -ex; \
	    cargo test --workspace --locked --doc; \
	    cargo nextest run --workspace --locked --no-fail-fast; \
	else \
	    set -ex; \
	    cargo test --workspace --locked --no-fail-fast; \
	fi

compose-test: ## run docker-compose.yml with the real images, and kill, scale and stop what runs
	@tests/compose/run.sh

soak: tools ## the fault tests at full length: kills, killers, recoveries, memory (half an hour)
	cargo build --workspace --locked --bins
	cargo nextest run -p e2e --locked --features soak --profile soak --test-threads 1 --no-fail-fast \
	    --test kills --test faults_rolling --test killers --test recovery --test soak

check: ## formatting, lints, documentation, dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	@$(MAKE) --no-print-directory deny

check-alerts: ## the alert rules, by promtool (Debian's package prometheus)
	promtool check rules deploy/prometheus/rules.yml

deny: ## licences, bans and sources of the dependencies; advisories where they can be reached
	@tools/deny.sh

bench: tools ## the runtime's figures, each beside its baseline (some minutes; asserts nothing)
	cargo build --release --locked -p bench
	@$(TARGET)/release/bench
	@$(MAKE) --no-print-directory bench-language

# The yardsticks are kept beside the repository, not in it: their texts have licences of their own.
YARDSTICK_LANGUAGE ?= ../shared/yardsticks/language
YARDSTICK_EXTRACTION ?= ../shared/yardsticks/extraction

.PHONY: language-table yardstick-language bench-language yardstick-extraction extraction-weights bench-extraction hostile

language-table: ## rebuild the language table and compare it, byte for byte; WRITE=1 replaces it
	cargo fetch --locked
	cargo run --release --locked -q -p language-table -- $(if $(WRITE),,--check)

yardstick-language: build ## the language yardstick, with its peers beside it
	@$(YARDSTICK_LANGUAGE)/score --list | $(TARGET)/release/courant detect --jsonl - > $(TARGET)/yardstick-language.jsonl
	@$(YARDSTICK_LANGUAGE)/score $(TARGET)/yardstick-language.jsonl
	@echo
	@$(YARDSTICK_LANGUAGE)/score --peers

bench-language: ## the language engine's speed beside lingua's, on the yardstick's longer texts
	@$(YARDSTICK_LANGUAGE)/score --list | grep -E '"id": "(article|long)' | \
	    cargo run --release --locked -q -p language-detection --features lingua --example speed

# A page that is rejected counts as failed; that is the scorer's to say, not make's.
yardstick-extraction: build ## the extraction yardstick, with its peers beside it
	@$(YARDSTICK_EXTRACTION)/score --list --into $(TARGET)/yardstick-extraction > $(TARGET)/yardstick-extraction-list.jsonl
	@$(TARGET)/release/courant extract --jsonl - < $(TARGET)/yardstick-extraction-list.jsonl \
	    > $(TARGET)/yardstick-extraction.jsonl || [ $$? -eq 1 ]
	@$(YARDSTICK_EXTRACTION)/score $(TARGET)/yardstick-extraction.jsonl --peers

extraction-weights: ## fit the weights of blocks and dates on the extraction yardstick; WRITE=1 replaces them
	@$(YARDSTICK_EXTRACTION)/score --list --into $(TARGET)/yardstick-extraction > $(TARGET)/yardstick-extraction-list.jsonl
	cargo run --release --locked -q -p extraction-weights -- $(if $(WRITE),--write) \
	    $(TARGET)/yardstick-extraction-list.jsonl $(YARDSTICK_EXTRACTION)/gold.jsonl

hostile: build ## what each page of the hostile set costs, and comes to; fails over 2 s of CPU time or 500 MB
	@cargo run --locked -q -p courant --example hostile -- $(TARGET)/release/courant

bench-extraction: build ## CPU time and memory beside Python's trafilatura, on the same 300 pages
	@tools/bench-extraction.sh $(YARDSTICK_EXTRACTION) $(TARGET)
