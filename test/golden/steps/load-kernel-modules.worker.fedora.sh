# check
is /etc/modules-load.d/slipway.conf 644 'overlay
br_netfilter
'
grep -qw overlay /proc/filesystems || need "overlay is not loaded"
[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || need "br_netfilter is not loaded"

# apply
put /etc/modules-load.d/slipway.conf 644 'overlay
br_netfilter
'
for module in overlay br_netfilter; do modprobe "$module" || fail step-failed "modprobe $module: the kernel does not have it"; done
