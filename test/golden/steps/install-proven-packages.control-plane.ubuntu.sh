# check
grep -qxF 'for kubelet=1.30.4 kubeadm=1.30.4 kubectl=1.30.4 cri-o=1.30.5' /var/lib/slipway/proven-packages 2> /dev/null || need "no package was installed by its digest"

# apply
false
