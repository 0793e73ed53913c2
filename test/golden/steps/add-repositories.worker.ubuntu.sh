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
is /etc/apt/sources.list.d/slipway-kubernetes.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-kubernetes.gpg] http://mirror.example/core:/stable:/v1.30/deb/ /
'
[ -s /etc/apt/keyrings/slipway-kubernetes.gpg ] || need 'the key of Kubernetes is missing'
found=$(key_of /etc/apt/keyrings/slipway-kubernetes.gpg)
[ "${found% *}" = DE15B14486CD377B9E876E1A234654DA9A296436 ] || need 'the key of Kubernetes is another one'
is /etc/apt/sources.list.d/slipway-cri-o.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-cri-o.gpg] http://mirror.example/cri-o/v1.30/deb/ /
'
[ -s /etc/apt/keyrings/slipway-cri-o.gpg ] || need 'the key of CRI-O is missing'
found=$(key_of /etc/apt/keyrings/slipway-cri-o.gpg)
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
fetch_key DE15B14486CD377B9E876E1A234654DA9A296436 "$key" http://mirror.example/core:/stable:/v1.30/deb/Release.key http://mirror.example/core:/stable:/v1.37/deb/Release.key http://mirror.example/core:/stable:/v1.36/deb/Release.key http://mirror.example/core:/stable:/v1.35/deb/Release.key http://mirror.example/core:/stable:/v1.34/deb/Release.key http://mirror.example/core:/stable:/v1.33/deb/Release.key http://mirror.example/core:/stable:/v1.32/deb/Release.key http://mirror.example/core:/stable:/v1.31/deb/Release.key
mkdir -p -m 755 /etc/apt/keyrings
gpg --batch --yes --dearmor -o /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new < "$key"
chmod 644 /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new
mv -f /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new /etc/apt/keyrings/slipway-kubernetes.gpg
rm -f "$key"
put /etc/apt/sources.list.d/slipway-kubernetes.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-kubernetes.gpg] http://mirror.example/core:/stable:/v1.30/deb/ /
'
key=$(mktemp)
fetch_key 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 "$key" http://mirror.example/cri-o/v1.30/deb/Release.key http://mirror.example/cri-o/v1.37/deb/Release.key http://mirror.example/cri-o/v1.36/deb/Release.key http://mirror.example/cri-o/v1.35/deb/Release.key http://mirror.example/cri-o/v1.34/deb/Release.key http://mirror.example/cri-o/v1.33/deb/Release.key http://mirror.example/cri-o/v1.32/deb/Release.key http://mirror.example/cri-o/v1.31/deb/Release.key
mkdir -p -m 755 /etc/apt/keyrings
gpg --batch --yes --dearmor -o /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new < "$key"
chmod 644 /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new
mv -f /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new /etc/apt/keyrings/slipway-cri-o.gpg
rm -f "$key"
put /etc/apt/sources.list.d/slipway-cri-o.list 644 'deb [signed-by=/etc/apt/keyrings/slipway-cri-o.gpg] http://mirror.example/cri-o/v1.30/deb/ /
'
