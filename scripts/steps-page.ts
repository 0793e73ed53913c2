import { undoWords } from '../src/model/undo.ts';
import { phases } from '../src/phases/index.ts';
import type { Phase } from '../src/phases/index.ts';
import type { RemedyStep, Step } from '../src/steps/define-step.ts';

const kinds: Readonly<Record<Step['kind'], string>> = {
  quick: 'quick: in one script with its neighbours',
  job: 'job: detached on the host, polled',
  kube: 'kube: through the Kubernetes API',
};

const lost = {
  rerun: 'the step runs again; it checks first, and what it does may be done twice',
  probe: 'the host is looked at first; it runs again where its effect is not there and nothing makes that unsafe',
  fail: 'it does not run again; the node parks and a person looks',
} as const;

const linkOf = ({ id }: Step): string => `[\`${id}\`](#${id})`;

const remedies: readonly RemedyStep[] = [
  ...new Set(phases.flatMap(({ steps }) => steps.flatMap((step) => ('remedies' in step ? (step.remedies ?? []) : [])))),
];

function sectionOf(step: Step | RemedyStep): string {
  const about = [
    `**Kind** ${kinds[step.kind]}; one attempt takes at most ${step.seconds} s`,
    ...(step.after
      ? [
          `**Workers wait for** \`${step.after}\`${step.courtesy ? ', but not longer than the control plane goes on' : ''}`,
        ]
      : []),
    ...(step.reaches ? [`**The control plane reaches** \`${step.reaches}\``] : []),
    ...(step.kind === 'kube' ? [] : [`**If its outcome is lost** ${lost[step.lost]}`]),
    `**Undo** ${undoWords(step.undo)}`,
    ...('remedies' in step && step.remedies ? [`**Compensating steps** ${step.remedies.map(linkOf).join(', ')}`] : []),
    ...('cures' in step ? [`**For** ${step.cures.map((code) => `\`${code}\``).join(', ')}`] : []),
  ];
  return [`### \`${step.id}\``, `${step.title}.`, step.why, about.map((line) => `- ${line}`).join('\n')].join('\n\n');
}

function chapterOf(phase: Phase): string {
  return [`## ${phase.title}`, `Phase \`${phase.id}\`.`, ...phase.steps.map(sectionOf)].join('\n\n');
}

function overview(): string {
  const rows = phases.flatMap((phase) =>
    phase.steps.map((step) => {
      const waits = step.after ? `\`${step.after}\`` : '';
      const reaches = step.reaches ? `\`${step.reaches}\`` : '';
      return `| ${phase.id} | [\`${step.id}\`](#${step.id}) | ${step.kind} | ${waits} | ${reaches} |`;
    }),
  );
  return [
    '| Phase | Step | Kind | Workers wait for | The control plane reaches |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The text of `docs/steps.md`, from the values that plan, progress and the Temporal UI are made of. */
export function stepsPage(): string {
  return `# What a build does

Made from \`src/phases\` and \`src/steps\` by \`npm run docs\`; a test compares it. Do not edit it by hand.

A node goes through the steps that apply to it from top to bottom: check, apply, check. A step whose effect is there
already changes nothing. \`slipway plan -f cluster.yaml\` says which ones a host needs. Nothing waits for a whole phase:
a step waits for the one before it on its own node, and on workers for a milestone of the control plane where the table names one.

${overview()}

${phases.map(chapterOf).join('\n\n')}

## Compensating steps

Where a step fails in a way that is known, the steps for that failure are tried in this order, each once: the step runs again
after one that changed something. What ran, for which failure, is in the result of the build. Where none is left, the node parks.

${remedies.map(sectionOf).join('\n\n')}
`;
}
