# Makefile: set up, build, run, test. `make help` lists the targets.

HOST = 127.0.0.1
PORT = 5514
PREFIX = /usr/local
DESTDIR =
# Configuration: that of the system, unless the prefix is somebody's own folder.
SYSCONFDIR = $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)
FUZZ_SECONDS = 60
SOAK_MINUTES = 10

SWIFT = swift
# The standard library is linked statically, so that the binary runs without a toolchain. Without --no-color-diagnostics,
# a build in a terminal and one in a pipe would have different options, and each would rebuild everything.
RELEASE = --configuration release --static-swift-stdlib --disable-local-rpath --no-color-diagnostics
PROGRAMS = .build/release/pysyslog .build/release/pysyslog-tui
# What an unpacked toolchain needs, then what the sources need; in the format of Scripts/install-packages.
TOOLCHAIN_PACKAGES = binutils-gold/binutils libncurses6 libsqlite3-0 libstdc++-N-dev libxml2/libxml2-16
BUILD_PACKAGES = $(TOOLCHAIN_PACKAGES) ca-certificates git libcurl4-openssl-dev libmicrohttpd-dev libncurses-dev libpcre2-dev \
	libssl-dev make pkg-config
# Real clients, and tools for measuring and inspection.
TEST_PACKAGES = bsdutils gnutls-bin gzip librdkafka1 mandoc openssl perl procps protobuf-compiler python3 systemd tmux
# For making, checking and testing Debian packages.
DEB_PACKAGES = dpkg-dev iproute2 lintian logrotate
INSTALL_FILES = PREFIX="$(PREFIX)" SYSCONFDIR="$(SYSCONFDIR)" DESTDIR="$(DESTDIR)" BUILD=.build/release Scripts/install-files

.PHONY: help run demo screens build test integration lint bench faults soak fuzz sanitize install uninstall deb package-test setup \
	setup-test clean

help: ## Show the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build and run the collector with its view on 127.0.0.1:5514; HOST= and PORT= change that.
	.build/release/pysyslog-tui $(HOST) $(PORT)

demo: build ## The same over TLS with simulated peers; DEMO=--incident: two of them fail after 70 seconds.
	@command -v python3 >/dev/null && command -v openssl >/dev/null || Scripts/install-packages openssl python3
	@Scripts/demo-certificate .build/demo.pem
	@Scripts/demo-peers --tls --host $(HOST) --port $(PORT) $(DEMO) </dev/null & \
		.build/release/pysyslog-tui $(HOST) $(PORT) --cert .build/demo.pem --key .build/demo.pem --silent-after 20 \
		--names Scripts/demo.names

screens: build ## Draw the views for the documentation.
	@command -v tmux >/dev/null && command -v openssl >/dev/null || Scripts/install-packages openssl python3 tmux
	Scripts/capture-screens Documentation/screens

build: setup ## Build the release binaries into .build/release.
	$(SWIFT) build $(RELEASE) --product pysyslog
	$(SWIFT) build $(RELEASE) --product pysyslog-tui

test: setup-test lint ## Check the style and run the tests, but for those that need a download.
	@Scripts/run-tests .build/test.log $(SWIFT) test --disable-xctest --skip IntegrationTests

integration: setup-test ## Run the tests with other servers, which are downloaded but not installed.
	@python3 -m pip --version >/dev/null 2>&1 || Scripts/install-packages python3-pip
	Scripts/unpack-rsyslog .build/rsyslog
	Scripts/unpack-syslog-ng .build/syslog-ng
	Scripts/unpack-dropbear .build/dropbear
	Scripts/unpack-haproxy .build/haproxy
	Scripts/unpack-prometheus .build/prometheus
	Scripts/unpack-kafka .build/kafka
	@Scripts/run-tests .build/integration.log $(SWIFT) test --disable-xctest --filter IntegrationTests

lint: ## Check the layout of the sources.
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Pictures
	Scripts/check-layers

