import { lines, sh } from '../shell/sh.ts';
import { firewalldNames, firewalldNodes, firewalldService, firewalldZone, peersRule } from '../render/firewalld.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';
import { firewalldWords } from '../shell/firewalld-words.ts';

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

/** Shell that finds the zone of the interface that has the node's address, else the default one, as `$zone`. */
const ownZone = ({ host }: StepContext) =>
  lines(
    firewalldWords,
    sh`
      link=$(ip -o -4 address show | awk -v address=${host.address} 'index($4, address "/") == 1 { print $2; exit }')
      zone=
      [ -z "$link" ] || zone=$(firewalld .zone getZoneOfInterface s "$link" | strings)
      [ -n "$zone" ] || zone=$(firewalld '' getDefaultZone | strings)`,
  );

/** Shell that succeeds where the zone for pods is active. */
const podsActive = sh`firewalld .zone getActiveZones | grep -qF ${`"${firewalldNames.pods}" `}`;

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
        is_so firewalld .zone queryService ss "$zone" ${firewalldNames.open} || need "zone $zone is not open for the cluster"
        is_so firewalld .zone queryRichRule ss "$zone" ${peersRule} || need "zone $zone is not open for other nodes"
        ${podsActive} || need "the zone for pods is not active"
        entries=$(firewalld .ipset getEntries s ${firewalldNames.nodes} | strings)
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
          ${podsActive} && is_so firewalld .ipset queryIPSet s ${firewalldNames.nodes} ||
            fail step-failed "kubelet runs already, and a reload of firewalld would wipe its rules: drain the node, stop kubelet and retry"
          entries=$(firewalld .ipset getEntries s ${firewalldNames.nodes} | strings)
          for node in ${at.settings.network.nodes}; do
            printf '%s\n' "$entries" | grep -qxF "$node" || firewalld .ipset addEntry ss ${firewalldNames.nodes} "$node" > /dev/null
          done
          for entry in $(${gone(at)}); do firewalld .ipset removeEntry ss ${firewalldNames.nodes} "$entry" > /dev/null; done
        else
          firewalld '' reload
        fi
        own=$(kept_zone "$zone")
        is_so kept "$own" .config.zone queryService s ${firewalldNames.open} || kept "$own" .config.zone addService s ${firewalldNames.open}
        is_so kept "$own" .config.zone queryRichRule s ${peersRule} || kept "$own" .config.zone addRichRule s ${peersRule}
        is_so firewalld .zone queryService ss "$zone" ${firewalldNames.open} || firewalld .zone addService ssi "$zone" ${firewalldNames.open} 0 > /dev/null
        is_so firewalld .zone queryRichRule ss "$zone" ${peersRule} || firewalld .zone addRichRule ssi "$zone" ${peersRule} 0 > /dev/null`,
    ),
  lost: 'rerun',
  undo: { reset: 'removes the services, the rule and the zone' },
  seconds: 90,
});
