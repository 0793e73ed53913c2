# check
is /etc/firewalld/zones/slipway-pods.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<zone target="ACCEPT">
  <short>Slipway pods</short>
  <description>Pods and Services of the cluster.</description>
  <source address="10.244.0.0/16"/>
  <source address="10.96.0.0/16"/>
</zone>
'
is /etc/firewalld/services/slipway-node.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<service>
  <short>Slipway node</short>
  <description>Kubernetes worker with flannel.</description>
  <port port="10250" protocol="tcp"/>
  <port port="10256" protocol="tcp"/>
  <port port="30000-32767" protocol="tcp"/>
  <port port="30000-32767" protocol="udp"/>
  <port port="8472" protocol="udp"/>
</service>
'
firewall-cmd --permanent --query-service=slipway-node > /dev/null 2>&1 || need "the service is not kept"
all=$(firewall-cmd --list-all-zones)
printf '%s\n' "$all" | grep -q '^slipway-pods' || need "the zone for pods is not active"
printf '%s\n' "$all" | grep -q 'services:.*slipway-node' || need "the service is not active"

# apply
put /etc/firewalld/zones/slipway-pods.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<zone target="ACCEPT">
  <short>Slipway pods</short>
  <description>Pods and Services of the cluster.</description>
  <source address="10.244.0.0/16"/>
  <source address="10.96.0.0/16"/>
</zone>
'
put /etc/firewalld/services/slipway-node.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<service>
  <short>Slipway node</short>
  <description>Kubernetes worker with flannel.</description>
  <port port="10250" protocol="tcp"/>
  <port port="10256" protocol="tcp"/>
  <port port="30000-32767" protocol="tcp"/>
  <port port="30000-32767" protocol="udp"/>
  <port port="8472" protocol="udp"/>
</service>
'
if systemctl -q is-active kubelet && [ -e /etc/kubernetes/kubelet.conf ]; then
  fail step-failed "kubelet runs already, and a reload of firewalld would wipe its rules: drain the node, stop kubelet and retry"
fi
firewall-cmd -q --reload
firewall-cmd -q --permanent --add-service=slipway-node
firewall-cmd -q --add-service=slipway-node
