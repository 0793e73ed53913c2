import { firewalldNames, peersRule } from '../render/firewalld.ts';
import { cniLinks } from '../render/cni-table.ts';
import { sh } from '../shell/sh.ts';
import { firewalldWords } from '../shell/firewalld-words.ts';
import { takeRuleBack } from './open-ufw.ts';
import { ufwRecord } from '../render/ufw.ts';

/** Takes away the interfaces, rules and network namespaces of pods, and closes what was opened of firewalld and ufw. */
export const resetNetwork = sh`
  ip link delete kube-ipvs0 2> /dev/null || true
  ip -o link | awk -F': ' '{ sub(/@.*/, "", $2); print $2 }' | while read -r link; do
    for begin in ${cniLinks}; do case $link in "$begin"*) ip link delete "$link" 2> /dev/null || true ;; esac; done
  done
  ip -o link show type veth 2> /dev/null | awk '{ sub(/@.*/, "", $2); print $2 }' | grep '^veth' | while read -r link; do ip link delete "$link" 2> /dev/null || true; done
  for family in iptables ip6tables; do
    if $family-save 2> /dev/null | grep -qE 'KUBE-|CNI-|FLANNEL|ANTREA|cali-|CILIUM'; then $family-save | grep -vE 'KUBE-|CNI-|FLANNEL|ANTREA|cali-|CILIUM' | $family-restore; fi
  done
  if command -v nft > /dev/null 2>&1; then
    nft list tables 2> /dev/null | awk '$3 ~ /^(kube-proxy|flannel-ipv4|flannel-ipv6|cni_plugins_masquerade|cni_hostport)$/ { print $2, $3 }' | while read -r family table; do nft delete table "$family" "$table" || true; done
    # iptables makes these tables as it is asked, and they pass everything.
    nft list tables 2> /dev/null | awk '$2 ~ /^ip6?$/ && $3 ~ /^(filter|nat|mangle|raw|security)$/ { print $2, $3 }' | while read -r family table; do
      listed=$(nft list table "$family" "$table" 2> /dev/null) || continue
      used=$(printf '%s\n' "$listed" | grep -vE '^(#|table )|^[[:space:]]*(chain [A-Z]+ [{]|type .*; policy accept;|[}])?$') || true
      [ -n "$used" ] || nft delete table "$family" "$table" || true
    done
  fi
  if command -v firewall-cmd > /dev/null 2>&1 && [ -e /etc/firewalld/services/slipway-node.xml ]; then
    ${firewalldWords}
    for file in $(grep -l slipway- /etc/firewalld/zones/*.xml); do
      zone=$(basename "$file" .xml)
      own=$(kept_zone "$zone")
      kept "$own" .config.zone removeService s ${firewalldNames.open} 2> /dev/null || true
      kept "$own" .config.zone removeRichRule s ${peersRule} 2> /dev/null || true
      if cmp -s "$file" "/usr/lib/firewalld/zones/$zone.xml"; then rm -f "$file" "$file.old"; fi
    done
    rm -f /etc/firewalld/services/slipway-*.xml* /etc/firewalld/zones/slipway-*.xml* /etc/firewalld/ipsets/slipway-*.xml*
    firewalld '' reload || true
  fi
  if [ -e ${ufwRecord} ] && command -v ufw > /dev/null 2>&1; then
    ${takeRuleBack}
    while read -r rule; do take_back "$rule" || echo "note: ufw keeps: $rule"; done < ${ufwRecord}
  fi`;
