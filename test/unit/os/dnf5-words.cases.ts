import type { ToolWords } from './tool-words.ts';

const file = '/var/cache/libdnf5/cri-o-72462f4e0e6c0b86/packages/cri-o-1.30.0-1.x86_64.rpm';

const refused = (cause: string): string => `Running transaction
Transaction failed: Signature verification failed.
OpenPGP check for package "cri-o-1.30.0-1.x86_64" (${file}) from repo "cri-o" has failed: ${cause}
`;

/** What `rpmkeys --checksig -v` adds: dnf 5 itself says the same of an expired key, a wrong clock and a damaged payload. */
const rpmkeys = (signature: string, digest = 'OK'): string => `${file}:
    Header OpenPGP V4 RSA/SHA512 signature, key ${signature}
    Header SHA256 digest: OK
    Payload SHA256 digest: ${digest}
`;

const ours = 'fingerprint: c976fe6ed101c59bc493f10bac825b1b8ecce26f';
const opening = 'Problem occurred when opening the package.';

/** Printed by dnf 5.4.6 and rpm 6.1 (Debian's), each situation made by hand. */
export const dnf5Words: readonly ToolWords[] = [
  {
    situation: 'the key has expired in the copy that rpm has',
    output: refused(opening) + rpmkeys(`${ours}: NOTTRUSTED`),
    code: 'package-key-expired',
  },
  {
    situation: 'the clock of the host is before the signature',
    output: `${refused(opening)}${rpmkeys(`${ours}: BAD`)}error: Verifying a signature using certificate C976FE6ED101C59BC493F10BAC825B1B8ECCE26F (isv:test OBS <a@b.invalid>):
  Signature 1bec created at Tue Nov 24 13:46:10 2026 invalid: signature is not alive
      because: Not live until 2026-11-24T13:41:10Z
`,
    code: 'package-not-yet-valid',
  },
  {
    situation: 'the package is signed by another key',
    output: refused("Import of the key didn't help, wrong key?") + rpmkeys('ID 3b14d440fac8613d: NOKEY'),
    code: 'package-key-unknown',
  },
  {
    situation: 'the package carries no signature',
    output: refused('The package is not signed.'),
    code: 'package-unsigned',
  },
  {
    situation: 'the payload is another one than the header says',
    output: refused(opening) + rpmkeys(`${ours}: OK`, 'BAD (Expected b8a00ba3a5267acc != 6c1d24e0314287fd)'),
    code: 'package-corrupt',
  },
  {
    situation: 'the download is not what the index says',
    output: `[1/1] cri-o-0:1.30.0-1.x86_64           100% | 687.3 KiB/s | 201.4 KiB |  00m00s
>>> Downloading successful, but checksum doesn't match. Calculated: a60fdfc0c436f277(sha256)  Expected: e2755ee0e5abd214(sha256)  - http://127.0.0.1:18103/corrupt/cri-o-1.30.0-1.x86_64.rpm
>>> No more mirrors to try - All mirrors were already tried without success
Failed to download packages
 Librepo error: Cannot download cri-o-1.30.0-1.x86_64.rpm: All mirrors were tried
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'the cached index names a file that the mirror has with another length',
    output: `>>> Interrupted by header callback: Inconsistent server data, reported file Content-Length: 2408, repository metadata states file length: 2386 (please report to repository maintainer) - http://10.103.0.1:8082/rpm/cri-o-1.30.9-1.x86_64.rpm
>>> No more mirrors to try - All mirrors were already tried without success
Failed to download packages
 Librepo error: Cannot download cri-o-1.30.9-1.x86_64.rpm: All mirrors were tried
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'the cached index names a file that the mirror has no more',
    output: `>>> Status code: 404 for http://127.0.0.1:18103/stale/cri-o-1.30.0-1.x86_64.rpm (IP: 127.0.0.1) - http://127.0.0.1:18103/stale/cri-o-1.30.0-1.x86_64.rpm
>>> No more mirrors to try - All mirrors were already tried without success
Failed to download packages
 Librepo error: Cannot download cri-o-1.30.0-1.x86_64.rpm: All mirrors were tried
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'the list of packages is not what the index of the repository says',
    output: `>>> Downloading successful, but checksum doesn't match. Calculated: 7022789d4ae80d34(sha256)  Expected: bc75cf6d50d2655d(sha256)  - http://127.0.0.1:18103/badmeta/repodata/bc75cf6d50d2655d-primary.xml.gz
Failed to download metadata (baseurl: "http://127.0.0.1:18103/badmeta") for repository "cri-o": Cannot download, all mirrors were already tried without success
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'another program has the lock of rpm, which dnf 5 has no word for',
    output: `Running transaction
Transaction failed: Rpm transaction failed.
the lock of rpm is held by python3 (pid 811)
`,
    code: 'package-locked',
  },
  {
    situation: 'a version is not there',
    output: `Updating and loading repositories:
Repositories loaded.
Failed to resolve the transaction:
No match for argument: kubelet-1.30.99-*
You can try to add to command line:
  --skip-unavailable to skip unavailable packages
`,
    code: 'package-missing',
  },
  {
    situation: 'the mirror does not answer',
    output: `Updating and loading repositories:
 Kubernetes                             ???% |   0.0   B/s |  -1.0   B |  ?
>>> Curl error (7): Could not connect to server for http://127.0.0.1:9/rpm/repodata/repomd.xml [Failed to connect to 127.0.0.1:9 after 0 ms: Could not connect to server]
>>> Usable URL not found
Failed to download metadata (baseurl: "http://127.0.0.1:9/rpm/") for repository "kubernetes": Usable URL not found
`,
    code: 'mirror-unreachable',
  },
  { situation: 'nothing is wrong', output: 'Complete!', code: undefined },
];
