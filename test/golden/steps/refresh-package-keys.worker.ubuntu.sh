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
[ "$(key_of /etc/apt/keyrings/slipway-kubernetes.gpg)" = 'DE15B14486CD377B9E876E1A234654DA9A296436 alive' ] || need 'the copy of the key of Kubernetes on this host has expired'
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
[ "$(key_of /etc/apt/keyrings/slipway-cri-o.gpg)" = '85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 alive' ] || need 'the copy of the key of CRI-O on this host has expired'

# apply
lock_holder() {
for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
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
  [ "$waited" -lt 300 ] || fail package-locked "$holder has held the lock of apt for more than 300 s"
  waits "waiting for $holder, which holds the lock of apt"
  sleep 3
  waited=$((waited + 3))
done
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
expired=
key=$(mktemp)
fetch_key DE15B14486CD377B9E876E1A234654DA9A296436 "$key" http://mirror.example/core:/stable:/v1.30/deb/Release.key http://mirror.example/core:/stable:/v1.37/deb/Release.key http://mirror.example/core:/stable:/v1.36/deb/Release.key http://mirror.example/core:/stable:/v1.35/deb/Release.key http://mirror.example/core:/stable:/v1.34/deb/Release.key http://mirror.example/core:/stable:/v1.33/deb/Release.key http://mirror.example/core:/stable:/v1.32/deb/Release.key http://mirror.example/core:/stable:/v1.31/deb/Release.key
if [ "$(key_of "$key")" = 'DE15B14486CD377B9E876E1A234654DA9A296436 alive' ]; then
mkdir -p -m 755 /etc/apt/keyrings
gpg --batch --yes --dearmor -o /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new < "$key"
chmod 644 /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new
mv -f /etc/apt/keyrings/slipway-kubernetes.gpg.slipway-new /etc/apt/keyrings/slipway-kubernetes.gpg
else expired="$expired "Kubernetes
fi
rm -f "$key"
key=$(mktemp)
fetch_key 85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 "$key" http://mirror.example/cri-o/v1.30/deb/Release.key http://mirror.example/cri-o/v1.37/deb/Release.key http://mirror.example/cri-o/v1.36/deb/Release.key http://mirror.example/cri-o/v1.35/deb/Release.key http://mirror.example/cri-o/v1.34/deb/Release.key http://mirror.example/cri-o/v1.33/deb/Release.key http://mirror.example/cri-o/v1.32/deb/Release.key http://mirror.example/cri-o/v1.31/deb/Release.key
if [ "$(key_of "$key")" = '85B67D5C50100B1AC8CEFE49CBA9C85640A2B579 alive' ]; then
mkdir -p -m 755 /etc/apt/keyrings
gpg --batch --yes --dearmor -o /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new < "$key"
chmod 644 /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new
mv -f /etc/apt/keyrings/slipway-cri-o.gpg.slipway-new /etc/apt/keyrings/slipway-cri-o.gpg
else expired="$expired "CRI-O
fi
rm -f "$key"
[ -z "$expired" ] || fail package-key-expired "in every copy that the mirrors serve, the key has expired of:$expired"
