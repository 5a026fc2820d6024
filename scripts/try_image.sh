#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the image of the Dockerfile without a container daemon or a registry,
# runs it as it runs in a cluster - not root, nothing writable but the store -
# and has its own client score a batch. Wants root; build/image holds what it
# makes: size.txt, and sbom.txt with each package, version and licence.
set -euo pipefail
cd "$(dirname "$0")/.."
((EUID == 0)) || { printf 'try_image: must run as root: it mounts\n' >&2; exit 1; }

out=$PWD/build/image
scratch=$(mktemp -d)
server=
export STORAGE_DRIVER=vfs
b() { buildah --root "$out/storage" --runroot "$out/run" "$@"; }
finish() {
  if [[ $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
  mountpoint -q "$scratch/mounted/proc" && umount "$scratch/mounted/proc"
  mountpoint -q "$scratch/mounted/var/lib/farcall" && umount "$scratch/mounted/var/lib/farcall"
  mountpoint -q "$scratch/mounted" && umount "$scratch/mounted"
  b umount --all >/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

missing=()
for tool in buildah debootstrap; do command -v "$tool" >/dev/null || missing+=("$tool"); done
if ((${#missing[@]})); then
  apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null
fi

mkdir -p "$out"
if ! b inspect --type image debian:12-slim >/dev/null 2>&1; then
  printf '==> Make the base image\n'
  debootstrap --variant=minbase bookworm "$scratch/base" "${FARCALL_DEBIAN_MIRROR:-}" >"$out/debootstrap.log"
  # How this machine reaches its packages holds for the build as well.
  cp -r /etc/apt/. "$scratch/base/etc/apt/"
  cp /etc/resolv.conf "$scratch/base/etc/"
  base=$(b from scratch)
  b add -q "$base" "$scratch/base" / >/dev/null
  b commit -q "$base" localhost/debian:12-slim >/dev/null
fi

printf '==> Build the image (some minutes)\n'
cache=${CCACHE_DIR:-$HOME/.cache/ccache}
mkdir -p "$cache"
b build --isolation chroot --pull=never --layers \
  --volume "$cache:$HOME/.cache/ccache" --tag farcall . >"$out/build.log" 2>&1 ||
  { tail -20 "$out/build.log" >&2; exit 1; }

container=$(b from farcall)
mounted=$(b mount "$container")
mkdir "$scratch/mounted"
mount --bind "$mounted" "$scratch/mounted"
mount -o remount,bind,ro "$scratch/mounted"
mount -t tmpfs -o uid=65532,gid=65532 tmpfs "$scratch/mounted/var/lib/farcall"
mount -t proc proc "$scratch/mounted/proc"
inside() { chroot --userspec=65532:65532 "$scratch/mounted" "$@"; }

if inside touch /usr/written 2>/dev/null; then
  printf 'try_image: the root can be written\n' >&2
  exit 1
fi
printf '==> Run it as user %s\n' "$(b inspect --format '{{.OCIv1.Config.User}}' "$container")"
# Not by a function: the signal that ends it must reach the server itself.
chroot --userspec=65532:65532 "$scratch/mounted" env -i PATH=/usr/local/bin:/usr/bin FARCALL_LISTEN=127.0.0.1:50151 \
  FARCALL_ADMIN_LISTEN=127.0.0.1:0 FARCALL_METRICS_LISTEN=127.0.0.1:0 \
  FARCALL_DATA_DIR=/var/lib/farcall FARCALL_GEOIP_DB=/usr/share/farcall/country.mmdb \
  farcalld 2>"$out/server.log" &
server=$!
until grep -q grpc_port "$out/server.log"; do
  kill -0 "$server" || { cat "$out/server.log" >&2; exit 1; }
  sleep 0.2
done
record='{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333","arn":"arn:aws:iam::111122223333:user/alice","userName":"alice"},"eventTime":"2026-01-01T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"5.45.96.1","eventID":"00000000-0000-4000-8000-000000000001","recipientAccountId":"111122223333"}'
answer=$(inside env FARCALL_SERVER=127.0.0.1:50151 farcall --server=127.0.0.1:50151 score --format=ndjson - <<<"$record")
printf '%s\n' "$answer" | cut -c1-200
grep -q 00000000-0000-4000-8000-000000000001 <<<"$answer"

# shellcheck disable=SC2016 # dpkg-query's own names
chroot "$scratch/mounted" dpkg-query -W -f '${Package} ${Version}\n' |
  while read -r package version; do
    licences=$(sed -n 's/^License: *//p' "$scratch/mounted/usr/share/doc/$package/copyright" 2>/dev/null | sort -u | paste -sd, || true)
    printf '%s\t%s\t%s\n' "$package" "$version" "${licences:-see /usr/share/doc/$package/copyright}"
  done >"$out/sbom.txt"
du -sm "$mounted" | awk '{ print $1 " MiB unpacked" }' | tee "$out/size.txt"
du -m "$mounted"/usr/local/bin/* "$mounted"/usr/share/farcall/* | sed "s|$mounted||" | tee -a "$out/size.txt"
printf '%s packages, listed in build/image/sbom.txt\n' "$(wc -l <"$out/sbom.txt")"
