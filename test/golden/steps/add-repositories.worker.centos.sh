# check
is /etc/yum.repos.d/slipway-kubernetes.repo 644 '[kubernetes]
name=Kubernetes
baseurl=http://mirror.example/core:/stable:/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni
'
key=/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
[ -s "$key" ] || need "the key of Kubernetes is missing"
gpg --batch --show-keys --with-colons /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes 2> /dev/null | awk -F: '$1 == "fpr" { print $10 }' | grep -qx DE15B14486CD377B9E876E1A234654DA9A296436 || need "the key of Kubernetes is another one"
is /etc/yum.repos.d/slipway-cri-o.repo 644 '[cri-o]
name=CRI-O
baseurl=http://mirror.example/cri-o/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
exclude=cri-o
'
key=/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
[ -s "$key" ] || need "the key of CRI-O is missing"
gpg --batch --show-keys --with-colons /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o 2> /dev/null | awk -F: '$1 == "fpr" { print $10 }' | grep -qx 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 || need "the key of CRI-O is another one"

# apply
key=$(mktemp)
curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$key" http://mirror.example/core:/stable:/v1.30/rpm/repodata/repomd.xml.key || fail mirror-unreachable 'http://mirror.example/core:/stable:/v1.30/rpm/repodata/repomd.xml.key cannot be fetched'
found=$(gpg --batch --show-keys --with-colons "$key" 2> /dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
[ "$found" = DE15B14486CD377B9E876E1A234654DA9A296436 ] || fail key-mismatch "http://mirror.example/core:/stable:/v1.30/rpm/repodata/repomd.xml.key has the fingerprint ${found:-of nothing}, pinned is DE15B14486CD377B9E876E1A234654DA9A296436"
mkdir -p /etc/pki/rpm-gpg
cp "$key" /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes.slipway-new
chmod 644 /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes.slipway-new
mv -f /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes.slipway-new /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes
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
curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$key" http://mirror.example/cri-o/v1.30/rpm/repodata/repomd.xml.key || fail mirror-unreachable 'http://mirror.example/cri-o/v1.30/rpm/repodata/repomd.xml.key cannot be fetched'
found=$(gpg --batch --show-keys --with-colons "$key" 2> /dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
[ "$found" = 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 ] || fail key-mismatch "http://mirror.example/cri-o/v1.30/rpm/repodata/repomd.xml.key has the fingerprint ${found:-of nothing}, pinned is 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579"
mkdir -p /etc/pki/rpm-gpg
cp "$key" /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o.slipway-new
chmod 644 /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o.slipway-new
mv -f /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o.slipway-new /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
rm -f "$key"
put /etc/yum.repos.d/slipway-cri-o.repo 644 '[cri-o]
name=CRI-O
baseurl=http://mirror.example/cri-o/v1.30/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o
exclude=cri-o
'
