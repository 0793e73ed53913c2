# check
grep -qxF 'for kubelet=1.30.4 kubeadm=1.30.4 kubectl=1.30.4 cri-o=1.30.5' /var/lib/slipway/proven-packages 2> /dev/null || need "no package was installed by its digest"

# apply
lock_holder() {
for lock in /var/lib/rpm/.rpm.lock /usr/lib/sysimage/rpm/.rpm.lock /var/lib/dnf/rpmdb_lock.pid /var/cache/dnf/metadata_lock.pid /var/cache/dnf/download_lock.pid; do
  [ -e "$lock" ] || continue
  case $lock in
    *.pid) pid=$(cat "$lock" 2> /dev/null) ;;
    *)
      pid=
      for each in $(awk -v inode="$(stat -c %i "$lock")" '$2 != "->" { n = split($6, place, ":"); if (place[n] == inode) print $5 }' /proc/locks); do
        for file in "/proc/$each/fd"/*; do if [ "$file" -ef "$lock" ]; then pid=$each; fi; done
      done
      ;;
  esac
  if [ -n "$pid" ] && name=$(cat "/proc/$pid/comm" 2> /dev/null); then echo "$name (pid $pid)"; return; fi
done
}
waits() { printf '@slipway-waits %s\n' "$*"; }
waited=0
while holder=$(lock_holder) && [ -n "$holder" ]; do
  [ "$waited" -lt 300 ] || fail package-locked "$holder has held the lock of dnf4 for more than 300 s"
  waits "waiting for $holder, which holds the lock of dnf4"
  sleep 3
  waited=$((waited + 3))
done
package_names() {
  if command -v rpm > /dev/null 2>&1 && [ -n "$(rpm -qa 2> /dev/null | head -n 1)" ]; then rpm -qa --qf '%{NAME}\n'
  else dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
  fi | sort -u
}
note_added() {
  [ -e /etc/slipway/before/packages ] || return 0
  { if [ -e /etc/slipway/before/added ]; then cat /etc/slipway/before/added; fi; package_names | comm -13 /etc/slipway/before/packages -; } | sort -u > /etc/slipway/before/added.new
  mv /etc/slipway/before/added.new /etc/slipway/before/added
  rm -f /etc/slipway/before/packages
}
note_added
mkdir -p /etc/slipway/before
package_names > /etc/slipway/before/packages.new
mv /etc/slipway/before/packages.new /etc/slipway/before/packages
trap note_added EXIT
fetch() { curl -fsSL --retry 3 --retry-connrefused --max-time 600 -o "$1" "$2" || fail mirror-unreachable "$2 cannot be fetched"; }
sum_of() { sha256sum < "$1" | cut -d ' ' -f 1; }
element() { sed -n "s/.*<$1[^>]*>\([^<]*\)<.*/\1/p"; }
location() { sed -n 's/.*<location[^>]* href="\([^"]*\)".*/\1/p'; }
signed_index() {
  gpg --batch --yes --dearmor -o "$place/key.gpg" < "$1"
  fetch "$place/repomd.xml" "$3/repodata/repomd.xml"
  fetch "$place/repomd.xml.asc" "$3/repodata/repomd.xml.asc"
  gpgv --keyring "$place/key.gpg" --status-fd 1 "$place/repomd.xml.asc" "$place/repomd.xml" 2> /dev/null > "$place/said" || true
  awk -v pinned="$2" '
    $2 == "VALIDSIG" && $NF == pinned { good = 1 }
    $2 == "REVKEYSIG" || $2 == "BADSIG" || $2 == "ERRSIG" { bad = 1 }
    END { exit !(good && !bad) }' "$place/said" || fail package-key-unknown "$3/repodata/repomd.xml is not signed by the pinned key $2"
  tr -d '\n' < "$place/repomd.xml" | sed 's/<data /\n<data /g' | grep '^<data type="primary"' > "$place/primary"
  list=$(location < "$place/primary")
  fetch "$place/list" "$3/$list"
  [ "$(sum_of "$place/list")" = "$(element 'checksum type="sha256"' < "$place/primary")" ] || fail mirror-inconsistent "$3/$list is not what repomd.xml says"
  case $list in *.zst) unpack='zstd -dc' ;; *.xz) unpack='xz -dc' ;; *.gz) unpack='gzip -dc' ;; *) unpack=cat ;; esac
  $unpack < "$place/list" | tr -d '\n' | sed 's/<package /\n<package /g' > "$place/packages"
}
proven() {
  rpm -q "$1${2:+-$2}" > /dev/null 2>&1 && return
  row=$(grep -F "<name>$1</name>" "$place/packages" | grep -E "<arch>($(uname -m)|noarch)</arch>" | grep -F "ver=\"$2${2:+\"}" | sort -V | tail -n 1)
  [ -n "$row" ] || fail package-missing "$3 has no $1 $2"
  file=$(printf '%s\n' "$row" | location)
  digest=$(printf '%s\n' "$row" | element 'checksum type="sha256"')
  fetch "$place/files/$1.rpm" "$3/$file"
  [ "$(sum_of "$place/files/$1.rpm")" = "$digest" ] || fail mirror-inconsistent "$3/$file is not what the signed index says"
  # Without a signature rpmkeys is content with the digests, which prove nothing by themselves.
  if signs=$(rpmkeys --checksig -v "$place/files/$1.rpm" 2> /dev/null) && printf '%s\n' "$signs" | grep -qi 'signature, key.*: OK$'; then rm "$place/files/$1.rpm"; return; fi
  echo "$(basename "$file") sha256:$digest" >> "$place/record"
}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/files"
: > "$place/record"
dnf -y --setopt=install_weak_deps=False install container-selinux shadow-utils-subid conntrack-tools ethtool socat iproute-tc iptables
rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes || true
signed_index /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes DE15B14486CD377B9E876E1A234654DA9A296436 http://mirror.example/core:/stable:/v1.30/rpm
proven kubelet 1.30.4 http://mirror.example/core:/stable:/v1.30/rpm
proven kubeadm 1.30.4 http://mirror.example/core:/stable:/v1.30/rpm
proven kubectl 1.30.4 http://mirror.example/core:/stable:/v1.30/rpm
proven cri-tools '' http://mirror.example/core:/stable:/v1.30/rpm
proven kubernetes-cni '' http://mirror.example/core:/stable:/v1.30/rpm
rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o || true
signed_index /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 http://mirror.example/cri-o/v1.30/rpm
proven cri-o 1.30.5 http://mirror.example/cri-o/v1.30/rpm
[ -s "$place/record" ] || fail package-signature "no package was refused for its signature alone"
rpm -U --nosignature "$place"/files/*.rpm
mkdir -p -m 755 /var/lib/slipway
{ echo 'for kubelet=1.30.4 kubeadm=1.30.4 kubectl=1.30.4 cri-o=1.30.5'; cat "$place/record"; } > /var/lib/slipway/proven-packages
did "by digest, of an index that the pinned key has signed: $(paste -s -d ' ' "$place/record")"
