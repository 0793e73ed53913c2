import type { ApplyResult, NodeResult } from '../../model/result.ts';
import { buildWords } from './build-words.ts';
import { counted, inWords } from './clock.ts';
import { columns } from './columns.ts';
import { failureText } from './failure-text.ts';
import type { Look } from './look.ts';
import { phaseSeconds, secondsOf, slowest } from './phase-seconds.ts';
import { proofText } from './proof-text.ts';
import { remainsText } from './remains-text.ts';
import { wrap } from './wrap.ts';

/** The end of a build for people: outcome, steps, proof, time per phase, and how to go on. */
export function resultText(result: ApplyResult, look: Look, options: { readonly file?: string } = {}): string[] {
  const proof = result.proof.nodes.length
    ? ['', 'Proof: pods in user namespaces', ...proofText(result.proof, look)]
    : [];
  return [
    ...headline(result, look),
    ...stepLines(result, look),
    ...remedyLines(result, look),
    ...result.nodes.flatMap((node) => endedEarly(node, look)),
    ...result.nodes.flatMap((node) => replacedLines(node, look)),
    ...remainsText(result, look),
    ...proof,
    ...timeLines(result, look),
    '',
    ...nextLines(result, options.file ?? 'cluster.yaml'),
  ];
}

function headline(result: ApplyResult, { paint, width }: Look): string[] {
  const good = result.outcome === 'proven' || result.outcome === 'unchanged';
  const versions = `Kubernetes ${result.versions.kubernetes}, CRI-O ${result.versions.crio}`;
  const about = `${counted(result.nodes.length, 'node')}, ${versions}, ${inWords(result.seconds)}`;
  const colour = good ? paint.green : paint.red;
  return [paint.bold(colour(`${result.cluster}: ${buildWords[result.outcome]}`)), ...wrap(about, width)];
}

/** A build that changed nothing says so per step; after others the changed ones are what matters. */
function stepLines(result: ApplyResult, look: Look): string[] {
  const lines = result.nodes.flatMap((node) => {
    const changed = node.changed.length ? `${node.changed.length} changed, ` : '';
    const list = result.outcome === 'unchanged' ? `: ${node.unchanged.join(', ')}` : '';
    return wrap(`${node.node}: ${changed}${node.unchanged.length} unchanged${list}`, look.width, '  ');
  });
  return lines.length ? ['', ...lines] : [];
}

/** What went wrong and was mended on the way; a package that was installed by its digest is named here. */
function remedyLines(result: ApplyResult, { paint, width }: Look): string[] {
  const lines = result.nodes.flatMap(({ node, remedies = [] }) =>
    remedies
      .filter(({ outcome }) => outcome === 'changed')
      .flatMap(({ code, remedy, detail }) =>
        wrap(`${node}: ${code}: ${remedy}${detail ? `: ${detail}` : ''}`, width, '  '),
      ),
  );
  return lines.length ? ['', paint.yellow('Mended on the way:'), ...lines] : [];
}

function endedEarly(node: NodeResult, look: Look): string[] {
  if (node.state === 'done') return [];
  const about = node.failure ? failureText(node.failure, { ...look, width: look.width - 2 }, { tailLines: 10 }) : [];
  return ['', look.paint.bold(`${node.node} was ${node.state}`), ...about.map((line) => `  ${line}`)];
}

/** The file still names the machine that was replaced, and only the operator can see to it. */
function replacedLines({ node, address, replaced }: NodeResult, { paint, width }: Look): string[] {
  if (!replaced) return [];
  const became = {
    reset: 'was reset',
    clean: 'has nothing of this cluster on it',
    left: `was not reset (${replaced.why}): reset it before it runs again, or it speaks for ${node}`,
  };
  const text = `${node} is the machine at ${address} now: write \`address: ${address}\` into the cluster file. The one at ${replaced.address} ${became[replaced.state]}.`;
  const late = (replaced.behind ?? []).map(
    (other) =>
      `${other.node} could not be told of it (${other.why}): its firewall lets that machine in once it is looked at again, by the next apply at the latest.`,
  );
  return ['', ...[text, ...late].flatMap((line) => wrap(line, width, '  ')).map((line) => paint.yellow(line))];
}

function timeLines(result: ApplyResult, look: Look): string[] {
  const phases = Object.entries(phaseSeconds(result.timeline));
  if (phases.length === 0) return [];
  const layout = [
    { title: 'PHASE', grows: true },
    { title: 'SECONDS', align: 'right' },
  ] as const;
  const rows = phases.map(([phase, seconds]) => [phase, seconds.toFixed(1)]);
  const slow = slowest(result.timeline, 3).map(
    (entry) => `${stepWords(entry.step)} on ${entry.node || 'the cluster'} ${inWords(secondsOf(entry))}`,
  );
  const [titles = '', ...lines] = columns(layout, rows, look.width);
  return ['', look.paint.dim(titles), ...lines, ...wrap(`Slowest: ${slow.join('; ')}`, look.width, '  ')];
}

/** A batch is named by its first step. */
function stepWords(steps: string): string {
  const [first = '', ...others] = steps.split(' ');
  return others.length ? `${first} and ${others.length} more` : first;
}

function nextLines(result: ApplyResult, file: string): string[] {
  if (result.outcome === 'aborted' || result.outcome === 'incomplete') {
    return [
      'Next:',
      `  slipway apply -f ${file}       goes on with what is missing`,
      `  slipway reset -f ${file}       takes it down`,
    ];
  }
  return [
    'Next:',
    `  slipway kubeconfig -f ${file} --out kubeconfig`,
    '  kubectl --kubeconfig kubeconfig get nodes',
    `  slipway verify -f ${file}      proves it again`,
    `  slipway reset -f ${file}       takes it down`,
  ];
}
