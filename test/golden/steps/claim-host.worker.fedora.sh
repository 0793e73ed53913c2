# check
is /etc/slipway/cluster 644 'harbour
'

# apply
if [ -s /etc/slipway/cluster ] && [ "$(cat /etc/slipway/cluster)" != harbour ]; then fail cluster-exists "the host is claimed by cluster $(cat /etc/slipway/cluster)"; fi
put /etc/slipway/cluster 644 'harbour
'
