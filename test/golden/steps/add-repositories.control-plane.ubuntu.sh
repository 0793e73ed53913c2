# check
is /etc/apt/sources.list.d/slipway-kubernetes.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-kubernetes.gpg] http://mirror.example/core:/stable:/v1.30/deb/ /
'
key=/etc/apt/keyrings/slipway-kubernetes.gpg
[ -s "$key" ] || need "the key of Kubernetes is missing"
gpg --batch --show-keys --with-colons /etc/apt/keyrings/slipway-kubernetes.gpg 2> /dev/null | awk -F: '$1 == "fpr" { print $10 }' | grep -qx DE15B14486CD377B9E876E1A234654DA9A296436 || need "the key of Kubernetes is another one"
is /etc/apt/sources.list.d/slipway-cri-o.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-cri-o.gpg] http://mirror.example/cri-o/v1.30/deb/ /
'
key=/etc/apt/keyrings/slipway-cri-o.gpg
[ -s "$key" ] || need "the key of CRI-O is missing"
gpg --batch --show-keys --with-colons /etc/apt/keyrings/slipway-cri-o.gpg 2> /dev/null | awk -F: '$1 == "fpr" { print $10 }' | grep -qx 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 || need "the key of CRI-O is another one"

# apply
key=$(mktemp)
curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$key" http://mirror.example/core:/stable:/v1.30/deb/Release.key || fail mirror-unreachable 'http://mirror.example/core:/stable:/v1.30/deb/Release.key cannot be fetched'
found=$(gpg --batch --show-keys --with-colons "$key" 2> /dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
[ "$found" = DE15B14486CD377B9E876E1A234654DA9A296436 ] || fail key-mismatch "http://mirror.example/core:/stable:/v1.30/deb/Release.key has the fingerprint ${found:-of nothing}, pinned is DE15B14486CD377B9E876E1A234654DA9A296436"
mkdir -p -m 755 /etc/apt/keyrings
gpg --batch --yes --dearmor -o /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new < "$key"
chmod 644 /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new
mv -f /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new /etc/apt/keyrings/slipway-kubernetes.gpg
rm -f "$key"
put /etc/apt/sources.list.d/slipway-kubernetes.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-kubernetes.gpg] http://mirror.example/core:/stable:/v1.30/deb/ /
'
key=$(mktemp)
curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$key" http://mirror.example/cri-o/v1.30/deb/Release.key || fail mirror-unreachable 'http://mirror.example/cri-o/v1.30/deb/Release.key cannot be fetched'
found=$(gpg --batch --show-keys --with-colons "$key" 2> /dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
[ "$found" = 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 ] || fail key-mismatch "http://mirror.example/cri-o/v1.30/deb/Release.key has the fingerprint ${found:-of nothing}, pinned is 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579"
mkdir -p -m 755 /etc/apt/keyrings
gpg --batch --yes --dearmor -o /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new < "$key"
chmod 644 /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new
mv -f /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new /etc/apt/keyrings/slipway-cri-o.gpg
rm -f "$key"
put /etc/apt/sources.list.d/slipway-cri-o.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-cri-o.gpg] http://mirror.example/cri-o/v1.30/deb/ /
'
