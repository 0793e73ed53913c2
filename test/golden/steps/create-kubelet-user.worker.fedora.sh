# check
grep -q '^kubelet:' /etc/passwd || need "there is no user kubelet"
for file in /etc/subuid /etc/subgid; do
  found=$(grep '^kubelet:' "$file" 2> /dev/null)
  [ "$found" = kubelet:589824:7208960 ] || need "$file has ${found:-no line for kubelet}"
done

# apply
for file in /etc/subuid /etc/subgid; do
  touch "$file"
  overlap=$(awk -F: -v first=589824 -v count=7208960 '$1 != "kubelet" && $2 < first + count && $2 + $3 > first { print; exit }' "$file")
  [ -z "$overlap" ] || fail step-failed "$file gives ids of this range to somebody else: $overlap"
done
if [ -d /var/lib/kubelet/pods ] && find /var/lib/kubelet/pods -mindepth 2 -maxdepth 2 -name userns | grep -q .; then
  fail step-failed "pods with user namespaces run here; the range cannot change under them: drain the node first"
fi
if ! grep -q '^kubelet:' /etc/passwd; then
  nologin=$(command -v nologin || echo /usr/sbin/nologin)
  useradd --system --no-create-home --shell "$nologin" kubelet
fi
for file in /etc/subuid /etc/subgid; do
  { grep -v '^kubelet:' "$file" || true; echo kubelet:589824:7208960; } > "$file.slipway-new"
  chmod 644 "$file.slipway-new"
  mv -f "$file.slipway-new" "$file"
done
