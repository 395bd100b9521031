# Entry points for users, contributors and CI. `make` lists them.

TARGET := $(or $(CARGO_TARGET_DIR),target)

# Prefer the nats-server that `make tools` fetched over an older one on the system.
export PATH := $(CURDIR)/.tools:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help tools build run test ui-test jaeger-picture sdk helm images compose-test fuzz soak check check-alerts deny package bench

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

tools: ## download nats-server into .tools/ unless a recent one is on the PATH
	@tools/nats-server.sh

build: ## build target/release/courant
	cargo build --release --locked -p courant

run: tools build ## run the pipeline, publish samples/ and print the articles; ONCE=1 stops afterwards
	@$(TARGET)/release/courant up --samples samples/ $(if $(ONCE),--once)

# The tests start $(TARGET)/debug/courant. Debug builds are of the whole workspace, because `-p courant`
# selects other features of page, metadata and language, and would build eleven crates twice.
# Documentation tests run first: nextest doesn't run them, and its summary should come last.
test: tools s3-server ## run all tests against a real nats-server
	cargo build --workspace --locked --bins --tests
	@if cargo nextest --version >/dev/null 2>&1; then \
	    set -ex; \
	    cargo test --workspace --locked --doc; \
	    cargo nextest run --workspace --locked --no-fail-fast; \
	else \
	    set -ex; \
	    cargo test --workspace --locked --no-fail-fast; \
	fi

ui-test: tools ## test the console in Chromium; SCREENSHOTS=docs/images replaces the pictures
	cargo build --workspace --locked --bins
	@tests/ui/run.sh

jaeger-picture: tools ## take docs/images/jaeger-trace.png; ASSETS=FOLDER gives Jaeger's page if the image has none
	cargo build --workspace --locked --bins
	@tests/ui/jaeger.sh $(ASSETS)

sdk: tools ## check, test and build the Python SDK (needs Python 3.10 or newer)
	cargo build --workspace --locked --bins
	@tools/sdk.sh

helm: ## check the Helm chart against golden files and schemas (needs helm 4 or Go); WRITE=1 writes them
	@tools/helm.sh

images: ## build the images of docker-compose.yml and fetch those that its test needs
	@tests/compose/run.sh images

compose-test: ## test docker-compose.yml: build the images, then scale, kill, disconnect and stop services
	@tests/compose/run.sh

FUZZ_SECONDS ?= 60

fuzz: ## run each fuzz target for FUZZ_SECONDS (60); FUZZ_TARGETS chooses them, and `pdf` runs only if it is named
	@tools/fuzz.sh $(FUZZ_SECONDS) $(FUZZ_TARGETS)

soak: tools ## run the fault and memory tests at full length (about half an hour)
	cargo build --workspace --locked --bins
	cargo nextest run -p e2e --locked --features soak --profile soak --test-threads 1 --no-fail-fast \
	    --test kills --test faults_rolling --test killers --test recovery --test soak

s3-server: ## install s3s-fs, the S3 server of the tests, into .tools/bin
	@tools/s3-server.sh

.PHONY: delivery-faults s3-server
delivery-faults: tools s3-server ## kill deliveries, their targets and NATS during 20,000 articles; prints counts
	cargo build --workspace --locked --bins
	cargo nextest run -p e2e --locked --features soak --profile soak --test-threads 1 --no-fail-fast \
	    --test postgres --test files --test buckets --test webhook -E 'test(kills)'

.PHONY: chaos check-alerts-live
CHAOS_SECONDS ?= 300

chaos: tools ## process documents with a fault every 5 s for CHAOS_SECONDS (300); COURANT_SEED repeats a run
	cargo build --workspace --locked --bins
	@CHAOS_SECONDS=$(CHAOS_SECONDS) $(TARGET)/debug/chaos

.PHONY: cluster-test
cluster-test: tools ## three servers, three replicas, one and four partitions under faults; CLUSTER_DOCUMENTS (20000), COURANT_SEED
	cargo build --workspace --locked --bins
	@$(TARGET)/debug/cluster

.PHONY: move-test
MOVES ?= 15

