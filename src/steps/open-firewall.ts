import { lines, sh } from '../shell/sh.ts';
import { firewalldService, firewalldZone } from '../render/firewalld.ts';
import { defineStep } from './define-step.ts';

const zone = '/etc/firewalld/zones/slipway-pods.xml';
const service = '/etc/firewalld/services/slipway-node.xml';

/**
 * Lets the cluster's traffic pass firewalld: ports of the node's role as a service of the default zone, and a zone of
 * its own for pod and service addresses, since ACCEPT rules of a pod network do not override firewalld (firewalld#767).
 */
export const openFirewall = defineStep({
  id: 'open-firewall',
  kind: 'quick',
  title: 'Open firewalld for the API server, kubelet and the pod network',
  why: 'A closed port 10250 or a refused pod address breaks logs, DNS and Services on a node that looks Ready.',
  applies: ({ facts, settings }) => facts.firewall === 'firewalld' && settings.network.firewall === 'manage',
  check: (at) =>
    lines(
      sh`
        is ${zone} 644 ${firewalldZone(at.settings)}
        is ${service} 644 ${firewalldService(at.host.role)}`,
      sh`
        firewall-cmd --permanent --query-service=slipway-node > /dev/null 2>&1 || need "the service is not kept"
        all=$(firewall-cmd --list-all-zones)
        printf '%s\n' "$all" | grep -q '^slipway-pods' || need "the zone for pods is not active"
        printf '%s\n' "$all" | grep -q 'services:.*slipway-node' || need "the service is not active"`,
    ),
  apply: (at) =>
    lines(
      sh`
        put ${zone} 644 ${firewalldZone(at.settings)}
        put ${service} 644 ${firewalldService(at.host.role)}`,
      sh`
        if systemctl -q is-active kubelet && [ -e /etc/kubernetes/kubelet.conf ]; then
          fail step-failed "kubelet runs already, and a reload of firewalld would wipe its rules: drain the node, stop kubelet and retry"
        fi
        firewall-cmd -q --reload
        firewall-cmd -q --permanent --add-service=slipway-node
        firewall-cmd -q --add-service=slipway-node`,
    ),
  lost: 'rerun',
  undo: { reset: 'removes the service and the zone' },
  seconds: 60,
});
