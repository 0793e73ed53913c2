import { effectOf, wordsOf } from '../../model/preflight.ts';
import type { CheckedSight, Effect, HostPreflight, Preflight } from '../../model/preflight.ts';
import { counted } from './clock.ts';
import type { Look } from './look.ts';
import { meshText } from './mesh-text.ts';
import { wrap } from './wrap.ts';

/** What `preflightText` needs besides the answer. */
export interface PreflightTextOptions extends Look {
  /** Shows also what is in order. */
  readonly all?: boolean;
}

const marks: Readonly<Record<Effect, string>> = { problem: '×', warning: '!', repaired: '+', ok: '=' };
const order: readonly Effect[] = ['problem', 'warning', 'repaired', 'ok'];

/** What preflight found, by host and worst first, then between the hosts. */
export function preflightText(found: Preflight, options: PreflightTextOptions): string[] {
  return [
    ...found.hosts.flatMap((host) => [...hostText(host, options), '']),
    ...(found.mesh ? [...meshText(found.mesh, options), ''] : []),
    ...conclusion(found, options),
  ];
}

function hostText({ host, role, os, sights }: HostPreflight, options: PreflightTextOptions): string[] {
  const { paint, width } = options;
  const head = [paint.bold(host), role, os || 'not reached'].join(', ');
  const shown = order
    .filter((effect) => options.all || effect !== 'ok')
    .flatMap((effect) => sights.filter(({ code }) => effectOf(code) === effect));
  const fine = sights.filter(({ code }) => code === undefined).length;
  return [
    ...wrap(head, width, '  '),
    ...shown.flatMap((sight) => sightText(sight, options).map((line) => `  ${line}`)),
    ...(fine > 0 && !options.all ? [`  ${paint.dim(marks.ok)} ${counted(fine, 'other look')} in order`] : []),
  ];
}

function sightText({ check, code, seen }: CheckedSight, { paint, width }: Look): string[] {
  if (code === undefined) return hanging(paint.dim(marks.ok), `${check}: ${seen}`, width - 2);
  const effect = effectOf(code);
  const colour = effect === 'problem' ? paint.red : effect === 'warning' ? paint.yellow : paint.green;
  const { title, hint } = wordsOf(code);
  return [
    ...hanging(colour(marks[effect]), `${code}: ${title}`, width - 2),
    ...wrap(seen, width - 6).map((line) => `    ${line}`),
    ...wrap(`→ ${hint}`, width - 6, '  ').map((line) => `    ${line}`),
  ];
}

/** A mark and text beside it, in at most `width` columns. */
function hanging(mark: string, text: string, width: number): string[] {
  return wrap(text, width - 2).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
}

function conclusion({ hosts, mesh }: Preflight, { paint, width }: Look): string[] {
  const effects = hosts.flatMap(({ sights }) => sights.map(({ code }) => effectOf(code)));
  const of = (effect: Effect): number => effects.filter((each) => each === effect).length;
  const blocked = mesh ? mesh.counts.blocked + mesh.counts.short : 0;
  const problems = of('problem');
  const parts = [
    ...(problems > 0 ? [`${counted(problems, 'problem')} to be mended before a build`] : []),
    ...(blocked > 0 ? [`${counted(blocked, 'way')} between hosts to be opened`] : []),
    ...(problems + blocked === 0 ? ['Nothing stands in the way of a build'] : []),
    ...(of('warning') > 0 ? [counted(of('warning'), 'warning')] : []),
    ...(of('repaired') > 0 ? [`${counted(of('repaired'), 'thing')} that a build mends itself`] : []),
  ];
  const lines = wrap(`${parts.join('; ')}. Nothing was changed.`, width);
  return problems + blocked > 0 ? lines.map((line) => paint.red(line)) : lines;
}
