import { flow } from './flow.ts';
import type { SchemaNode } from './json-schema.ts';
import { clusterJsonSchema } from './json-schema.ts';
import { supportedMinors } from './kubernetes-version.ts';
import { oneOf } from './suggest.ts';

function typeOf(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${flow(node.const)}\``;
  if (node.enum) return oneOf(node.enum.map(String));
  if (node.items) return node.items.properties ? 'list of mappings' : `list of ${typeOf(node.items)}s`;
  if (node.type === 'integer') return `whole number, ${node.minimum} to ${node.maximum}`;
  const names: Readonly<Record<string, string>> = { string: 'text', boolean: '`true` or `false`', object: 'mapping' };
  return names[node.type ?? ''] ?? 'any value';
}

function defaultOf(node: SchemaNode, required: boolean): string {
  if (required) return '**required**';
  if (node.default === undefined || node.properties) return '';
  return `\`${typeof node.default === 'string' ? node.default : flow(node.default)}\``;
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

function table(node: SchemaNode): string {
  const rows = Object.entries(node.properties ?? {}).map(([key, child]) => {
    const required = node.required?.includes(key) ?? false;
    const cells = [`\`${key}\``, typeOf(child), defaultOf(child, required), child.description ?? ''];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  return ['| Key | Value | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** One chapter for each mapping with keys of its own, outer ones first. */
function chapters(node: SchemaNode, at: string): readonly string[] {
  const own = node.properties ? [`### ${at === '' ? 'The file' : `\`${at}\``}\n\n${table(node)}`] : [];
  const below = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    chapters(child, at === '' ? key : `${at}.${key}`),
  );
  const items = node.items ? chapters(node.items, `${at}[]`) : [];
  const other = node.additionalProperties;
  const values = typeof other === 'object' ? chapters(other, `${at}.NAME`) : [];
  return [...own, ...below, ...items, ...values];
}

/** The text of `docs/spec.md`. `example`: a whole cluster file, `mistakes`: what the check says about a broken one. */
export function specDocs({ example, mistakes }: { readonly example: string; readonly mistakes: string }): string {
  return `# The cluster file

Made from the definition in \`src/spec\` by \`npm run docs\`; a test compares it. Do not edit it by hand.

One file describes one cluster. \`slipway validate FILE\` checks it and touches nothing else. Every mistake is reported at
once, with its line and column and with what to write instead; nothing starts while there is one:

\`\`\`text
${mistakes.trimEnd()}
\`\`\`

Editors with a YAML language server complete and check the file with \`schema/cluster.schema.json\`, as the first line of
the example asks for.

## Example

\`\`\`yaml
${example.trimEnd()}
\`\`\`

## Keys

${chapters(clusterJsonSchema(), '').join('\n\n')}

## Rules

- Keys that are not listed here are errors; so are keys that stand twice.
- Paths are relative to the cluster file; \`~\` is the home directory. They are read on the machine that runs the worker.
- Secrets are never part of the file. A password, or a private key, that is pasted into it is refused.
- Kubernetes versions: ${supportedMinors.join(', ')}. Before 1.30 user namespaces are an alpha feature with other rules.
- \`network.pods\` and \`network.services\` share no address with each other or with a host. Every node takes a /24 of
  \`network.pods\`: a /16 has room for 256 nodes.
- \`userNamespaces.firstId + userNamespaces.podsPerNode * 65536\` is at most 4294901760.
- Names and addresses of hosts are unique. One host is the control plane.
- \`kubernetes.kubelet\` and \`kubernetes.kubeProxy\` take any setting of these components but those that Slipway decides
  (\`maxPods\`, \`resolvConf\`, \`userNamespaces\`, \`failSwapOn\` and others); the message says why.
- Anchors, aliases and merge keys (\`<<\`) work. The file holds one document.
`;
}
