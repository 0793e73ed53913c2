import { clock, moment } from './clock.ts';
import { columns, type Column } from './columns.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

/** The last build or reset of one cluster. Times are epoch milliseconds. */
export interface BuildRow {
  readonly cluster: string;
  /** `applyCluster` or `resetCluster`. */
  readonly workflow: string;
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt?: number;
}

const layout: readonly Column[] = [
  { title: 'CLUSTER', grows: true },
  { title: 'LAST RUN' },
  { title: 'STATE' },
  { title: 'STARTED' },
  { title: 'TOOK', align: 'right' },
];

/** One row per cluster. */
export function buildsText(builds: readonly BuildRow[], look: Look & { readonly now: number }): string[] {
  const none = 'No cluster was built through this Temporal server yet. Start with `slipway apply -f cluster.yaml`.';
  if (builds.length === 0) return wrap(none, look.width);
  const rows = builds.map((build) => [
    build.cluster,
    build.workflow,
    build.state,
    moment(new Date(build.startedAt)),
    clock((build.endedAt ?? look.now) - build.startedAt),
  ]);
  const [titles = '', ...lines] = columns(layout, rows, look.width);
  return [look.paint.dim(titles), ...lines];
}
