# check
is /etc/modules-load.d/slipway.conf 644 'overlay
br_netfilter
vxlan
'
grep -qw overlay /proc/filesystems || need "overlay is not loaded"
[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || need "br_netfilter is not loaded"
for module in vxlan; do
  [ -e "/sys/module/$module" ] || grep -qs "/$module.ko" "/lib/modules/$(uname -r)/modules.builtin" || need "$module is not loaded"
done

# apply
put /etc/modules-load.d/slipway.conf 644 'overlay
br_netfilter
vxlan
'
for module in overlay br_netfilter vxlan; do modprobe "$module" || fail step-failed "modprobe $module: the kernel does not have it"; done