move-test: tools ## one partition to four and back MOVES times (15) under load, on one server and on three
	cargo build --workspace --locked --bins
	@$(TARGET)/debug/cluster --moves $(MOVES)

check: ## check formatting, lints, documentation and dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	@$(MAKE) --no-print-directory deny

check-alerts: ## check and test the alert rules with promtool (Debian package: prometheus)
	promtool check rules deploy/prometheus/rules.yml
	promtool test rules deploy/prometheus/rules_test.yml

check-alerts-live: tools ## remove a replica, a stage, NATS and Jaeger under a real Prometheus
	cargo build --workspace --locked --bins
	@$(TARGET)/debug/alerts

deny: ## check licences, duplicates and sources of the dependencies, and advisories if reachable
	@tools/deny.sh

# The crates that can be published. `language` can't be yet, because its table is too large for the registry.
LIBRARIES = article broker config metadata page runtime stage telemetry text
package: ## package the library crates for a registry, and build them from the packages
	cargo package --locked --allow-dirty $(addprefix -p courant-,$(LIBRARIES))

bench: tools build ## benchmark the runtime and the language engine against baselines (a few minutes)
	cargo build --release --locked -p bench
	@$(YARDSTICK_EXTRACTION)/score --list --into $(TARGET)/yardstick-extraction > $(TARGET)/yardstick-extraction-list.jsonl
	@$(TARGET)/release/bench --pages $(TARGET)/yardstick-extraction-list.jsonl
	@$(MAKE) --no-print-directory bench-language

.PHONY: bench-operator
bench-operator: tools build ## measure the console's pages, audit, doctor and top with 100,000 articles
	@tools/bench-operator.py $(TARGET)/release/courant

.PHONY: bench-delivery
bench-delivery: tools ## articles per second into each kind of target, WARC and feeds (needs PostgreSQL)
	cargo build --release --locked -p courant -p bench
	@$(TARGET)/release/bench-delivery
	cargo build --release --locked -p courant-warc --example throughput
	@$(TARGET)/release/examples/throughput $(TARGET)/throughput.warc.gz

.PHONY: bench-scale bench-peers
bench-scale: tools ## cost per document with 1, 2 and 4 partitions and 1 and 3 replicas, compared with the model's prediction (ARGS="--seconds 1")
	cargo build --release --locked -p courant -p bench
	@$(TARGET)/release/bench-scale $(ARGS)

bench-peers: tools ## the same four hops with Benthos, Watermill and FastStream (needs Go and Python; ARGS="--rounds 1")
	cargo build --release --locked -p courant -p bench
	cd tools/peers && go build -o ../../target/peers/ ./benthos ./watermill
	test -x target/peers/venv/bin/python || python3 -m venv target/peers/venv
	target/peers/venv/bin/pip install --quiet -r tools/peers/faststream/requirements.txt
	@$(TARGET)/release/bench-peers $(ARGS)

# The evaluation sets are outside the repository because of their licences.
YARDSTICK_LANGUAGE ?= ../shared/yardsticks/language
NEW_LANGUAGES = shared/language/tests/yardstick/texts.jsonl.gz
YARDSTICK_EXTRACTION ?= ../shared/yardsticks/extraction

.PHONY: language-table yardstick-language bench-language yardstick-documents yardstick-documents-foreign yardstick-extraction extraction-weights extraction-corpus bench-extraction hostile

language-table: ## rebuild the language table and compare it byte for byte; WRITE=1 replaces it
	cargo fetch --locked
	cargo run --release --locked -q -p language-table -- $(if $(WRITE),,--check)

yardstick-language: build ## evaluate language detection and compare it with other libraries
	@$(YARDSTICK_LANGUAGE)/score --list | $(TARGET)/release/courant detect --jsonl - > $(TARGET)/yardstick-language.jsonl
	@$(YARDSTICK_LANGUAGE)/score $(TARGET)/yardstick-language.jsonl
	@echo
	@$(YARDSTICK_LANGUAGE)/score --texts $(NEW_LANGUAGES) --list | $(TARGET)/release/courant detect --jsonl - > $(TARGET)/yardstick-new-languages.jsonl
	@$(YARDSTICK_LANGUAGE)/score --texts $(NEW_LANGUAGES) $(TARGET)/yardstick-new-languages.jsonl
	@echo
	@$(YARDSTICK_LANGUAGE)/score --peers

