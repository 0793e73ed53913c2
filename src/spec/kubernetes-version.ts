import { kubernetesMinors } from '../model/kubernetes-minors.ts';
import type { Finding } from './finding.ts';
import { shown } from './finding.ts';

/** Kubernetes minors that Slipway builds, oldest first. */
export const supportedMinors = Object.keys(kubernetesMinors);

const last = supportedMinors.at(-1) ?? '';
const range = `Write a version that this Slipway builds: ${supportedMinors.map((minor) => `"${minor}"`).join(', ')}.`;

/** Looks at a Kubernetes version: a supported minor (`1.30`) or one of its releases (`1.30.4`). */
export function checkVersion(text: string): Finding | undefined {
  if (/^v\d/.test(text)) return { what: `${shown(text)} starts with a v`, instead: `Write "${text.slice(1)}".` };
  const match = /^(\d+)\.(\d+)(?:\.(?:0|[1-9]\d*))?$/.exec(text);
  if (!match) {
    const stable = /^(\d+\.\d+\.\d+)[-+]/.exec(text)?.[1];
    const what = `${shown(text)} is not ${stable ? 'a released' : 'a Kubernetes'} version`;
    const example = `Write a minor such as "${last}" for its newest patch, or an exact release such as "${last}.0".`;
    return { what, instead: stable ? `Write a release without a suffix, such as "${stable}".` : example };
  }
  const minor = `${match[1]}.${match[2]}`;
  if (supportedMinors.some((supported) => supported === minor)) return undefined;
  const number = Number(match[2]);
  if (match[1] === '1' && number < 30) {
    const reason = 'before 1.30 user namespaces are an alpha feature with other rules';
    return { what: `Kubernetes ${minor} is too old: ${reason}`, instead: range };
  }
  return { what: `Kubernetes ${minor} is not built by this version of Slipway`, instead: range };
}
