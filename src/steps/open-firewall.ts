import { lines, sh } from '../shell/sh.ts';
import { firewalldNames, firewalldNodes, firewalldService, firewalldZone, peersRule } from '../render/firewalld.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

const files = ({ settings, host }: StepContext) =>
  [
    [`/etc/firewalld/zones/${firewalldNames.pods}.xml`, firewalldZone(settings)],
    [`/etc/firewalld/services/${firewalldNames.open}.xml`, firewalldService(host.role, settings, 'open')],
    [`/etc/firewalld/services/${firewalldNames.between}.xml`, firewalldService(host.role, settings, 'between')],
    [`/etc/firewalld/ipsets/${firewalldNames.nodes}.xml`, firewalldNodes(settings)],
  ] as const;

/** Prints what of `$entries` is no node. */
const gone = ({ settings }: StepContext) =>
  sh`printf '%s\n' "$entries" | grep -vxF ${settings.network.nodes.flatMap((node) => ['-e', node])} || true`;

/**
 * Shell that asks firewalld once, as `$zones`, and finds the zone of the interface that has the node's address, else the
 * default one, as `$zone`. Every question costs the start of a Python program.
 */
const ownZone = ({ host }: StepContext) => sh`
  link=$(ip -o -4 address show | awk -v address=${host.address} 'index($4, address "/") == 1 { print $2; exit }')
  zones=$(firewall-cmd --list-all-zones)
  zone=$(printf '%s\n' "$zones" | awk -v link="\${link:-none}" '/^[^ \t]/ { zone = $1 } $1 == "interfaces:" { for (at = 2; at <= NF; at++) if ($at == link) print zone }' | head -n 1)
  [ -n "$zone" ] || zone=$(sed -n 's/^DefaultZone=//p' /etc/firewalld/firewalld.conf)
  zone=\${zone:-public}`;

/**
 * Lets the cluster's traffic pass firewalld. Everybody reaches the API server and NodePorts, other nodes the rest, and pods
 * have a zone of their own, since ACCEPT rules of a pod network do not override firewalld (firewalld#767). A live node is
 * never reloaded, which would wipe the rules of kube-proxy; nodes that are added are let in as it runs, and those that are
 * gone no longer.
 */
export const openFirewall = defineStep({
  id: 'open-firewall',
  kind: 'quick',
  title: 'Open firewalld for the API server, kubelet and the pod network',
  why: 'A closed port 10250 or a refused pod address breaks logs, DNS and Services on a node that looks Ready.',
  applies: ({ facts, settings }) => facts.firewall === 'firewalld' && settings.network.firewall === 'manage',
  check: (at) =>
    lines(
      ...files(at).map(([path, content]) => sh`is ${path} 644 ${content}`),
      ownZone(at),
      sh`
        for name in ${[firewalldNames.open, firewalldNames.between]}; do
          grep -qs "<service name=\"$name\"/>" "/etc/firewalld/zones/$zone.xml" || need "zone $zone would not know $name after a reload"
        done
        here=$(printf '%s\n' "$zones" | awk -v zone="$zone" '/^[^ \t]/ { here = $1 == zone } here')
        printf '%s\n' "$here" | grep -q ${`services:.*${firewalldNames.open}`} || need "zone $zone is not open for the cluster"
        printf '%s\n' "$here" | grep -qF ${peersRule} || need "zone $zone is not open for other nodes"
        printf '%s\n' "$zones" | grep -q ${`^${firewalldNames.pods}.*active`} || need "the zone for pods is not active"
        entries=$(firewall-cmd --ipset=${firewalldNames.nodes} --get-entries)
        for node in ${at.settings.network.nodes}; do
          printf '%s\n' "$entries" | grep -qxF "$node" || need "node $node is not let in"
        done
        gone=$(${gone(at)})
        [ -z "$gone" ] || need "still let in, and no node: $(printf '%s' "$gone" | head -n 1)"`,
    ),
  apply: (at) =>
    lines(
      ...files(at).map(([path, content]) => sh`put ${path} 644 ${content}`),
      ownZone(at),
      sh`
        if systemctl -q is-active kubelet && [ -e /etc/kubernetes/kubelet.conf ]; then
          printf '%s\n' "$zones" | grep -q ${`^${firewalldNames.pods}.*active`} && firewall-cmd --info-ipset=${firewalldNames.nodes} > /dev/null ||
            fail step-failed "kubelet runs already, and a reload of firewalld would wipe its rules: drain the node, stop kubelet and retry"
          entries=$(firewall-cmd --ipset=${firewalldNames.nodes} --get-entries)
          for node in ${at.settings.network.nodes}; do
            printf '%s\n' "$entries" | grep -qxF "$node" || firewall-cmd -q --ipset=${firewalldNames.nodes} --add-entry="$node"
          done
          for entry in $(${gone(at)}); do firewall-cmd -q --ipset=${firewalldNames.nodes} --remove-entry="$entry"; done
        else
          firewall-cmd -q --reload
        fi
        for kept in --permanent ''; do
          firewall-cmd -q $kept --zone="$zone" --add-service=${firewalldNames.open}
          firewall-cmd -q $kept --zone="$zone" --add-rich-rule=${peersRule}
        done`,
    ),
  lost: 'rerun',
  undo: { reset: 'removes the services, the rule and the zone' },
  seconds: 90,
});
