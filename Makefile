# Every target finds or installs what it needs first (.ci/prepare says what, before it does).
.DEFAULT_GOAL := help
.PHONY: help run build test check image bench format clean

# Maven runs on the JDK that compiles, because Error Prone lives inside the compiler, and trusts whom the system trusts.
MAVEN = JAVA_HOME=$$(runtime/src/main/launcher/jdk javac) \
	MAVEN_OPTS="$$MAVEN_OPTS --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djavax.net.ssl.trustStore=target/trust.p12 -Djavax.net.ssl.trustStorePassword=changeit" \
	mvn -B -ntp -q $(COMMIT:%=-Dnodens.commit=%)

# Of an archive of the sources there is none to tell.
COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, then run the agent on examples/ without a cluster, until Ctrl-C
	@.ci/prepare run
	@target/nodens agent --manifests examples || test $$? -eq 130 # Ctrl-C is how it ends

build: target/nodens ## build everything that changed; leaves the executable target/nodens

# The modules that are shipped. Maven takes most of a minute to find that nothing changed; make sees it at once.
SOURCES = $(shell find pom.xml .mvn agent crd helm native-init runtime -type f -not -path '*/target/*')

target/nodens: $(SOURCES)
	@.ci/prepare build
	@$(MAVEN) package -Dmaven.test.skip=true
	@NODENS_AOT=record target/nodens --root target/aot list >target/aot.log 2>&1 || cat target/aot.log
	@touch $@

test: ## build and run every test (those that need root are skipped without it)
	@.ci/prepare test
	@$(subst -q,,$(MAVEN)) verify --fail-at-end; java=$$?; $(MAKE) -s -C native-init check asan fuzz FUZZ_SECONDS=10 && exit $$java

check: ## formatting, static analysis, and the tests that need neither root nor a cluster
	@.ci/prepare check
	@$(subst -q,,$(MAVEN)) verify -DexcludedGroups=root,cluster --fail-at-end
	@$(MAKE) -s -C native-init check asan fuzz

image: build ## build the agent's OCI image, target/nodens-image.tar
	@.ci/prepare image
	@agent/src/main/image/build target/nodens-image.tar

bench: ## measure speed and weight beside runc, crun and a floor in C (more peers: NODENS_BENCH_CRUN=PATH[:PATH])
	@.ci/prepare bench
	@$(MAVEN) package -DskipTests -Pbench

format: ## format Java and C
	@.ci/prepare build
	@$(MAVEN) spotless:apply
	@$(MAKE) -C native-init format

clean: ## remove what a build made (caches outside the tree stay)
	@rm -rf target */target
	@$(MAKE) -s -C native-init clean
