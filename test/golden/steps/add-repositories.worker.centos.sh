# check
key_list() {
  gnupg=$(mktemp -d)
  gpg --homedir "$gnupg" --batch --show-keys --with-colons "$@" 2> /dev/null || true
  rm -rf "$gnupg"
}
key_of() {
  key_list "$1" | awk -F: '
    $1 == "pub" { keys += 1; state = $2 == "e" ? "expired" : "alive"; is_next = 1 }
    $1 == "fpr" && is_next { print_it = $10; is_next = 0 }
    END { if (keys == 1) print print_it, state; else if (keys > 1) print "-", keys " keys" }'
}
is /etc/yum.repos.d/slipway-kubernetes.repo 644 '[kubernetes]
name=Kubernetes
baseurl=http://mirror.example/core:/stable:/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni
'
[ -s /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes ] || need 'the key of Kubernetes is missing'
found=$(key_of /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes)
[ "${found% *}" = DE15B14486CD377B9E876E1A234654DA9A296436 ] || need 'the key of Kubernetes is another one'
is /etc/yum.repos.d/slipway-cri-o.repo 644 '[cri-o]
name=CRI-O
baseurl=http://mirror.example/cri-o/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
exclude=cri-o
'
[ -s /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o ] || need 'the key of CRI-O is missing'
found=$(key_of /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o)
[ "${found% *}" = 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 ] || need 'the key of CRI-O is another one'

# apply
key_list() {
  gnupg=$(mktemp -d)
  gpg --homedir "$gnupg" --batch --show-keys --with-colons "$@" 2> /dev/null || true
  rm -rf "$gnupg"
}
key_of() {
  key_list "$1" | awk -F: '
    $1 == "pub" { keys += 1; state = $2 == "e" ? "expired" : "alive"; is_next = 1 }
    $1 == "fpr" && is_next { print_it = $10; is_next = 0 }
    END { if (keys == 1) print print_it, state; else if (keys > 1) print "-", keys " keys" }'
}
fetch_key() {
  pinned=$1; into=$2; first=$3; shift 2; kept=
  for url in "$@"; do
    if ! curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$into.new" "$url"; then
      [ "$url" != "$first" ] || fail mirror-unreachable "$url cannot be fetched"
      continue
    fi
    found=$(key_of "$into.new")
    if [ "${found% *}" != "$pinned" ]; then
      [ "$url" != "$first" ] || fail key-mismatch "$url has ${found:-no key}, pinned is $pinned"
      continue
    fi
    if [ "${found#* }" = alive ]; then mv -f "$into.new" "$into"; return; fi
    [ -n "$kept" ] || { mv -f "$into.new" "$into"; kept=$url; }
  done
  rm -f "$into.new"
  echo "the key has expired in every copy that can be fetched: $*"
}
key=$(mktemp)
fetch_key DE15B14486CD377B9E876E1A234654DA9A296436 "$key" http://mirror.example/core:/stable:/v1.30/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.37/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.36/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.35/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.34/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.33/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.32/rpm/repodata/repomd.xml.key http://mirror.example/core:/stable:/v1.31/rpm/repodata/repomd.xml.key
mkdir -p /etc/pki/rpm-gpg
cp "$key" /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes.slipway-new
chmod 644 /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes.slipway-new
mv -f /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes.slipway-new /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
rm -f "$key"
put /etc/yum.repos.d/slipway-kubernetes.repo 644 '[kubernetes]
name=Kubernetes
baseurl=http://mirror.example/core:/stable:/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni
'
key=$(mktemp)
fetch_key 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 "$key" http://mirror.example/cri-o/v1.30/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.37/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.36/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.35/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.34/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.33/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.32/rpm/repodata/repomd.xml.key http://mirror.example/cri-o/v1.31/rpm/repodata/repomd.xml.key
mkdir -p /etc/pki/rpm-gpg
cp "$key" /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o.slipway-new
chmod 644 /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o.slipway-new
mv -f /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o.slipway-new /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
rm -f "$key"
put /etc/yum.repos.d/slipway-cri-o.repo 644 '[cri-o]
name=CRI-O
baseurl=http://mirror.example/cri-o/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
exclude=cri-o
'
