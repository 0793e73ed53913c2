import type { HostFacts } from '../../model/facts.ts';
import { isConverged, type NodePlan, type Plan, type PlannedStep } from '../../model/plan.ts';
import { milestoneWords } from './build-words.ts';
import { counted } from './clock.ts';
import { failureText } from './failure-text.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

/** What `planText` needs besides the plan. */
export interface PlanOptions extends Look {
  readonly file: string;
  /** Shows also the steps that have nothing to do. */
  readonly all?: boolean;
}

const marks = { ok: '=', needed: '+', blocked: '?' } as const;

/** What a build would do, in sentences per host. */
export function planText(plan: Plan, options: PlanOptions): string[] {
  const nodes = plan.nodes.flatMap((node) => [...nodeText(node, options), '']);
  return [...versionLines(plan), ...nodes, ...conclusion(plan, options)];
}

/** Where no host could be asked, nobody knows what the mirror has. */
function versionLines({ versions }: Plan): string[] {
  return versions.kubernetes ? [`Kubernetes ${versions.kubernetes}, CRI-O ${versions.crio}`, ''] : [];
}

function nodeText(node: NodePlan, options: PlanOptions): string[] {
  const { paint, width } = options;
  const head = [paint.bold(node.node), node.role, ...(node.facts ? factWords(node.facts) : ['not reached'])].join(', ');
  const shown = node.steps.filter((step) => options.all || step.state !== 'ok');
  const phases = [...new Set(shown.map((step) => step.phase))];
  const inset = { ...options, width: width - 2 };
  return [
    ...wrap(head, width, '  '),
    ...(node.steps.length ? [`  ${counts(node.steps)}`] : []),
    ...phases.flatMap((phase) => [
      `  ${paint.dim(phase)}`,
      ...shown.filter((step) => step.phase === phase).flatMap((step) => stepText(step, inset)),
    ]),
    ...node.warnings.flatMap((warning) =>
      wrap(`  ${paint.yellow('note:')} ${warning}`, width - 2, '').map((line) => `  ${line}`),
    ),
    ...node.problems.flatMap((problem) => failureText(withoutHost(problem), inset).map((line) => `  ${line}`)),
  ];
}

function stepText(step: PlannedStep, { paint, width }: Look): string[] {
  const found = step.found ? ` (${step.found})` : '';
  const after = step.after ? `, once: ${milestoneWords[step.after]}` : '';
  const blocked = step.state === 'blocked' ? 'cannot be checked yet: ' : '';
  const colour = step.state === 'needed' ? paint.green : step.state === 'blocked' ? paint.yellow : paint.dim;
  const [first = '', ...rest] = wrap(`${blocked}${step.title}${found}${after}`, width - 6);
  return [`    ${colour(marks[step.state])} ${first}`, ...rest.map((line) => `      ${line}`)];
}

function counts(steps: readonly PlannedStep[]): string {
  const of = (state: PlannedStep['state']) => steps.filter((step) => step.state === state).length;
  const blocked = of('blocked') ? `, ${of('blocked')} cannot be checked yet` : '';
  return `${counted(of('needed'), 'step')} to do, ${of('ok')} in order already${blocked}`;
}

function factWords(facts: HostFacts): string[] {
  const memory = `${facts.memoryMiB.toLocaleString('en')} MiB`;
  return [facts.os.name, `kernel ${facts.kernel}`, counted(facts.cpus, 'CPU'), memory];
}

function withoutHost<T extends { readonly host?: string }>({ host: _host, ...problem }: T): Omit<T, 'host'> {
  return problem;
}

function conclusion(plan: Plan, { file, paint, width }: PlanOptions): string[] {
  const problems = plan.nodes.reduce((sum, node) => sum + node.problems.length, 0);
  if (problems) {
    const words = `${counted(problems, 'problem')} must be mended before anything starts. Nothing was changed.`;
    return wrap(words, width).map((line) => paint.red(line));
  }
  if (isConverged(plan)) return wrap(`Every step is in order on every host: nothing is left to do.`, width);
  return wrap(`Nothing was changed. \`slipway apply -f ${file}\` does what is marked ${marks.needed}.`, width);
}
