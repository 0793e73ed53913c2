import type { Mistake } from './mistake.ts';

/** One mistake in each row: mirrors and images. */
export const mirrorsAndImages: readonly Mistake[] = [
  {
    name: 'a mirror with another scheme',
    change: ['  ssh:\n', '  mirrors: { kubernetes: { url: "ftp://mirror.example.com/k8s" } }\n  ssh:\n'],
    at: '7:33',
    what: '"ftp://mirror.example.com/k8s" is not an http or https URL',
    instead: 'Write a URL that starts with https:// or http://.',
  },
  {
    name: 'a mirror without a scheme',
    change: ['  ssh:\n', '  mirrors: { crio: { url: mirror.example.com/cri-o } }\n  ssh:\n'],
    at: '7:27',
    what: '"mirror.example.com/cri-o" is not an http or https URL',
    instead: 'Write the whole URL: `url: https://mirror.example.com/kubernetes/v{minor}`.',
  },
  {
    name: 'a mirror that ends in deb',
    change: ['  ssh:\n', '  mirrors: { crio: { url: "https://mirror.example.com/cri-o/v{minor}/deb/" } }\n  ssh:\n'],
    at: '7:27',
    what: '"https://mirror.example.com/cri-o/v{minor}/deb/" ends in /deb, which Slipway adds itself: deb or rpm, as each host needs it',
    instead: 'Write https://mirror.example.com/cri-o/v{minor}.',
  },
  {
    name: 'the place that CRI-O has left',
    change: [
      '  ssh:\n',
      '  mirrors: { crio: { url: "https://pkgs.k8s.io/addons:/cri-o:/prerelease:/main" } }\n  ssh:\n',
    ],
    at: '7:27',
    what: '"https://pkgs.k8s.io/addons:/cri-o:/prerelease:/main" is where CRI-O was until 2025; nothing new appears there',
    instead: 'Leave `url` and `fingerprint` out: the new place has every minor from 1.28 on, by another key.',
  },
  {
    name: 'a mirror with a password',
    change: ['  ssh:\n', '  mirrors: { crio: { url: "https://me:hunter2@mirror.example.com/cri-o" } }\n  ssh:\n'],
    at: '7:27',
    what: 'the URL holds a user or a password',
    instead: 'Take user and password out; a mirror inside the site should need none.',
  },
  {
    name: 'a mirror with an unknown placeholder',
    change: ['  ssh:\n', '  mirrors: { crio: { url: "https://mirror.example.com/v{version}" } }\n  ssh:\n'],
    at: '7:27',
    what: 'the URL has an unknown placeholder {version}',
    instead: 'Write {minor} for 1.30, or the text itself.',
  },
  {
    name: 'a fingerprint that is too short',
    change: ['  ssh:\n', '  mirrors: { crio: { fingerprint: 4EB27DB2A3B88B8B } }\n  ssh:\n'],
    at: '7:35',
    what: '"4EB27DB2A3B88B8B" is a short key id, which anybody can forge',
    instead: 'Write all 40 hex digits, as `gpg --show-keys --with-fingerprint KEY` shows them.',
  },
  {
    name: 'a fingerprint that is none',
    change: ['  ssh:\n', '  mirrors: { crio: { fingerprint: hello } }\n  ssh:\n'],
    at: '7:35',
    what: '"hello" is not a fingerprint',
    instead: 'Write all 40 hex digits, as `gpg --show-keys --with-fingerprint KEY` shows them.',
  },
  {
    name: 'an image mirror with a scheme',
    change: ['  ssh:\n', '  mirrors: { images: { docker.io: { location: "http://10.88.0.1:5000/" } } }\n  ssh:\n'],
    at: '7:47',
    what: '"http://10.88.0.1:5000/" has a scheme',
    instead: 'Write `location: 10.88.0.1:5000` and `insecure: true`.',
  },
  {
    name: 'an image mirror as text',
    change: ['  ssh:\n', '  mirrors: { images: { docker.io: "10.88.0.1:5000" } }\n  ssh:\n'],
    at: '7:35',
    what: 'a mirror is a mapping, not the text "10.88.0.1:5000"',
    instead: 'Write `{ location: "10.88.0.1:5000" }`.',
  },
  {
    name: 'a registry with a scheme',
    change: ['  ssh:\n', '  mirrors: { images: { "https://docker.io": { location: "10.88.0.1:5000" } } }\n  ssh:\n'],
    at: '7:24',
    what: '"https://docker.io" is not the name of a registry',
    instead: 'Write the host that image names start with, such as docker.io or registry.k8s.io.',
  },
  {
    name: 'a short image name',
    change: ['  ssh:\n', '  verification: { image: busybox:1.37 }\n  ssh:\n'],
    at: '7:26',
    what: 'the image name "busybox:1.37" does not say which registry it is in; CRI-O refuses such names',
    instead: 'Write the whole name: `docker.io/library/busybox:1.37`.',
  },
  {
    name: 'an image name with capitals',
    change: ['  ssh:\n', '  verification: { image: docker.io/Library/busybox }\n  ssh:\n'],
    at: '7:26',
    what: '"docker.io/Library/busybox" is not an image name',
    instead: 'Write HOST/PATH:TAG in lower case: `docker.io/library/busybox:1.37`.',
  },
];
