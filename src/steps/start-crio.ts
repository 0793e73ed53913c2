import { sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';

/** Starts CRI-O and keeps it started; the socket must answer. */
export const startCrio = defineStep({
  id: 'start-crio',
  kind: 'quick',
  title: 'Start CRI-O and enable it at boot',
  why: 'The CRI-O package enables nothing; kubelet and kubeadm need its socket.',
  applies: () => true,
  check: () => sh`
    systemctl -q is-enabled crio 2> /dev/null || need "CRI-O is not enabled"
    systemctl -q is-active crio || need "CRI-O is $(systemctl is-active crio)"
    [ -S /var/run/crio/crio.sock ] || need "CRI-O has no socket yet"`,
  apply: () => sh`
    systemctl -q enable crio
    systemctl start crio || { journalctl -u crio -n 15 --no-pager -o cat; fail step-failed "CRI-O does not start"; }`,
  lost: 'rerun',
  undo: { reset: 'stops and disables it' },
  seconds: 90,
});
