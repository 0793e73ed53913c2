# check
systemctl -q is-enabled kubelet 2> /dev/null || need "kubelet is not enabled"

# apply
systemctl -q enable kubelet
