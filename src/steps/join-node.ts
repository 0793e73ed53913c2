import { criSocket } from '../render/kubeadm.ts';
import { lines, sh } from '../shell/sh.ts';
import { stillClaimed } from './claimed.ts';
import { defineStep } from './define-step.ts';
import { swapWords } from './swap-words.ts';

const healthz = sh`curl -fsS --max-time 5 http://127.0.0.1:10248/healthz`;

/** Joins a worker. Its token is minted right before, lies in memory on the host and is revoked after. */
export const joinNode = defineStep({
  id: 'join-node',
  kind: 'job',
  title: 'Join the node to the cluster with kubeadm',
  why: 'The node gets its own certificate; kubelet starts with the patch that fits this host.',
  applies: ({ host }) => host.role === 'worker',
  check: () => sh`
    [ -s /etc/kubernetes/kubelet.conf ] || need "there is no kubelet.conf"
    [ -s /var/lib/kubelet/config.yaml ] || need "kubelet has no configuration"
    ${healthz} > /dev/null 2>&1 || need "kubelet is not healthy"`,
  apply: () =>
    lines(
      swapWords,
      sh`
        end_swap
        if [ -s /etc/kubernetes/kubelet.conf ] && [ -s /var/lib/kubelet/config.yaml ]; then
          systemctl start kubelet
          for try in $(seq 30); do if ${healthz} > /dev/null 2>&1; then exit 0; fi; sleep 1; done
          journalctl -u kubelet -n 15 --no-pager -o cat
          fail join-failed "the node has joined before, yet its kubelet does not become healthy"
        fi
        if [ -e /etc/kubernetes/bootstrap-kubelet.conf ] || [ -e /etc/kubernetes/pki/ca.crt ]; then
          echo "a join that never finished lies here: resetting it"
          kubeadm reset -f --cri-socket ${criSocket}
        fi
        cd "$SLIPWAY_SECRETS"
        kubeadm join --config join.yaml || fail join-failed "kubeadm join ended with $?"`,
    ),
  lost: 'probe',
  unsafe: stillClaimed,
  failure: 'join-failed',
  ticket: 'join',
  undo: { reset: 'runs `kubeadm reset` on the node and removes its Node object' },
  after: 'api-ready',
  seconds: 600,
});
