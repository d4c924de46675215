#!/usr/bin/env bash
# The image without a Docker engine or a registry: the base is made of Debian's packages. Needs root.
#   image.sh build        docker/Dockerfile -> localhost/lockstep:local
#   image.sh run ARGS...  the image, read-only, as its numeric user, on the host's network;
#                         LOCKSTEP_MOUNT=DIR is mounted at /data
#   image.sh start NAME ARGS... | stop NAME | logs NAME     the same in the background
#   image.sh clean
# Everything lies under build/image.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$PWD/build/image
store=(--root "$work/storage" --runroot "$work/run" --storage-driver overlay)
base=docker.io/library/debian:bookworm-slim
image=localhost/lockstep:local
mkdir -p "$work"

make_base() {
  buildah "${store[@]}" inspect --type image "$base" >/dev/null 2>&1 && return
  local root=$work/rootfs container
  [ -x "$root/bin/bash" ] || debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log"
  # The host's package sources, whatever mirror they name.
  cp -a /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d "$root/etc/apt/" 2>/dev/null || true
  rm -f "$root"/var/cache/apt/archives/*.deb
  tar -C "$root" --numeric-owner -cf "$work/rootfs.tar" .
  container=$(buildah "${store[@]}" from scratch)
  buildah "${store[@]}" add --quiet "$container" "$work/rootfs.tar" / >/dev/null
  buildah "${store[@]}" config --cmd /bin/bash "$container"
  buildah "${store[@]}" commit --quiet "$container" "$base" >/dev/null
  buildah "${store[@]}" rm "$container" >/dev/null
  rm -rf "$work/rootfs.tar" "$root"
}

build() {
  make_base
  # The docker format keeps the health check.
  buildah "${store[@]}" bud --format docker --isolation chroot --pull-never --network host --layers \
    --build-arg JOBS="$(nproc)" -t "$image" -f docker/Dockerfile .
}

# No new privileges, nothing writable, limits as most container hosts set them.
podman_run() {
  podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs run --network host --read-only \
    --no-healthcheck --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 \
    ${LOCKSTEP_MOUNT:+-v "$LOCKSTEP_MOUNT:/data:rw"} "$@"
}

command=${1:-}
[ $# -gt 0 ] && shift
case $command in
build) build ;;
run) podman_run --rm "$image" "$@" ;;
start) name=$1; shift; podman_run -d --name "$name" "$image" "$@" >/dev/null ;;
stop) podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs stop -t 60 "$1" >/dev/null
  podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs wait "$1"
  podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs rm "$1" >/dev/null ;;
logs) podman "${store[@]}" --runtime runc --cgroup-manager cgroupfs logs "$1" ;;
clean) podman "${store[@]}" --cgroup-manager cgroupfs system reset -f >/dev/null 2>&1 || true; rm -rf "$work" ;;
*) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
