import { kubernetesMinors } from '../model/kubernetes-minors.ts';
import type { Finding } from './finding.ts';
import { shown } from './finding.ts';

/** Kubernetes minors that Slipway builds, oldest first. */
export const supportedMinors = Object.keys(kubernetesMinors);

const [oldest = '', newest = ''] = [supportedMinors[0], supportedMinors.at(-1)];
const wanted = `Write a minor from "${oldest}" to "${newest}", or an exact release such as "${newest}.0".`;

/** Looks at a Kubernetes version: a supported minor (`1.30`) or one of its releases (`1.30.4`). */
export function checkVersion(text: string): Finding | undefined {
  if (/^v\d/.test(text)) {
    const bare = text.slice(1);
    return checkVersion(bare) ?? { what: `${shown(text)} starts with a v`, instead: `Write "${bare}".` };
  }
  const [, minor, patch, suffix] = /^(\d+\.\d+)(\.(?:0|[1-9]\d*))?([-+].*)?$/.exec(text) ?? [];
  if (minor === undefined || (suffix !== undefined && patch === undefined)) {
    return { what: `${shown(text)} is not a Kubernetes version`, instead: wanted };
  }
  if (/^1\.[12]?\d$/.test(minor)) {
    const reason = 'before 1.30 user namespaces are an alpha feature with other rules';
    return { what: `Kubernetes ${minor} is too old: ${reason}`, instead: wanted };
  }
  if (!supportedMinors.includes(minor)) {
    return { what: `this version of Slipway does not build Kubernetes ${minor}`, instead: wanted };
  }
  if (suffix === undefined) return undefined;
  const instead = `Write a release without a suffix, such as "${minor}${patch}".`;
  return { what: `${shown(text)} is not a released version`, instead };
}
