import { isDnsSubdomain } from './dns-name.ts';
import { parseIpv4 } from './cidr.ts';
import type { Finding } from './finding.ts';
import { shown } from './finding.ts';

const anAddress = 'Write an IPv4 address such as 10.88.0.11';
const ofMachine = `${anAddress}, or a DNS name such as bastion.example.com.`;
const ofNode = `${anAddress}: nodes announce it to each other, so a DNS name does not do.`;

const looksLikeIpv4 = (text: string): boolean => /^[\d.]+$/.test(text);

function checkIpv4(text: string, instead: string): Finding | undefined {
  const address = parseIpv4(text);
  if (address === undefined) {
    const rule = 'Write four numbers from 0 to 255 with dots between, without leading zeros.';
    return { what: `${shown(text)} is not an IPv4 address`, instead: rule };
  }
  const firstOctet = Math.floor(address / 2 ** 24);
  if (firstOctet !== 0 && firstOctet !== 127 && firstOctet < 224) return undefined;
  return { what: `${text} cannot be the address of a machine in a network`, instead };
}

/** What stands around an address: a scheme, a user, a port, a prefix; and the addresses that have colons themselves. */
function checkBare(text: string, instead: string): Finding | undefined {
  const bare = text.replace(/^[a-z]+:\/\//, '').replace(/[/:].*$/, '');
  if (text.includes('://')) {
    return { what: `${shown(text)} is a URL`, instead: `Write the address alone: \`${bare}\`.` };
  }
  if (text.includes('@')) {
    const alone = `Write \`${bare.replace(/^.*@/, '')}\` here; users are set with \`user\` under \`ssh\` or \`bastion\`.`;
    return { what: `${shown(text)} holds a user`, instead: alone };
  }
  if (/^[^:]+:\d+$/.test(text)) {
    const apart = `Write \`${bare}\` here and the port on its own: \`port: ${text.replace(/^.*:/, '')}\`.`;
    return { what: `${shown(text)} holds a port`, instead: apart };
  }
  if (text.includes(':')) {
    return { what: `${shown(text)} is an IPv6 address, which is not supported yet`, instead };
  }
  if (!text.includes('/')) return undefined;
  return { what: `${shown(text)} is a network, not the address of a machine`, instead: `Write \`${bare}\`.` };
}

function checkDnsName(text: string): Finding | undefined {
  if (isDnsSubdomain(text)) return undefined;
  const lower = text.toLowerCase();
  if (isDnsSubdomain(lower)) return { what: `${shown(text)} has capital letters`, instead: `Write \`${lower}\`.` };
  return { what: `${shown(text)} is neither an IPv4 address nor a DNS name`, instead: ofMachine };
}

function checkLocalhost(text: string): Finding | undefined {
  if (text !== 'localhost') return undefined;
  const instead = 'Write the IPv4 address that the other machines reach it by.';
  return { what: '`localhost` is a different machine for everybody who uses it', instead };
}

/** Looks at the address of a machine on the way, such as a bastion: an IPv4 address or a DNS name, with nothing around it. */
export function checkAddress(text: string): Finding | undefined {
  const around = checkBare(text, ofMachine) ?? checkLocalhost(text);
  return around ?? (looksLikeIpv4(text) ? checkIpv4(text, ofMachine) : checkDnsName(text));
}

/** Looks at the address of a node: the API server and kubelet announce it to others, so it has to be an IPv4 address. */
export function checkNodeAddress(text: string): Finding | undefined {
  const around = checkBare(text, ofNode) ?? checkLocalhost(text);
  if (around || looksLikeIpv4(text)) return around ?? checkIpv4(text, ofNode);
  return { what: `${shown(text)} is not an IPv4 address`, instead: ofNode };
}
