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
put /etc/sysctl.d/98-slipway.conf 644 'net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
'
sysctl -q -p /etc/sysctl.d/98-slipway.conf
