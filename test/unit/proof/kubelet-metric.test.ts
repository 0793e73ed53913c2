import { expect, test } from 'vitest';
import { podErrorsIn } from '../../../src/proof/kubelet-metric.ts';

const before = '# HELP kubelet_started_user_namespaced_pods_errors_total [ALPHA] Cumulative number of errors\n';

test('the count is read from the metrics of kubelet, with labels and without', () => {
  expect(podErrorsIn(`${before}kubelet_started_user_namespaced_pods_errors_total 2\nother 1\n`)).toBe(2);
  expect(podErrorsIn('kubelet_started_user_namespaced_pods_errors_total{a="b"} 1.5e+06 1700\n')).toBe(1_500_000);
});

test('metrics without the count give none, not zero', () => {
  expect(podErrorsIn(`${before}kubelet_started_pods_errors_total 0\n`)).toBeUndefined();
});
