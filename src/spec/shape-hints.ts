import type { Finding } from './finding.ts';
import { shown } from './finding.ts';
import type { Path } from './path.ts';
import { pathText } from './path.ts';
import { pastedKey } from './secret-schema.ts';
import { keyChoice } from './ssh-schema.ts';

type Hint = (value: unknown) => Finding | undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function taintHint(value: unknown): Finding | undefined {
  const match = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text(value) ?? '');
  if (!match) return undefined;
  const middle = match[2] ? ` value: ${match[2]},` : '';
  const instead = `Write \`{ key: ${match[1]},${middle} effect: ${match[3]} }\`.`;
  return { what: `the taint ${shown(value)} is written as kubectl writes it`, instead };
}

function keyHint(value: unknown): Finding {
  if (text(value)?.includes('PRIVATE KEY')) return pastedKey;
  return { what: '`key` says which key to use in one of three ways, not directly', instead: keyChoice, secret: true };
}

const sudoInstead = 'write `sudo: { password: { env: OPS_SUDO } }` or `sudo: { password: { file: PATH } }`.';

const sudoHint: Hint = (value) => {
  if (value === true || value === false) {
    const instead = `Remove the key where sudo asks for nothing; where it does, ${sudoInstead}`;
    return { what: '`sudo` is for hosts whose sudo asks for a password', instead };
  }
  return { what: '`sudo` says where the password is', instead: sudoInstead.replace('write', 'Write'), secret: true };
};

const passwordHint: Hint = () => ({
  what: 'the sudo password stands in the cluster file; whoever reads the file can become root everywhere',
  instead:
    'Take it out, change it if the file was shared, and write `password: { env: OPS_SUDO }` or `password: { file: PATH }`.',
  secret: true,
});

const wrap =
  (name: string, inner: (value: string) => string): Hint =>
  (value) => {
    const given = text(value);
    if (given === undefined) return undefined;
    return {
      what: `\`${name}\` is a mapping, not the text ${shown(given)}`,
      instead: `Write \`${name}: { ${inner(given)} }\`.`,
    };
  };

const imageHint: Hint = (value) => {
  const given = text(value);
  if (given === undefined) return undefined;
  return {
    what: `a mirror is a mapping, not the text ${shown(given)}`,
    instead: `Write \`{ location: ${shown(given)} }\`.`,
  };
};

const hostsHint: Hint = (value) =>
  typeof value === 'object' && value !== null
    ? {
        what: '`hosts` is a mapping, not a list',
        instead: 'Begin each host with a dash: `- { name: w-1, address: 10.88.0.12, role: worker }`.',
      }
    : undefined;

const hostHint: Hint = (value) => {
  const given = text(value);
  if (given === undefined) return undefined;
  const instead = `Write \`- { name: ${given}, address: 10.88.0.12, role: worker }\`.`;
  return { what: `a host is a mapping, not the text ${shown(given)}`, instead };
};

const labelsHint: Hint = (value) =>
  Array.isArray(value) ? { what: '`labels` is a list', instead: 'Write a mapping: `labels: { zone: a }`.' } : undefined;

/** Places where people often write another shape, with the right one. The first match counts. */
const hints: readonly (readonly [RegExp, Hint])[] = [
  [/^metadata$/, wrap('metadata', (value) => `name: ${value}`)],
  [/^spec\.network\.cni$/, wrap('cni', (value) => `name: ${value}`)],
  [/^spec\.mirrors\.kubernetes$/, wrap('kubernetes', (value) => `url: ${shown(value)}`)],
  [/^spec\.mirrors\.crio$/, wrap('crio', (value) => `url: ${shown(value)}`)],
  [/^spec\.mirrors\.images(?:\.[\w-]+|\["[^"]+"\])$/, imageHint],
  [/^spec\.verification$/, wrap('verification', (value) => `image: ${value}`)],
  [/^spec\.ssh\.bastion$/, wrap('bastion', (value) => `address: ${value}`)],
  [/^spec\.ssh\.key$/, keyHint],
  [/^spec\.ssh\.sudo$/, sudoHint],
  [/^spec\.ssh\.sudo\.password$/, passwordHint],
  [/^spec\.hosts$/, hostsHint],
  [/^spec\.hosts\[\d+\]$/, hostHint],
  [/^spec\.hosts\[\d+\]\.labels$/, labelsHint],
  [/^spec\.hosts\[\d+\]\.taints\[\d+\]$/, taintHint],
];

/** What to write where a value of the wrong type stands at a place that is often got wrong. */
export function shapeHint(path: Path, value: unknown): Finding | undefined {
  const place = pathText(path);
  return hints.find(([pattern]) => pattern.test(place))?.[1](value);
}
