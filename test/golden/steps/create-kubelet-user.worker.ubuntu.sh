# check
grep -q '^kubelet:' /etc/passwd || need "there is no user kubelet"
for file in /etc/subuid /etc/subgid; do
  found=$(grep '^kubelet:' "$file" 2> /dev/null)
  [ "$found" = kubelet:589824:7208960 ] || need "$file has ${found:-no line for kubelet}"
done

# apply
source=$(awk '$1 == "subid:" { print $2 }' /etc/nsswitch.conf 2> /dev/null)
case ${source:-files} in files) ;; *) fail step-failed "nsswitch.conf takes subordinate ids from $source: give kubelet the range there, or let subid begin with files" ;; esac
if ! grep -q '^kubelet:' /etc/passwd && getent passwd kubelet > /dev/null; then
  fail step-failed "a directory service has a user kubelet; kubelet looks for a local one: rename the other"
fi
for base in passwd group; do
  owner=$(getent "$base" | awk -F: -v first=589824 -v count=7208960 '$3 >= first && $3 < first + count { print $1; exit }')
  [ -z "$owner" ] || fail step-failed "the id of $owner ($base) lies in the range for pods: choose another userNamespaces.firstId"
done
for file in /etc/subuid /etc/subgid; do
  touch "$file"
  overlap=$(awk -F: -v first=589824 -v count=7208960 '$1 != "kubelet" && $2 < first + count && $2 + $3 > first { print; exit }' "$file")
  [ -z "$overlap" ] || fail step-failed "$file gives ids of this range to somebody else: $overlap"
done
changes=$(for file in /etc/subuid /etc/subgid; do grep '^kubelet:' "$file" | grep -vx kubelet:589824:7208960 || true; done)
if [ -n "$changes" ] && [ -d /var/lib/kubelet/pods ] && find /var/lib/kubelet/pods -mindepth 2 -maxdepth 2 -name userns | grep -q .; then
  fail step-failed "pods with user namespaces run here; the range cannot change under them: drain the node first"
fi
if ! grep -q '^kubelet:' /etc/passwd; then
  nologin=$(command -v nologin || echo /usr/sbin/nologin)
  useradd --system --no-create-home --shell "$nologin" kubelet
fi
for file in /etc/subuid /etc/subgid; do
  { grep -v '^kubelet:' "$file" || true; echo kubelet:589824:7208960; } > "$file.slipway-new"
  chmod 644 "$file.slipway-new"
  sync "$file.slipway-new"
  mv -f "$file.slipway-new" "$file"
done
