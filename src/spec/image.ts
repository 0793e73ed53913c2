import { isDnsSubdomain } from './dns-name.ts';
import type { Finding } from './finding.ts';
import { shown } from './finding.ts';

const repository = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const suffix = /^(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

function isRegistry(text: string): boolean {
  const match = /^([^:/]+)(?::(\d{1,5}))?$/.exec(text);
  return match !== null && isDnsSubdomain(match[1] ?? '') && Number(match[2] ?? 1) <= 65_535;
}

/** Looks at an image name: registry host, path, and if need be tag and digest. */
export function checkImage(text: string): Finding | undefined {
  const slash = text.indexOf('/');
  const host = slash < 0 ? '' : text.slice(0, slash);
  if (text.includes('://')) {
    return { what: `${shown(text)} is a URL`, instead: `Write \`${text.replace(/^.*:\/\//, '')}\`.` };
  }
  if (!/[.:]/.test(host) && host !== 'localhost') {
    const full = slash < 0 ? `docker.io/library/${text}` : `docker.io/${text}`;
    const what = `the image name ${shown(text)} does not say which registry it is in; CRI-O refuses such names`;
    return { what, instead: `Write the whole name: \`${full}\`.` };
  }
  const rest = text.slice(slash + 1);
  const end = /[:@]/.exec(rest)?.index ?? rest.length;
  if (isRegistry(host) && repository.test(rest.slice(0, end)) && suffix.test(rest.slice(end))) return undefined;
  return {
    what: `${shown(text)} is not an image name`,
    instead: 'Write HOST/PATH:TAG in lower case: `docker.io/library/busybox:1.37`.',
  };
}

/** Looks at the name of a registry: a host, with a port if need be. */
export function checkRegistry(text: string): Finding | undefined {
  if (isRegistry(text)) return undefined;
  const instead = 'Write the host that image names start with, such as docker.io or registry.k8s.io.';
  return { what: `${shown(text)} is not the name of a registry`, instead, at: 'key' };
}

/** Looks at the place that replaces a registry: host, port and path without a scheme. */
export function checkRegistryLocation(text: string): Finding | undefined {
  const scheme = /^([a-z]+):\/\//.exec(text);
  if (scheme) {
    const bare = text.slice(scheme[0].length).replace(/\/+$/, '');
    const more = scheme[1] === 'http' ? ' and `insecure: true`' : '';
    return { what: `${shown(text)} has a scheme`, instead: `Write \`location: ${bare}\`${more}.` };
  }
  const [host = '', ...path] = text.split('/');
  if (isRegistry(host) && (path.length === 0 || repository.test(path.join('/')))) return undefined;
  const instead = 'Write host, port and path, such as registry.example.com:5000/mirror.';
  return { what: `${shown(text)} is not a place in a registry`, instead };
}
