import { lines, sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import { keepSettings } from './kept-before.ts';

const path = '/etc/sysctl.d/98-slipway.conf';
const values = {
  'net.ipv4.ip_forward': 1,
  'net.bridge.bridge-nf-call-iptables': 1,
  'net.bridge.bridge-nf-call-ip6tables': 1,
} as const;
const content = Object.entries(values)
  .map(([key, value]) => `${key} = ${value}\n`)
  .join('');
const wanted = Object.entries(values).map(([key, value]) => `${key}=${value}`);

/** Turns forwarding on and lets iptables see bridged packets; read back, since a later file may override it. */
export const setSysctls = defineStep({
  id: 'set-sysctls',
  kind: 'quick',
  title: 'Turn IP forwarding on and let iptables see bridged packets',
  why: 'Pods of different nodes reach each other by routing, and Services are iptables rules that bridged packets must pass.',
  applies: () => true,
  check: () => sh`
    is ${path} 644 ${content}
    for pair in ${wanted}; do
      now=$(sysctl -n "\${pair%%=*}" 2> /dev/null)
      [ "$now" = "\${pair#*=}" ] || need "\${pair%%=*} is \${now:-absent}"
    done`,
  apply: () =>
    lines(
      keepSettings,
      sh`
        put ${path} 644 ${content}
        sysctl -q -p ${path}`,
    ),
  lost: 'rerun',
  undo: {
    reset: 'removes the file and puts the values back that were there before, those of kubelet and kube-proxy too',
  },
  seconds: 20,
});
