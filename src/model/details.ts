import { failures } from './failure.ts';
import type { NodeProgress, Progress } from './progress.ts';

const marks: Readonly<Record<NodeProgress['state'], string>> = {
  pending: '·',
  running: '▶',
  waiting: '⏳',
  paused: '⏸',
  parked: '⚠',
  done: '✔',
  skipped: '✖',
  aborted: '✖',
};

/** Temporal accepts 20,000 bytes of details; a tail is cut long before. */
const tailLength = 2000;

function parkedText(cluster: string, node: NodeProgress): string {
  if (!node.failure) return '';
  const { title, hint } = failures[node.failure.code];
  const tail = node.failure.tail ? `\n\n\`\`\`\n${node.failure.tail.slice(-tailLength)}\n\`\`\`` : '';
  return (
    [
      `**${node.node}: ${title}** (\`${node.failure.code}\`)`,
      node.failure.message,
      `**What to do:** ${hint}`,
      ...(node.role === 'worker'
        ? [
            `Then \`slipway retry ${cluster} ${node.node}\`, or \`slipway skip ${cluster} ${node.node}\` to go on without it.`,
            `Another machine takes its role with \`slipway replace ${cluster} ${node.node} IP\`.`,
          ]
        : [`Then \`slipway retry ${cluster} ${node.node}\`; \`slipway abort ${cluster}\` stops the whole build.`]),
    ].join('\n\n') + tail
  );
}

/** Markdown for the Temporal UI: one node. */
export function nodeDetails(cluster: string, node: NodeProgress): string {
  const head = `${marks[node.state]} **${node.node}** (${node.role}, ${node.address}, ${node.os || 'not inspected yet'}): ${node.state}`;
  const waits = node.waitsFor ? ` (${node.waitsFor})` : '';
  const work = node.step === '' ? '' : `${node.step}${waits}, ${node.done} of ${node.total} steps done`;
  const replaced = node.replaces ? `It has the role of the machine at ${node.replaces}, which was replaced.` : '';
  const paused = node.state === 'paused' ? `The build is paused; it goes on with \`slipway continue ${cluster}\`.` : '';
  return [head, work, replaced, paused, node.state === 'parked' ? parkedText(cluster, node) : '']
    .filter(Boolean)
    .join('\n\n');
}

/** Markdown for the Temporal UI: the whole build as a table, parked nodes below. At most 50 rows; the rest is counted. */
export function clusterDetails(progress: Progress): string {
  const rows = progress.nodes
    .slice(0, 50)
    .map(
      (node) =>
        `| ${marks[node.state]} ${node.node} | ${node.os} | ${node.phase} | ${node.waitsFor ?? node.step} | ${node.done} of ${node.total} |`,
    );
  const rest = progress.nodes.length - rows.length;
  const parked = progress.nodes.filter((node) => node.state === 'parked').slice(0, 5);
  return [
    `**${progress.cluster}** is ${progress.state}${progress.kubernetes ? `, Kubernetes ${progress.kubernetes}` : ''}`,
    ...(progress.paused
      ? [`⏸ **Paused**: running steps come to their end. It goes on with \`slipway continue ${progress.cluster}\`.`]
      : []),
    ['| Node | System | Phase | Step | Done |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...parked.map((node) => parkedText(progress.cluster, node)),
  ].join('\n\n');
}
