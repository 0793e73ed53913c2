#!/bin/sh
# ubuntu-24.04.sh ROOT: an Ubuntu server as far as names go.
set -eu
root=$1

rm -f "$root/etc/os-release"
cat > "$root/etc/os-release" <<'S'
PRETTY_NAME="Ubuntu 24.04.1 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.1 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
UBUNTU_CODENAME=noble
S
