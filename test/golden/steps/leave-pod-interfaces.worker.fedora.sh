# check
is /etc/NetworkManager/conf.d/90-slipway.conf 644 '[keyfile]
unmanaged-devices+=interface-name:cni*;interface-name:flannel*;interface-name:veth*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:antrea-gw*;interface-name:ovs-system;interface-name:genev_sys_*;interface-name:cilium*;interface-name:lxc*
'

# apply
put /etc/NetworkManager/conf.d/90-slipway.conf 644 '[keyfile]
unmanaged-devices+=interface-name:cni*;interface-name:flannel*;interface-name:veth*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:antrea-gw*;interface-name:ovs-system;interface-name:genev_sys_*;interface-name:cilium*;interface-name:lxc*
'
nmcli general reload conf
