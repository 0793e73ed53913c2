/** The pods that kubeadm makes on every control plane: value of their label `component`. */
export const controlPlaneComponents = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** One static pod of a control plane. */
export interface ControlPlanePod {
  readonly component: string;
  readonly node: string;
  readonly phase: string;
  readonly ready: boolean;
}
