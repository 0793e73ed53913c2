import { z } from 'zod';
import { isDnsSubdomain } from './dns-name.ts';
import type { Finding } from './finding.ts';
import { checked, shown } from './finding.ts';
import { checkRegistry, checkRegistryLocation } from './image.ts';

function checkUrl(text: string): Finding | undefined {
  const concrete = text.replaceAll('{minor}', '1.30');
  const parsed = URL.canParse(concrete) ? new URL(concrete) : undefined;
  if (!/^https?:\/\//.test(text) || !parsed || !isDnsSubdomain(parsed.hostname)) {
    const scheme = /^[a-z]+:\/\//.exec(text)?.[0];
    const what = `${shown(text)} is not an http or https URL`;
    const instead =
      scheme && !scheme.startsWith('http') ? 'Write a URL that starts with https:// or http://.' : undefined;
    return {
      what,
      instead: instead ?? `Write the whole URL: \`url: https://mirror.example.com/kubernetes/v{minor}\`.`,
    };
  }
  if (parsed.username !== '' || parsed.password !== '') {
    const instead = 'Take user and password out; a mirror inside the site should need none.';
    return { what: 'the URL holds a user or a password', instead, secret: true };
  }
  // Frozen since the move of 2025-02-12 (cri-o/packaging b133393), and 403 from 1.33 on.
  if (parsed.hostname === 'pkgs.k8s.io' && parsed.pathname.startsWith('/addons:/cri-o:')) {
    const what = `${shown(text)} is where CRI-O was until 2025; nothing new appears there`;
    return {
      what,
      instead: 'Leave `url` and `fingerprint` out: the new place has every minor from 1.28 on, by another key.',
    };
  }
  const family = /\/(deb|rpm)\/*$/.exec(text);
  if (family) {
    const what = `${shown(text)} ends in /${family[1]}, which Slipway adds itself: deb or rpm, as each host needs it`;
    return { what, instead: `Write ${text.slice(0, family.index)}.` };
  }
  const placeholder = /\{(?!minor\})[^}]*\}/.exec(text)?.[0];
  if (!placeholder) return undefined;
  return {
    what: `the URL has an unknown placeholder ${placeholder}`,
    instead: 'Write {minor} for 1.30, or the text itself.',
  };
}

function checkFingerprint(text: string): Finding | undefined {
  const digits = text.replaceAll(/\s/g, '');
  if (/^[0-9A-Fa-f]{40}$/.test(digits)) return undefined;
  const short = /^(?:0x)?(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16})$/.test(digits);
  const what = short
    ? `${shown(text)} is a short key id, which anybody can forge`
    : `${shown(text)} is not a fingerprint`;
  return { what, instead: 'Write all 40 hex digits, as `gpg --show-keys --with-fingerprint KEY` shows them.' };
}

const packageMirror = (what: string, url: string, fingerprint: string) =>
  z
    .strictObject({
      url: checked(z.string(), checkUrl)
        .default(url)
        .meta({
          description: `Repositories of ${what}: \`{minor}\` stands for the Kubernetes minor; \`deb/\` and \`rpm/\` lie below.`,
          pattern: '^https?://',
        }),
      fingerprint: checked(z.string(), checkFingerprint).default(fingerprint).meta({
        description:
          'Fingerprint of the key that signs it: 40 hex digits. Default: the upstream key, which a plain copy keeps.',
        pattern: '^([0-9A-Fa-f] *){40}$',
      }),
    })
    .prefault({})
    .meta({ description: `Where the packages of ${what} come from.` });

const imageMirror = z.strictObject({
  location: checked(z.string(), checkRegistryLocation).meta({
    description: 'Host, port and path that images are pulled from instead, without a scheme.',
    examples: ['registry.example.com:5000'],
  }),
  insecure: z
    .boolean()
    .default(false)
    .meta({ description: 'True for plain HTTP or a certificate nobody vouches for.' }),
});

/** The `mirrors` section: where packages and images come from. */
export const mirrorsSchema = z
  .strictObject({
    kubernetes: packageMirror(
      'Kubernetes',
      'https://pkgs.k8s.io/core:/stable:/v{minor}',
      'DE15B14486CD377B9E876E1A234654DA9A296436',
    ),
    crio: packageMirror(
      'CRI-O',
      'https://download.opensuse.org/repositories/isv:/cri-o:/stable:/v{minor}',
      '85B67D5C50100B1AC8CEFE49CBA9C85640A2B579',
    ),
    installProvenFiles: z.boolean().default(false).meta({
      description:
        'RPM hosts: whether a package whose signature is refused, and which no newer key mends, may be installed by its sha256 in an index that the pinned key has signed. The result of the build names each one.',
    }),
    images: z
      .record(checked(z.string(), checkRegistry), imageMirror)
      .default({})
      .meta({ description: 'By registry (`docker.io`, `registry.k8s.io`): where its images are pulled from instead.' }),
  })
  .meta({ description: 'Packages and images of a closed site. Without this section they come from upstream.' });
