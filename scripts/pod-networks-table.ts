import { cnis } from '../src/render/cni-table.ts';

const code = (text: string): string => `\`${text}\``;
const listed = (words: readonly string[]): string => words.map(code).join(' ') || '—';

/** The pod networks as a Markdown table. */
export function podNetworksTable(): string {
  const rows = Object.entries(cnis).map(([name, { releases, ports, modules, daemonSet }]) => {
    const offered = Object.entries(releases).map(([release, { minors }]) => `${release} (${minors.join('–')})`);
    const carrier = daemonSet ? code(`${daemonSet.namespace}/${daemonSet.name}`) : 'the first on the host network';
    const cells = [code(name), offered.join(', ') || 'a file of yours', listed(ports), listed(modules), carrier];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| `name` | Releases, with the Kubernetes minors they are offered for | Between nodes | Kernel modules | DaemonSet |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
