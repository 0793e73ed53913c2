#!/bin/sh
# fedora-44.sh ROOT: Fedora 44 as far as names and package manager go. dnf 5 and rpm 6 come from the next Debian release,
# and with them Python and firewalld; systemd stays, since a newer one refuses cgroup v1.
set -eu
root=$1
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
rm -f "$root/etc/resolv.conf"
cp /etc/resolv.conf "$root/etc/resolv.conf"
sed 's/ trixie / forky /' "$root/etc/apt/sources.list" > "$root/etc/apt/sources.list.d/forky.list"
cat > "$root/etc/apt/preferences.d/forky" <<'S'
Package: *
Pin: release n=forky
Pin-Priority: 100

Package: systemd systemd-* libsystemd* libudev* udev libpam-systemd libnss-*
Pin: release n=forky
Pin-Priority: -1
S
# A mirror that stands still has an expired one.
in_root apt-get -q -o Acquire::Check-Valid-Until=false update
in_root apt-get -y -q -o Dpkg::Use-Pty=0 --no-install-recommends install -t forky \
  dnf5 rpm firewalld systemd-zram-generator/trixie
in_root systemctl --version | grep -q '^systemd 257'
# The site file says which host swaps.
rm -f "$root/usr/lib/systemd/zram-generator.conf"
rm "$root/usr/sbin/policy-rc.d" "$root/etc/apt/preferences.d/forky" "$root/etc/resolv.conf"
rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/info" "$root/usr/share/locale"

rm -f "$root/etc/os-release"
cat > "$root/etc/os-release" <<'S'
NAME="Fedora Linux"
VERSION="44 (Server Edition)"
RELEASE_TYPE=stable
ID=fedora
VERSION_ID=44
PLATFORM_ID="platform:f44"
PRETTY_NAME="Fedora Linux 44 (Server Edition)"
ANSI_COLOR="0;38;2;60;110;180"
CPE_NAME="cpe:/o:fedoraproject:fedora:44"
VARIANT="Server Edition"
VARIANT_ID=server
S

mkdir -p "$root/etc/yum.repos.d" "$root/etc/pki/rpm-gpg" "$root/etc/sysconfig" "$root/etc/dnf/vars"
printf '[main]\n' > "$root/etc/dnf/dnf.conf"
# No release package is installed that dnf could take the release's version from.
echo 44 > "$root/etc/dnf/vars/releasever"
# Debian turns this plugin on; its empty repository breaks the first transaction.
sed -i 's/^enabled.*/enabled = false/' "$root/etc/dnf/libdnf5-plugins/local.conf"
# Since Fedora 41 both names are dnf 5.
ln -sf dnf5 "$root/usr/bin/dnf"
ln -sf dnf5 "$root/usr/bin/yum"