bench: setup-test build ## Measure against rsyslog and against itself without a screen, in about ten minutes.
	@python3 -m pip --version >/dev/null 2>&1 || Scripts/install-packages python3-pip
	Scripts/unpack-rsyslog .build/rsyslog
	Scripts/unpack-kafka .build/kafka
	$(SWIFT) build --configuration release --package-path Benchmarks
	python3 -B Benchmarks/bench.py
	python3 -B Benchmarks/view_cost.py
	$(SWIFT) build $(RELEASE) --product pictures
	.build/release/pictures
	python3 -B Benchmarks/files.py

faults: build ## Break disks, files, configurations, receivers and peers under load, and account for every line; as root, 4 min.
	@command -v python3 >/dev/null && command -v openssl >/dev/null || Scripts/install-packages openssl python3
	Scripts/faults

soak: build ## The same faults at random for SOAK_MINUTES, as memory stays flat and every line is accounted for.
	@command -v python3 >/dev/null && command -v openssl >/dev/null || Scripts/install-packages openssl python3
	Scripts/faults --soak $(SOAK_MINUTES)

fuzz: setup ## Feed the framer and the readers of PROXY headers, fields and files with libFuzzer's inputs for FUZZ_SECONDS.
	Scripts/fuzz $(FUZZ_SECONDS)

sanitize: setup-test ## Run the tests under the thread and the address sanitizer.
	Scripts/unpack-rsyslog .build/rsyslog
	Scripts/unpack-syslog-ng .build/syslog-ng
	Scripts/unpack-dropbear .build/dropbear
	Scripts/unpack-haproxy .build/haproxy
	Scripts/unpack-prometheus .build/prometheus
	Scripts/unpack-kafka .build/kafka
	# librdkafka starts its threads by thrd_create(3), which the thread sanitizer does not know: they crash in its malloc.
	@PYSYSLOG_TEST_SANITIZED=1 Scripts/run-tests .build/sanitize-thread.log \
		$(SWIFT) test --sanitize thread --scratch-path .build-thread -Xswiftc -DSANITIZE_THREAD \
		--skip '[Kk]afka|ScaleIntegrationTests|ReplacedHandlersTests/network'
	# Leaks are not checked: tables that live as long as the process would be reported.
	@ASAN_OPTIONS=detect_leaks=0 PYSYSLOG_TEST_SANITIZED=1 Scripts/run-tests .build/sanitize-address.log \
		$(SWIFT) test --sanitize address --scratch-path .build-address

install: $(PROGRAMS) ## Install programs, manuals, completions and the service into PREFIX (/usr/local), below DESTDIR.
	@$(INSTALL_FILES) install pysyslog pysyslog-tui || { \
		echo 'Cannot install into $(DESTDIR)$(PREFIX): try sudo make install, or make install PREFIX="$$HOME/.local"' >&2; \
		exit 1; }

uninstall: ## Remove what make install has installed, except configuration files that were changed.
	@$(INSTALL_FILES) uninstall pysyslog pysyslog-tui

deb: build ## Make Debian packages in .build/deb, and check them with lintian.
	@Scripts/install-packages $(DEB_PACKAGES)
	Scripts/build-packages .build/release .build/deb
	lintian --fail-on error,warning .build/deb/*.deb

package-test: deb setup-test ## As root: install, upgrade, rotate logs, remove and purge the packages in a copy of this system.
	Scripts/build-packages .build/release .build/deb-again
	diff --recursive .build/deb .build/deb-again
	Scripts/test-packages .build/deb

# If they exist and no source is newer, installing needs no compiler, which root may not have in its path.
$(PROGRAMS) &: Package.swift $(shell find Sources -type f)
	@$(MAKE) --no-print-directory build
	@touch $(PROGRAMS)

setup:
	@Scripts/install-packages $(BUILD_PACKAGES)
	@command -v $(SWIFT) >/dev/null || { \
		echo 'No Swift toolchain in the path: get one from https://www.swift.org/install.' \
			'If you have one and use sudo, run make build without it first.' >&2; \
		exit 1; }
	@$(SWIFT) --version >/dev/null 2>&1 || { \
		$(SWIFT) --version; \
		echo 'The Swift toolchain does not run; what it needs is on https://www.swift.org/install' >&2; \
		exit 1; }

setup-test: setup
	@Scripts/install-packages $(TEST_PACKAGES)

clean: ## Remove what was built.
	rm -rf .build .build-* Benchmarks/.build