bench-language: ## compare the speed of the language engine with lingua's
	@$(YARDSTICK_LANGUAGE)/score --list | grep -E '"id": "(article|long)' | \
	    cargo run --release --locked -q -p language-detection --features lingua --example speed

# LibreOffice, Chromium, LaTeX and pandoc are used if they are installed. Other programs come from PyPI, and
# Tika from Maven Central (unless TIKA is empty or Maven is missing).
TIKA ?= $(if $(shell command -v mvn),$(TARGET)/tika)
DOCUMENTS = $(TARGET)/documents/bin/python

$(DOCUMENTS): tools/documents/requirements.txt
	python3 -m venv $(TARGET)/documents
	@$(TARGET)/documents/bin/pip install --quiet -r $<
	@touch $@

$(TARGET)/tika: tools/documents/tika/pom.xml
	@mvn -q -B -f $< dependency:copy-dependencies -DoutputDirectory=$(abspath $@)
	@touch $@

yardstick-documents: build $(DOCUMENTS) $(TIKA) ## build documents with known texts, and compare Courant's reading of them with that of Tika and others
	@$(DOCUMENTS) tools/documents/build.py $(TARGET)/yardstick-documents
	@$(DOCUMENTS) tools/documents/score.py $(TARGET)/yardstick-documents --courant $(TARGET)/release/courant $(if $(TIKA),--tika $(TIKA))

# FOLDER contains third-party documents, such as the test files of Tika, pdf.js, pypdf, pandoc and
# LibreOffice, which are not in the repository.
yardstick-documents-foreign: build $(DOCUMENTS) $(TIKA) ## compare Courant's reading of 200 documents in FOLDER with that of Tika and others (ARGS="--all")
	@$(DOCUMENTS) tools/documents/foreign.py $(FOLDER) --courant $(TARGET)/release/courant $(if $(TIKA),--tika $(TIKA)) $(ARGS)

# A rejected page counts as failed in the score; it doesn't fail the target.
yardstick-extraction: build ## evaluate text and metadata extraction, also on sites outside the training set, with the reliability of confidences
	@$(YARDSTICK_EXTRACTION)/score --list --into $(TARGET)/yardstick-extraction > $(TARGET)/yardstick-extraction-list.jsonl
	@$(TARGET)/release/courant extract --jsonl - < $(TARGET)/yardstick-extraction-list.jsonl \
	    > $(TARGET)/yardstick-extraction.jsonl || [ $$? -eq 1 ]
	@$(YARDSTICK_EXTRACTION)/score $(TARGET)/yardstick-extraction.jsonl --peers
	@tools/extraction-weights/out-of-fold.sh $(YARDSTICK_EXTRACTION) $(TARGET)
	@tools/extraction-weights/choices.sh $(YARDSTICK_EXTRACTION) $(TARGET)
	@cargo run --locked -q -p courant --example record-size -- $(TARGET)/release/courant \
	    < $(TARGET)/yardstick-extraction-list.jsonl

extraction-weights: ## train the scorers of blocks, titles, authors and dates and evaluate them on other sites; WRITE=1 replaces them
	@tools/extraction-weights/train.sh $(YARDSTICK_EXTRACTION) $(TARGET) $(if $(WRITE),--write)

extraction-corpus: ## train and evaluate the block scorer on our own thirty small pages
	@tools/extraction-weights/corpus.sh $(TARGET)

hostile: build ## run the hostile pages; fails over 2 s of CPU time or 500 MB for a page
	@cargo run --locked -q -p courant --example hostile -- $(TARGET)/release/courant

bench-extraction: build ## compare CPU time and memory with Python's trafilatura on 300 pages
	@tools/bench-extraction.sh $(YARDSTICK_EXTRACTION) $(TARGET)
