# check
[ -s /etc/kubernetes/kubelet.conf ] || need "there is no kubelet.conf"
[ -s /var/lib/kubelet/config.yaml ] || need "kubelet has no configuration"
curl -fsS --max-time 5 http://127.0.0.1:10248/healthz > /dev/null 2>&1 || need "kubelet is not healthy"

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
if [ -s /etc/kubernetes/kubelet.conf ] && [ -s /var/lib/kubelet/config.yaml ]; then
  systemctl start kubelet
  for try in $(seq 30); do if curl -fsS --max-time 5 http://127.0.0.1:10248/healthz > /dev/null 2>&1; then exit 0; fi; sleep 1; done
  journalctl -u kubelet -n 15 --no-pager -o cat
  fail join-failed "the node has joined before, yet its kubelet does not become healthy"
fi
if [ -e /etc/kubernetes/bootstrap-kubelet.conf ] || [ -e /etc/kubernetes/pki/ca.crt ]; then
  echo "a join that never finished lies here: resetting it"
  kubeadm reset -f --cri-socket unix:///var/run/crio/crio.sock
fi
cd "$SLIPWAY_SECRETS"
kubeadm join --config join.yaml || fail join-failed "kubeadm join ended with $?"
