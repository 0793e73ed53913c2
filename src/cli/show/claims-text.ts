import { columns, type Column } from './columns.ts';
import type { Look } from './look.ts';

/** Whose one host is. */
export interface ClaimRow {
  readonly host: string;
  readonly address: string;
  /** False where the host gave no answer; nothing is known then. */
  readonly reached: boolean;
  /** The cluster that has claimed it, '' where none has. */
  readonly owner: string;
  /** The node it is there, and since when (ISO 8601); '' where the claim does not say. */
  readonly node: string;
  readonly since: string;
  /** True where files of a node are there. */
  readonly inUse: boolean;
}

const layout: readonly Column[] = [
  { title: 'HOST', most: 20 },
  { title: 'ADDRESS' },
  { title: 'CLAIMED BY', grows: true },
  { title: 'AS NODE', most: 20 },
  { title: 'SINCE' },
];

/** One row per host. */
export function claimsText(rows: readonly ClaimRow[], look: Look): string[] {
  const [titles = '', ...lines] = columns(
    layout,
    rows.map(({ host, address, reached, owner, node, since, inUse }) => [
      host,
      address,
      reached ? owner && `${owner}${inUse ? '' : ', no node on it yet'}` : 'not reached',
      node,
      since.replace('T', ' ').replace('Z', ' UTC'),
    ]),
    look.width,
  );
  return [look.paint.dim(titles), ...lines];
}
