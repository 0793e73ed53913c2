import type { Finding } from './finding.ts';
import type { SchemaNode } from './json-schema.ts';
import { schemaAt, sectionsWith } from './json-schema.ts';
import type { Path } from './path.ts';
import { pathText } from './path.ts';
import { closest, oneOf } from './suggest.ts';

/** Names that other tools use, by ours. */
const synonyms: Readonly<Record<string, string>> = {
  ip: 'address',
  host: 'address',
  hostname: 'name',
  username: 'user',
  login: 'user',
  identityFile: 'key',
  privateKey: 'key',
  keyFile: 'key',
  keyPath: 'key',
  podSubnet: 'pods',
  podCIDR: 'pods',
  serviceSubnet: 'services',
  serviceCIDR: 'services',
  roles: 'role',
  nodes: 'hosts',
  proxyJump: 'bastion',
};

function passwordKey(path: Path): Finding | undefined {
  if (path[1] !== 'ssh' || !/pass(?:word|phrase|wd)?/i.test(String(path.at(-1)))) return undefined;
  return {
    what: `\`${String(path.at(-1))}\` is not a key of \`${pathText(path.slice(0, -1))}\`: hosts are opened with a key, not a password`,
    instead:
      'Where sudo asks for a password, write `sudo: { password: { env: OPS_SUDO } }`. Never write the password itself.',
    at: 'key',
    secret: true,
  };
}

/** The key of a section that a wrong one stands for; undefined where nothing is near. */
export function meantKey(name: string, siblings: readonly string[]): string | undefined {
  const known = Object.hasOwn(synonyms, name) ? synonyms[name] : undefined;
  return known !== undefined && siblings.includes(known) ? known : closest(name, siblings);
}

/** What to write instead of a key that does not exist: a similar one, the place it belongs, or what there is. */
export function unknownKey(path: Path, schema: SchemaNode): Finding {
  const name = String(path.at(-1));
  const section = path.slice(0, -1);
  const password = passwordKey(path);
  if (password) return password;
  const siblings = Object.keys(schemaAt(schema, section)?.properties ?? {});
  const where = section.length === 0 ? 'a cluster file' : `\`${pathText(section)}\``;
  const finding = (instead: string): Finding => ({ what: `\`${name}\` is not a key of ${where}`, instead, at: 'key' });
  const elsewhere = sectionsWith(schema, name).filter((place) => place !== '');
  const meant = meantKey(name, siblings);
  if (meant && (elsewhere.length === 0 || Object.hasOwn(synonyms, name))) return finding(`Did you mean \`${meant}\`?`);
  if (elsewhere.length > 0 && elsewhere.length <= 2) return finding(`It belongs under ${oneOf(elsewhere)}.`);
  if (meant) return finding(`Did you mean \`${meant}\`?`);
  return finding(`It can hold ${siblings.map((key) => `\`${key}\``).join(', ')}.`);
}
