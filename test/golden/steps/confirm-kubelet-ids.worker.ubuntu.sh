# check
command -v getsubids > /dev/null 2>&1 || need "getsubids is not installed yet"
for kind in '' -g; do
  said=$(getsubids $kind kubelet 2>&1)
  [ "$said" = '0: kubelet 589824 7208960' ] || need "getsubids $kind says: $said"
done

# apply
source=$(awk '$1 == "subid:" { print $2 }' /etc/nsswitch.conf 2> /dev/null)
fail step-failed "getsubids does not give kubelet the range of /etc/subuid and /etc/subgid${source:+: nsswitch.conf takes subordinate ids from $source}"
