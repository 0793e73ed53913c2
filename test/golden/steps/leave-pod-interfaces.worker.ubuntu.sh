# check
is /etc/systemd/network/05-slipway-pods.network 644 '[Match]
Name=cni* flannel* veth* cali* tunl* vxlan.calico antrea-gw* ovs-system genev_sys_* cilium* lxc*

[Link]
Unmanaged=yes
'

# apply
put /etc/systemd/network/05-slipway-pods.network 644 '[Match]
Name=cni* flannel* veth* cali* tunl* vxlan.calico antrea-gw* ovs-system genev_sys_* cilium* lxc*

[Link]
Unmanaged=yes
'
networkctl reload
