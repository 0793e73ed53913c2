# check
[ -s /etc/kubernetes/kubelet.conf ] || need "there is no kubelet.conf"
[ -s /var/lib/kubelet/config.yaml ] || need "kubelet has no configuration"
curl -fsS --max-time 5 http://127.0.0.1:10248/healthz > /dev/null 2>&1 || need "kubelet is not healthy"

# apply
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
kubeadm join --config "$SLIPWAY_SECRETS/join.yaml" || fail join-failed "kubeadm join ended with $?"
