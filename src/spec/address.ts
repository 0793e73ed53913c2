import { isDnsSubdomain } from './dns-name.ts';
import { parseIpv4 } from './cidr.ts';
import type { Finding } from './finding.ts';
import { shown } from './finding.ts';

const anAddress = 'Write an IPv4 address such as 10.88.0.11, or a DNS name such as cp-1.example.com.';

function checkIpv4(text: string): Finding | undefined {
  const address = parseIpv4(text);
  if (address === undefined) {
    const instead = 'Write four numbers from 0 to 255 with dots between, without leading zeros.';
    return { what: `${shown(text)} is not an IPv4 address`, instead };
  }
  const firstOctet = Math.floor(address / 2 ** 24);
  if (firstOctet !== 0 && firstOctet !== 127 && firstOctet < 224) return undefined;
  return { what: `${text} cannot be the address of a machine in a network`, instead: anAddress };
}

function checkDnsName(text: string): Finding | undefined {
  if (text === 'localhost') {
    const instead = 'Write the address that the other machines of the cluster reach it by.';
    return { what: '`localhost` is a different machine for everybody who uses it', instead };
  }
  if (isDnsSubdomain(text)) return undefined;
  const lower = text.toLowerCase();
  if (isDnsSubdomain(lower)) return { what: `${shown(text)} has capital letters`, instead: `Write \`${lower}\`.` };
  return { what: `${shown(text)} is neither an IPv4 address nor a DNS name`, instead: anAddress };
}

/** Looks at the address of a machine: an IPv4 address or a DNS name, without anything around it. */
export function checkAddress(text: string): Finding | undefined {
  const bare = text.replace(/^[a-z]+:\/\//, '').replace(/[/:].*$/, '');
  if (text.includes('://'))
    return { what: `${shown(text)} is a URL`, instead: `Write the address alone: \`${bare}\`.` };
  if (text.includes('@')) {
    const instead = `Write \`${bare.replace(/^.*@/, '')}\` here; users are set with \`user\` under \`ssh\` or \`bastion\`.`;
    return { what: `${shown(text)} holds a user`, instead };
  }
  if (/^[^:]+:\d+$/.test(text)) {
    const instead = `Write \`${bare}\` here and the port on its own: \`port: ${text.replace(/^.*:/, '')}\`.`;
    return { what: `${shown(text)} holds a port`, instead };
  }
  if (text.includes(':')) {
    const instead = 'Write the IPv4 address of the machine, or a DNS name; IPv6 is not supported yet.';
    return { what: `${shown(text)} is an IPv6 address`, instead };
  }
  if (text.includes('/')) {
    return { what: `${shown(text)} is a network, not the address of a machine`, instead: `Write \`${bare}\`.` };
  }
  return /^[\d.]+$/.test(text) ? checkIpv4(text) : checkDnsName(text);
}

/** Looks at the address of a node: the API server and kubelet announce it to others, so it has to be an IPv4 address. */
export function checkNodeAddress(text: string): Finding | undefined {
  const found = checkAddress(text);
  if (found || /^[\d.]+$/.test(text)) return found;
  const instead = 'Write the IPv4 address that the other nodes reach it by, such as 10.88.0.11.';
  return { what: `${shown(text)} is a name; the node announces an address`, instead };
}
