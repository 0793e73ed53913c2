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
  <description>Kubernetes worker for everybody.</description>
  <port port="30000-32767" protocol="tcp"/>
  <port port="30000-32767" protocol="udp"/>
</service>
'
is /etc/firewalld/services/slipway-peers.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<service>
  <short>Slipway node</short>
  <description>Kubernetes worker between nodes, with flannel.</description>
  <port port="10250" protocol="tcp"/>
  <port port="10256" protocol="tcp"/>
  <port port="8472" protocol="udp"/>
</service>
'
is /etc/firewalld/ipsets/slipway-nodes.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<ipset type="hash:net">
  <short>Slipway nodes</short>
  <entry>192.0.2.11</entry>
  <entry>192.0.2.12</entry>
  <entry>192.0.2.13</entry>
</ipset>
'
link=$(ip -o -4 address show | awk -v address=192.0.2.12 'index($4, address "/") == 1 { print $2; exit }')
zones=$(firewall-cmd --list-all-zones)
zone=$(printf '%s\n' "$zones" | awk -v link="${link:-none}" '/^[^ \t]/ { zone = $1 } $1 == "interfaces:" { for (at = 2; at <= NF; at++) if ($at == link) print zone }' | head -n 1)
[ -n "$zone" ] || zone=$(sed -n 's/^DefaultZone=//p' /etc/firewalld/firewalld.conf)
zone=${zone:-public}
for name in slipway-node slipway-peers; do
  grep -qs "<service name=\"$name\"/>" "/etc/firewalld/zones/$zone.xml" || need "zone $zone would not know $name after a reload"
done
here=$(printf '%s\n' "$zones" | awk -v zone="$zone" '/^[^ \t]/ { here = $1 == zone } here')
printf '%s\n' "$here" | grep -q 'services:.*slipway-node' || need "zone $zone is not open for the cluster"
printf '%s\n' "$here" | grep -qF 'rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept' || need "zone $zone is not open for other nodes"
printf '%s\n' "$zones" | grep -q '^slipway-pods.*active' || need "the zone for pods is not active"
entries=$(firewall-cmd --ipset=slipway-nodes --get-entries)
for node in 192.0.2.11 192.0.2.12 192.0.2.13; do
  printf '%s\n' "$entries" | grep -qxF "$node" || need "node $node is not let in"
done
gone=$(printf '%s\n' "$entries" | grep -vxF -e 192.0.2.11 -e 192.0.2.12 -e 192.0.2.13 || true)
[ -z "$gone" ] || need "still let in, and no node: $(printf '%s' "$gone" | head -n 1)"

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
  <description>Kubernetes worker for everybody.</description>
  <port port="30000-32767" protocol="tcp"/>
  <port port="30000-32767" protocol="udp"/>
</service>
'
put /etc/firewalld/services/slipway-peers.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<service>
  <short>Slipway node</short>
  <description>Kubernetes worker between nodes, with flannel.</description>
  <port port="10250" protocol="tcp"/>
  <port port="10256" protocol="tcp"/>
  <port port="8472" protocol="udp"/>
</service>
'
put /etc/firewalld/ipsets/slipway-nodes.xml 644 '<?xml version="1.0" encoding="utf-8"?>
<ipset type="hash:net">
  <short>Slipway nodes</short>
  <entry>192.0.2.11</entry>
  <entry>192.0.2.12</entry>
  <entry>192.0.2.13</entry>
</ipset>
'
link=$(ip -o -4 address show | awk -v address=192.0.2.12 'index($4, address "/") == 1 { print $2; exit }')
zones=$(firewall-cmd --list-all-zones)
zone=$(printf '%s\n' "$zones" | awk -v link="${link:-none}" '/^[^ \t]/ { zone = $1 } $1 == "interfaces:" { for (at = 2; at <= NF; at++) if ($at == link) print zone }' | head -n 1)
[ -n "$zone" ] || zone=$(sed -n 's/^DefaultZone=//p' /etc/firewalld/firewalld.conf)
zone=${zone:-public}
if systemctl -q is-active kubelet && [ -e /etc/kubernetes/kubelet.conf ]; then
  printf '%s\n' "$zones" | grep -q '^slipway-pods.*active' && firewall-cmd --info-ipset=slipway-nodes > /dev/null ||
    fail step-failed "kubelet runs already, and a reload of firewalld would wipe its rules: drain the node, stop kubelet and retry"
  entries=$(firewall-cmd --ipset=slipway-nodes --get-entries)
  for node in 192.0.2.11 192.0.2.12 192.0.2.13; do
    printf '%s\n' "$entries" | grep -qxF "$node" || firewall-cmd -q --ipset=slipway-nodes --add-entry="$node"
  done
  for entry in $(printf '%s\n' "$entries" | grep -vxF -e 192.0.2.11 -e 192.0.2.12 -e 192.0.2.13 || true); do firewall-cmd -q --ipset=slipway-nodes --remove-entry="$entry"; done
else
  firewall-cmd -q --reload
fi
for kept in --permanent ''; do
  firewall-cmd -q $kept --zone="$zone" --add-service=slipway-node
  firewall-cmd -q $kept --zone="$zone" --add-rich-rule='rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept'
done
