# check
[ -s /etc/slipway/cluster ] || need "nobody has claimed the host"
[ "$(head -n 1 /etc/slipway/cluster)" = harbour ] || need "the host is claimed by cluster $(head -n 1 /etc/slipway/cluster)"
grep -qxF 'node cp-1' /etc/slipway/cluster || need "the host is claimed for $(sed -n 's/^node //p' /etc/slipway/cluster)"

# apply
claim() {
  mkdir -p /etc/slipway && new=$(mktemp /etc/slipway/claim.XXXXXX 2> /dev/null) || return 1
  printf '%s\n' harbour 'node cp-1' "since $(date -u +%Y-%m-%dT%H:%M:%SZ)" 'build step' > "$new" || return 1
  chmod 644 "$new" && sync "$new" || return 1
  ln "$new" /etc/slipway/cluster 2> /dev/null || true
  rm -f "$new"
  found=$(cat /etc/slipway/cluster 2> /dev/null) && [ -n "$found" ]
}
for try in 1 2 3 4 5 6 7 8 9 10; do if claim; then break; fi; found=; sleep 0.2; done
[ -n "$found" ] || fail step-failed "the claim could not be written to /etc/slipway/cluster"
owner=$(printf '%s\n' "$found" | head -n 1)
role=$(printf '%s\n' "$found" | sed -n 's/^node //p')
[ "$owner" = harbour ] || fail cluster-exists "the host is claimed by cluster $owner"
[ "${role:-cp-1}" = cp-1 ] || fail host-taken "the machine is the node $role of $owner already"
