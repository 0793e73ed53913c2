import { matrixLimit, worstOf } from '../../model/mesh.ts';
import type { Mesh, MeshPath, MeshState } from '../../model/mesh.ts';
import { counted } from './clock.ts';
import { columns, type Column } from './columns.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

const marks: Readonly<Record<MeshState, string>> = { open: '=', opens: '+', unknown: '?', short: '~', blocked: '×' };

const legend: Readonly<Record<MeshState, string>> = {
  open: 'open',
  opens: 'closed by the host’s own firewall; a build opens it',
  unknown: 'could not be tried',
  short: 'only small packets pass',
  blocked: 'blocked by something that Slipway does not open',
};

const states: readonly MeshState[] = ['blocked', 'short', 'unknown', 'opens', 'open'];

/** Names beyond this are counted. */
const named = 4;

/** The ways between hosts: a matrix of the worst where hosts are few, and every way that is not open. */
export function meshText(mesh: Mesh, look: Look): string[] {
  const total = states.reduce((sum, state) => sum + mesh.counts[state], 0);
  const told = mesh.paths.filter(({ state }) => state !== 'open');
  const untold = total - mesh.counts.open - told.length;
  return [
    look.paint.bold('Between the hosts'),
    ...(mesh.hosts.length <= matrixLimit ? matrix(mesh, look) : []),
    ...states
      .filter((state) => mesh.counts[state] > 0)
      .map((state) => `  ${marked(state, look)} ${counted(mesh.counts[state], 'way')} ${legend[state]}`),
    ...groups(told).flatMap((group) => groupText(group, look)),
    ...(untold > 0 ? [`  and ${counted(untold, 'way')} more that are not open`] : []),
  ];
}

function marked(state: MeshState, { paint }: Look): string {
  const colour = { open: paint.dim, opens: paint.green, unknown: paint.yellow, short: paint.red, blocked: paint.red };
  return colour[state](marks[state]);
}

function matrix({ hosts, paths }: Mesh, look: Look): string[] {
  const layout: readonly Column[] = [
    { title: 'from \\ to', most: 16 },
    ...hosts.map((host): Column => ({ title: host.length > 7 ? `${host.slice(0, 6)}…` : host })),
  ];
  const rows = hosts.map((from) => [
    from,
    ...hosts.map((to) => {
      const worst = worstOf(paths.filter((path) => path.from === from && path.to === to).map(({ state }) => state));
      return worst ? marked(worst, look) : '';
    }),
  ]);
  return columns(layout, rows, look.width - 2).map((line) => `  ${line}`);
}

interface Group {
  readonly path: MeshPath;
  readonly from: readonly string[];
}

/** Ways that differ only in where they begin. */
function groups(paths: readonly MeshPath[]): readonly Group[] {
  const byEnd = new Map<string, Group>();
  for (const path of paths) {
    const key = [path.state, path.protocol, path.port, path.to, path.seen].join(' ');
    byEnd.set(key, { path, from: [...(byEnd.get(key)?.from ?? []), path.from] });
  }
  return [...byEnd.values()];
}

function groupText({ path, from }: Group, look: Look): string[] {
  const more = from.length > named ? ` and ${from.length - named} more` : '';
  const { protocol, port, to, state, seen } = path;
  const text = `${protocol.toUpperCase()} ${port} of ${to} from ${from.slice(0, named).join(', ')}${more}: ${seen}`;
  return wrap(text, look.width - 4).map((line, index) => `  ${index === 0 ? marked(state, look) : ' '} ${line}`);
}
