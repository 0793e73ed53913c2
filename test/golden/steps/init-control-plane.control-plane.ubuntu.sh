# check
[ -s /etc/kubernetes/admin.conf ] || need "there is no admin.conf"
[ -e /etc/slipway/initialised ] || need "kubeadm init has not finished"
# One that has worked may be busy for a moment: a slow disk is enough to make it unready for some seconds.
for try in 1 2 3 4 5 6; do
  said=$(kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 5s get --raw /readyz 2>&1) && exit 0
  [ "$try" = 6 ] || sleep 2
done
need "the API server is not ready: $(printf '%s' "$said" | tail -n 1)"

# apply
swaps() { awk 'NR > 1 { print $1 }' /proc/swaps; }
end_swap() {
  swaps | while read -r entry; do
    device=$(printf '%b' "$entry")
    if said=$(swapoff "$device" 2>&1); then echo "turned $device off"
    elif [ -e "$device" ]; then case $said in *'Invalid argument'*) ;; *) fail swap-on "$said" ;; esac
    fi
  done || exit
  for try in $(seq 30); do if [ -z "$(swaps)" ]; then break; fi; sleep 1; done
  [ -z "$(swaps)" ] || fail swap-on "in use and not this host's own, so it must be turned off on the machine under it: $(swaps | tr '\n' ' ')"
}
end_swap
answers() { [ "$(kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 5s get --raw /readyz 2> /dev/null)" = ok ]; }
soon() { for try in $(seq 300); do if answers; then return 0; fi; sleep 0.4; done; return 1; }
if [ -e /etc/slipway/initialised ]; then
  systemctl start kubelet
  if soon; then exit 0; fi
  fail api-unreachable "the API server of this control plane worked before and does not answer now"
fi
if [ -s /etc/kubernetes/admin.conf ] && answers && kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /run/slipway/kubectl -n kube-system get configmap kubeadm-config kubelet-config > /dev/null 2>&1 \
  && kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /run/slipway/kubectl -n kube-system get daemonset kube-proxy > /dev/null 2>&1; then
  put /etc/slipway/initialised 644 '1.30.4 1.30.5'
  exit 0
fi
if [ -e /etc/kubernetes/manifests/kube-apiserver.yaml ] || [ -d /var/lib/etcd/member ] || [ -e /etc/kubernetes/kubelet.conf ]; then
  echo "a control plane that never came up lies here: resetting it"
  kubeadm reset -f --cri-socket unix:///var/run/crio/crio.sock
fi
kubeadm init --config /etc/slipway/kubeadm.yaml --skip-token-print --skip-certificate-key-print || fail init-failed "kubeadm init ended with $?"
put /etc/slipway/initialised 644 '1.30.4 1.30.5'
# kubeadm looks at /healthz alone, which is good before all hooks of the start have run.
soon || fail api-unreachable "kubeadm init ended well, and the API server is not ready"
