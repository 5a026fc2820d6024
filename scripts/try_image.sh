#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the image of the Dockerfile without a container daemon or a registry,
# runs it as it runs in a cluster - not root, nothing writable but the store -
# has its own client score a batch, and its ingest check a configuration. Wants root,
# and exits with 77 where it cannot run; build/image holds what it makes: size.txt,
# and sbom.txt with each package, version and licence.
set -euo pipefail
cd "$(dirname "$0")/.."

# Where a machine cannot run it, that is no failure of the image; never in CI.
skip() {
  printf 'try_image: skipped: %s\n' "$1" >&2
  if [[ ${CI:-} ]]; then exit 1; fi
  exit 77
}

if ((EUID != 0)); then skip "it must run as root, it mounts"; fi
scratch=$(mktemp -d)
if ! mount -t tmpfs tmpfs "$scratch"; then
  rmdir "$scratch"
  skip "this machine lets nobody mount"
fi
umount "$scratch"

out=$PWD/build/image
root=$scratch/mounted # of the running image
server=
export STORAGE_DRIVER=vfs
buildah=(buildah --root "$out/storage" --runroot "$out/run")

finish() {
  if [[ $server ]]; then
    kill "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  for place in "$root/proc" "$root/var/lib/farcall" "$root"; do
    if mountpoint -q "$place"; then umount "$place"; fi
  done
  "${buildah[@]}" rm --all >/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

mkdir -p "$out"
if ! "${buildah[@]}" inspect --type image debian:12-slim >/dev/null 2>&1; then
  scripts/step.sh "Make the base image" \
    debootstrap --variant=minbase bookworm "$scratch/base"
  # How this machine reaches its packages holds for the build as well.
  cp -r /etc/apt/. "$scratch/base/etc/apt/"
  cp /etc/resolv.conf "$scratch/base/etc/"
  base=$("${buildah[@]}" from scratch)
  "${buildah[@]}" add -q "$base" "$scratch/base" / >/dev/null
  "${buildah[@]}" commit -q "$base" localhost/debian:12-slim >/dev/null
fi

cache=${CCACHE_DIR:-$HOME/.cache/ccache}
mkdir -p "$cache"
version=$(sed -n 's/^project(farcall VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
scripts/step.sh "Build the image (some minutes)" \
  "${buildah[@]}" build --isolation chroot --pull=never --layers \
  --volume "$cache:$HOME/.cache/ccache" --build-arg "VERSION=$version" --tag farcall .

container=$("${buildah[@]}" from farcall)
image=$("${buildah[@]}" mount "$container")
config() { "${buildah[@]}" inspect --format "$1" "$container"; }
user=$(config '{{.OCIv1.Config.User}}')
environment=$(config '{{range .OCIv1.Config.Env}}{{println .}}{{end}}')
mapfile -t environment <<<"$environment"

mkdir "$root"
mount --bind "$image" "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs -o "uid=${user%:*},gid=${user#*:}" tmpfs "$root/var/lib/farcall"
mount -t proc proc "$root/proc"
inside=(chroot "--userspec=$user" "$root" env -i "${environment[@]}")

if [[ ! $user =~ ^[1-9] ]]; then
  printf 'try_image: the image runs as "%s", not as a number other than 0\n' "$user" >&2
  exit 1
fi
# As root: another user could not write there anyway.
if chroot "$root" touch /written 2>/dev/null; then
  printf 'try_image: the root can be written\n' >&2
  exit 1
fi
if [[ $(config '{{index .OCIv1.Config.Labels "org.opencontainers.image.version"}}') != "$version" ]]; then
  printf 'try_image: no label says that it is version %s\n' "$version" >&2
  exit 1
fi
printf '==> Run it as user %s\n' "$user"
"${inside[@]}" FARCALL_LISTEN=127.0.0.1:0 FARCALL_ADMIN_LISTEN=127.0.0.1:0 \
  FARCALL_METRICS_LISTEN=127.0.0.1:0 farcalld 2>"$out/server.log" &
server=$!
port=
until [[ $port ]]; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$out/server.log" >&2
    exit 1
  fi
  sleep 0.2
  port=$(sed -n 's/.*"grpc_port":\([0-9]*\).*/\1/p' "$out/server.log")
done
id=00000000-0000-4000-8000-000000000001
answer=$("${inside[@]}" farcall --server="127.0.0.1:$port" score --format=ndjson - <<RECORD
{"eventVersion": "1.08", "eventID": "$id", "eventTime": "2026-01-01T00:00:00Z",
 "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": "eu-central-1",
 "sourceIPAddress": "5.45.96.1", "recipientAccountId": "111122223333",
 "userIdentity": {"type": "IAMUser", "accountId": "111122223333", "userName": "alice",
                  "arn": "arn:aws:iam::111122223333:user/alice"}}
RECORD
)
cut -c1-200 <<<"$answer"
grep -q "\"event_id\":\"$id\"" <<<"$answer"
# With each library that it needs; what it does is shown by its own tests.
"${inside[@]}" farcall-ingest --source=http --dead-letters=discard --check-config

# shellcheck disable=SC2016 # dpkg-query's own names
chroot "$root" dpkg-query -W -f '${Package} ${Version}\n' |
  while read -r package version; do
    copyright=/usr/share/doc/$package/copyright
    licences=$(sed -n 's/^License: *//p' "$root$copyright" | sort -u | paste -sd,)
    printf '%s\t%s\t%s\n' "$package" "$version" "${licences:-see $copyright}"
  done >"$out/sbom.txt"
{
  du -sm "$image" | awk '{ print $1 " MiB unpacked" }'
  du -m "$image"/usr/local/bin/* "$image"/usr/share/farcall/* | sed "s|$image||"
} | tee "$out/size.txt"
printf '%s packages, listed in build/image/sbom.txt\n' "$(wc -l <"$out/sbom.txt")"
