# check
is /etc/sysctl.d/98-slipway.conf 644 'net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
'
for pair in net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1; do
  now=$(sysctl -n "${pair%%=*}" 2> /dev/null)
  [ "$now" = "${pair#*=}" ] || need "${pair%%=*} is ${now:-absent}"
done

# apply
if [ ! -e /etc/slipway/before/sysctls ]; then
  mkdir -p /etc/slipway/before
  for key in net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-ip6tables net.ipv4.conf.all.route_localnet net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_tcp_timeout_established net.netfilter.nf_conntrack_tcp_timeout_close_wait vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes; do
    if now=$(sysctl -n "$key" 2> /dev/null); then printf '%s = %s\n' "$key" "$now"; fi
  done > /etc/slipway/before/sysctls.new
  mv /etc/slipway/before/sysctls.new /etc/slipway/before/sysctls
fi
put /etc/sysctl.d/98-slipway.conf 644 'net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
'
sysctl -q -p /etc/sysctl.d/98-slipway.conf
