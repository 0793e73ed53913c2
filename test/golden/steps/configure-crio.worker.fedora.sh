# check
is /etc/crio/crio.conf.d/20-slipway.conf 644 '[crio.image]
pause_image = "registry.k8s.io/pause:3.9"
'
is /etc/containers/registries.conf.d/20-slipway.conf 644 '[[registry]]
prefix = "registry.k8s.io"
location = "mirror.example:5000"
insecure = true
'

# apply
put /etc/crio/crio.conf.d/20-slipway.conf 644 '[crio.image]
pause_image = "registry.k8s.io/pause:3.9"
'
put /etc/containers/registries.conf.d/20-slipway.conf 644 '[[registry]]
prefix = "registry.k8s.io"
location = "mirror.example:5000"
insecure = true
'
if systemctl -q is-active crio; then systemctl restart crio; fi
