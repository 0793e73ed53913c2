import { criSocket, kubeadmConfigPath } from '../render/kubeadm.ts';
import { lines, sh } from '../shell/sh.ts';
import { stillClaimed } from './claimed.ts';
import { defineStep } from './define-step.ts';
import { swapWords } from './swap-words.ts';

/** Written last; holds the versions that this cluster was made with. */
export const initialised = '/etc/slipway/initialised';

/**
 * Runs `kubeadm init` once. A half-made control plane, one that never had a working API server, is reset first; one that
 * had is never reset: it is given time and then reported.
 */
export const initControlPlane = defineStep({
  id: 'init-control-plane',
  kind: 'job',
  title: 'Initialise the control plane with kubeadm',
  why: 'It makes the certificates, starts etcd and the API server, and turns the user-namespaces gate on where the version needs it.',
  applies: ({ host, controlPlane }) => host.name === controlPlane.name,
  check: () => sh`
    [ -s /etc/kubernetes/admin.conf ] || need "there is no admin.conf"
    [ -e ${initialised} ] || need "kubeadm init has not finished"
    # One that has worked may be busy for a moment: a slow disk is enough to make it unready for some seconds.
    for try in 1 2 3 4 5 6; do
      said=$(kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 5s get --raw /readyz 2>&1) && exit 0
      [ "$try" = 6 ] || sleep 2
    done
    need "the API server is not ready: $(printf '%s' "$said" | tail -n 1)"`,
  apply: ({ versions }) =>
    lines(
      swapWords,
      sh`
        end_swap
        answers() { [ "$(kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 5s get --raw /readyz 2> /dev/null)" = ok ]; }
        soon() { for try in $(seq 300); do if answers; then return 0; fi; sleep 0.4; done; return 1; }
        if [ -e ${initialised} ]; then
          systemctl start kubelet
          if soon; then exit 0; fi
          fail api-unreachable "the API server of this control plane worked before and does not answer now"
        fi
        if [ -s /etc/kubernetes/admin.conf ] && answers && kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /run/slipway/kubectl -n kube-system get configmap kubeadm-config kubelet-config > /dev/null 2>&1 \
          && kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /run/slipway/kubectl -n kube-system get daemonset kube-proxy > /dev/null 2>&1; then
          put ${initialised} 644 ${`${versions.kubernetes} ${versions.crio}`}
          exit 0
        fi
        if [ -e /etc/kubernetes/manifests/kube-apiserver.yaml ] || [ -d /var/lib/etcd/member ] || [ -e /etc/kubernetes/kubelet.conf ]; then
          echo "a control plane that never came up lies here: resetting it"
          kubeadm reset -f --cri-socket ${criSocket}
        fi
        kubeadm init --config ${kubeadmConfigPath} --skip-token-print --skip-certificate-key-print || fail init-failed "kubeadm init ended with $?"
        put ${initialised} 644 ${`${versions.kubernetes} ${versions.crio}`}
        # kubeadm looks at /healthz alone, which is good before all hooks of the start have run.
        soon || fail api-unreachable "kubeadm init ended well, and the API server is not ready"`,
    ),
  lost: 'probe',
  unsafe: stillClaimed,
  failure: 'init-failed',
  undo: { reset: 'runs `kubeadm reset` on the control plane, which ends the cluster with its data' },
  reaches: 'api-ready',
  seconds: 900,
});
