import type { ProofCheck } from '../model/proof.ts';

const metric = /^kubelet_started_user_namespaced_pods_errors_total(?:\{[^}]*\})? (\S+)/m;

/** How often kubelet has failed to start a pod with a user namespace since it started; undefined where its metrics do not say. */
export function podErrorsIn(metrics: string): number | undefined {
  const value = metric.exec(metrics)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** Readings of that counter around the start of the proof's pods. */
export interface PodErrors {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Part of item 10: kubelet counted no error while the pods of the proof started. Earlier ones are told, and are no verdict. */
export function kubeletMetricCheck({ before, after }: PodErrors): ProofCheck {
  const earlier = before ? ` (${before} before the proof)` : '';
  const counted = before === undefined || after === undefined ? undefined : after - before;
  return {
    id: 'kubelet-metric',
    title: 'kubelet counted no error in starting pods with user namespaces',
    passed: counted === 0,
    expected: 'started_user_namespaced_pods_errors_total stays as it was',
    seen: counted === undefined ? 'the metric is not there' : `${counted} more${earlier}`,
  };
}
