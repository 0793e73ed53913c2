import type { ToolWords } from './tool-words.ts';

const certificate = `error: Verifying a signature using certificate C976FE6ED101C59BC493F10BAC825B1B8ECCE26F (isv:test OBS <a@b.invalid>):
  1. Certificate AC825B1B8ECCE26F invalid: certificate is not alive
      because: The primary key is not live
      because: Expired on 2024-01-01T00:00:00Z
  2. Key AC825B1B8ECCE26F invalid: key is not alive
      because: The primary key is not live
      because: Expired on 2024-01-01T00:00:00Z
`;

const notCorrect = `GPG key at file:///etc/pki/rpm-gpg/K (0x8ECCE26F) is already installed
The GPG keys listed for the "CRI-O" repository are already installed but they are not correct for this package.
Check that the correct key URLs are configured for this repository.. Failing package is: cri-o-1.30.0-1.x86_64
 GPG Keys are configured as: file:///etc/pki/rpm-gpg/K

Try to add '--enableplugin=expired-pgp-keys' to resolve the problem. Note: This plugin might not be installed by default, as it is part of the 'dnf-plugins-core' package.

Error: GPG check FAILED
`;

/** Printed by dnf 4.23 with rpm 4.20 (Debian's), each situation made by hand. The first is the error of the procedure. */
export const dnf4Words: readonly ToolWords[] = [
  {
    situation: 'the key has expired in the copy that rpm has',
    output: `Downloading Packages:\n${certificate}${notCorrect}`,
    code: 'package-key-expired',
  },
  {
    situation: 'the same, with what rpmkeys says of the package',
    output: `${certificate}${notCorrect}/var/cache/dnf/cri-o-1/packages/cri-o-1.30.0-1.x86_64.rpm:\n${certificate}    Header V4 RSA/SHA512 Signature, key ID 8ecce26f: NOTTRUSTED
    Header SHA256 digest: OK
    Payload SHA256 digest: OK
`,
    code: 'package-key-expired',
  },
  {
    situation: 'the key has expired, and dnf has just imported it',
    output: `Key imported successfully\n${certificate}Import of key(s) didn't help, wrong key(s)?\nPublic key for cri-o-1.30.0-1.x86_64.rpm is not trusted\nError: GPG check FAILED\n`,
    code: 'package-key-expired',
  },
  {
    situation: 'the clock of the host is before the signature',
    output: `Downloading Packages:
error: Verifying a signature using certificate C976FE6ED101C59BC493F10BAC825B1B8ECCE26F (isv:test OBS <a@b.invalid>):
  Signature 1bec created at Tue Nov 24 13:46:10 2026 invalid: signature is not alive
      because: Not live until 2026-11-24T13:41:10Z
Problem opening package cri-o-1.30.0-1.x86_64.rpm
Error: GPG check FAILED
`,
    code: 'package-not-yet-valid',
  },
  {
    situation: 'the package is signed by another key',
    output: `Downloading Packages:\n${notCorrect}`,
    code: 'package-key-unknown',
  },
  {
    situation: 'the package carries no signature',
    output: `Downloading Packages:\nPackage cri-o-1.30.0-1.x86_64.rpm is not signed\nError: GPG check FAILED\n`,
    code: 'package-unsigned',
  },
  {
    situation: 'the payload is another one than the header says, and the index agrees with it',
    output: `cri-o-1.30.0-1.x86_64.rpm                       8.8 MB/s | 201 kB     00:00
Problem opening package cri-o-1.30.0-1.x86_64.rpm
The downloaded packages were saved in cache until the next successful transaction.
You can remove cached packages by executing 'dnf clean packages'.
Error: GPG check FAILED
`,
    code: 'package-corrupt',
  },
  {
    situation: 'the same while another certificate in the database has expired',
    output: `Problem opening package cri-o-1.30.0-1.x86_64.rpm
Error: GPG check FAILED
/var/cache/dnf/cri-o-1/packages/cri-o-1.30.0-1.x86_64.rpm:
${certificate}    Header V4 RSA/SHA512 Signature, key ID 8ecce26f: NOTTRUSTED
    Header SHA256 digest: OK
    Payload SHA256 ALT digest: BAD (Expected b6be2ddfdb36c591 != 6c1d24e0314287fd)
    Payload SHA256 digest: BAD (Expected b8a00ba3a5267acc != 6c1d24e0314287fd)
`,
    code: 'package-corrupt',
  },
  {
    situation: 'the download is not what the index says',
    output: `[MIRROR] cri-o-1.30.0-1.x86_64.rpm: Downloading successful, but checksum doesn't match. Calculated: a60fdfc0c436f277(sha256)  Expected: e2755ee0e5abd214(sha256)
[FAILED] cri-o-1.30.0-1.x86_64.rpm: No more mirrors to try - All mirrors were already tried without success
Error: Error downloading packages:
  cri-o-1.30.0-1.x86_64: Cannot download, all mirrors were already tried without success
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'the cached index names a file that the mirror has no more',
    output: `[MIRROR] cri-o-1.30.0-1.x86_64.rpm: Status code: 404 for http://127.0.0.1:18103/stale/cri-o-1.30.0-1.x86_64.rpm (IP: 127.0.0.1)
[FAILED] cri-o-1.30.0-1.x86_64.rpm: No more mirrors to try - All mirrors were already tried without success
Error: Error downloading packages:
  cri-o-1.30.0-1.x86_64: Cannot download, all mirrors were already tried without success
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'the list of packages is not what the index of the repository says',
    output: `Errors during downloading metadata for repository 'cri-o':
  - Downloading successful, but checksum doesn't match. Calculated: 7022789d4ae80d34(sha256)  Expected: bc75cf6d50d2655d(sha256)
Error: Failed to download metadata for repo 'cri-o': Yum repo downloading error: Downloading error(s): repodata/bc75cf6d50d2655d-primary.xml.gz - Cannot download, all mirrors were already tried without success
`,
    code: 'mirror-inconsistent',
  },
  {
    situation: 'the mirror does not answer',
    output: "Error: Failed to download metadata for repo 'kubernetes': Cannot download repomd.xml",
    code: 'mirror-unreachable',
  },
  {
    situation: 'there is no such version',
    output: 'No match for argument: kubelet-1.30.99-*\nError: Unable to find a match: kubelet-1.30.99-*',
    code: 'package-missing',
  },
  {
    situation: 'another dnf is at work',
    output: 'Waiting for process with pid 811 to finish.',
    code: 'package-locked',
  },
  {
    situation: 'a program that is not dnf has the lock of rpm',
    output: `Running transaction test
Transaction test succeeded.
Running transaction
RPM: error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)
Error: Could not run transaction.
`,
    code: 'package-locked',
  },
  {
    situation: 'the disk is full',
    output: 'Error: At least 212MB more space needed on the / filesystem.',
    code: 'disk-full',
  },
  { situation: 'nothing is wrong', output: 'Complete!', code: undefined },
];
