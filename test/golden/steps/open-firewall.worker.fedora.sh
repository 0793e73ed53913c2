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
kept() {
  path=$1 part=$2
  shift 2
  busctl --auto-start=no --timeout=60 call org.fedoraproject.FirewallD1 "$path" "org.fedoraproject.FirewallD1$part" "$@"
}
firewalld() { kept /org/fedoraproject/FirewallD1 "$@"; }
# Whether the answer to a question is yes: where there is none, it is not.
is_so() { [ "$("$@" 2> /dev/null)" = 'b true' ]; }
# The strings of an answer, a line each.
strings() { grep -o '"[^"]*"' | tr -d '"'; }
# The path of what is kept of a zone.
kept_zone() { kept /org/fedoraproject/FirewallD1/config .config getZoneByName s "$1" | strings; }
link=$(ip -o -4 address show | awk -v address=192.0.2.12 'index($4, address "/") == 1 { print $2; exit }')
zone=
[ -z "$link" ] || zone=$(firewalld .zone getZoneOfInterface s "$link" | strings)
[ -n "$zone" ] || zone=$(firewalld '' getDefaultZone | strings)
for name in slipway-node slipway-peers; do
  grep -qs "<service name=\"$name\"/>" "/etc/firewalld/zones/$zone.xml" || need "zone $zone would not know $name after a reload"
done
is_so firewalld .zone queryService ss "$zone" slipway-node || need "zone $zone is not open for the cluster"
is_so firewalld .zone queryRichRule ss "$zone" 'rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept' || need "zone $zone is not open for other nodes"
firewalld .zone getActiveZones | grep -qF '"slipway-pods" ' || need "the zone for pods is not active"
entries=$(firewalld .ipset getEntries s slipway-nodes | strings)
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
kept() {
  path=$1 part=$2
  shift 2
  busctl --auto-start=no --timeout=60 call org.fedoraproject.FirewallD1 "$path" "org.fedoraproject.FirewallD1$part" "$@"
}
firewalld() { kept /org/fedoraproject/FirewallD1 "$@"; }
# Whether the answer to a question is yes: where there is none, it is not.
is_so() { [ "$("$@" 2> /dev/null)" = 'b true' ]; }
# The strings of an answer, a line each.
strings() { grep -o '"[^"]*"' | tr -d '"'; }
# The path of what is kept of a zone.
kept_zone() { kept /org/fedoraproject/FirewallD1/config .config getZoneByName s "$1" | strings; }
link=$(ip -o -4 address show | awk -v address=192.0.2.12 'index($4, address "/") == 1 { print $2; exit }')
zone=
[ -z "$link" ] || zone=$(firewalld .zone getZoneOfInterface s "$link" | strings)
[ -n "$zone" ] || zone=$(firewalld '' getDefaultZone | strings)
if systemctl -q is-active kubelet && [ -e /etc/kubernetes/kubelet.conf ]; then
  firewalld .zone getActiveZones | grep -qF '"slipway-pods" ' && is_so firewalld .ipset queryIPSet s slipway-nodes ||
    fail step-failed "kubelet runs already, and a reload of firewalld would wipe its rules: drain the node, stop kubelet and retry"
  entries=$(firewalld .ipset getEntries s slipway-nodes | strings)
  for node in 192.0.2.11 192.0.2.12 192.0.2.13; do
    printf '%s\n' "$entries" | grep -qxF "$node" || firewalld .ipset addEntry ss slipway-nodes "$node" > /dev/null
  done
  for entry in $(printf '%s\n' "$entries" | grep -vxF -e 192.0.2.11 -e 192.0.2.12 -e 192.0.2.13 || true); do firewalld .ipset removeEntry ss slipway-nodes "$entry" > /dev/null; done
else
  firewalld '' reload
fi
own=$(kept_zone "$zone")
is_so kept "$own" .config.zone queryService s slipway-node || kept "$own" .config.zone addService s slipway-node
is_so kept "$own" .config.zone queryRichRule s 'rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept' || kept "$own" .config.zone addRichRule s 'rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept'
is_so firewalld .zone queryService ss "$zone" slipway-node || firewalld .zone addService ssi "$zone" slipway-node 0 > /dev/null
is_so firewalld .zone queryRichRule ss "$zone" 'rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept' || firewalld .zone addRichRule ssi "$zone" 'rule family="ipv4" source ipset="slipway-nodes" service name="slipway-peers" accept' 0 > /dev/null
