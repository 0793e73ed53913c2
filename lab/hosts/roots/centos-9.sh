#!/bin/sh
# centos-9.sh ROOT: CentOS Stream 9 as far as names and package manager go: dnf 4 and rpm are real, apt and dpkg are gone.
set -eu
root=$1

rm -f "$root/etc/os-release"
cat > "$root/etc/os-release" <<'S'
NAME="CentOS Stream"
VERSION="9"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="9"
PLATFORM_ID="platform:el9"
PRETTY_NAME="CentOS Stream 9"
ANSI_COLOR="0;31"
CPE_NAME="cpe:/o:centos:centos:9"
S

mkdir -p "$root/etc/yum.repos.d" "$root/etc/pki/rpm-gpg" "$root/etc/sysconfig" "$root/etc/dnf/vars"
cat > "$root/etc/dnf/dnf.conf" <<'S'
[main]
gpgcheck=1
installonly_limit=3
clean_requirements_on_remove=True
best=True
skip_if_unavailable=False
S
# No release package is installed that dnf could take the release's version from.
echo 9 > "$root/etc/dnf/vars/releasever"
# Debian turns this plugin on; its empty repository breaks the first transaction.
sed -i 's/^enabled.*/enabled = false/' "$root/etc/dnf/plugins/local.conf"
# dnf 4 and yum are the same program on this system.
ln -sf dnf-3 "$root/usr/bin/yum"
