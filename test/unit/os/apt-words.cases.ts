import type { ToolWords } from './tool-words.ts';

const sqv = (cause: string): string => `Get:1 copy:/srv/good  InRelease [981 B]
Err:1 copy:/srv/good  InRelease
  Sub-process /usr/bin/sqv returned an error code (1), error message is: ${cause}
Reading package lists...
W: OpenPGP signature verification failed: copy:/srv/good  InRelease: Sub-process /usr/bin/sqv returned an error code (1), error message is: ${cause}
E: The repository 'copy:/srv/good  InRelease' is not signed.
`;

const gpgv = (cause: string): string => `Err:1 copy:/srv/good  InRelease
  ${cause}
Reading package lists...
W: OpenPGP signature verification failed: copy:/srv/good  InRelease: ${cause}
E: The repository 'copy:/srv/good  InRelease' is not signed.
`;

/** Printed by apt 3.0 of Debian 13, with sqv and with gpgv, which Ubuntu 24.04 has; each situation made by hand. */
export const aptWords: readonly ToolWords[] = [
  {
    situation: 'the key has expired, by sqv',
    output: sqv(
      'Signing key on C976FE6ED101C59BC493F10BAC825B1B8ECCE26F is bad:            The primary key is not live   because: Expired on 2024-01-01T00:00:00Z',
    ),
    code: 'package-key-expired',
  },
  {
    situation: 'the key has expired, by gpgv',
    output: gpgv('The following signatures were invalid: EXPKEYSIG AC825B1B8ECCE26F isv:test OBS <a@b.invalid>'),
    code: 'package-key-expired',
  },
  {
    situation: 'another key has signed, by sqv',
    output: sqv('Missing key C976FE6ED101C59BC493F10BAC825B1B8ECCE26F, which is needed to verify signature.'),
    code: 'package-key-unknown',
  },
  {
    situation: 'another key has signed, by gpgv',
    output: gpgv(
      "The following signatures couldn't be verified because the public key is not available: NO_PUBKEY AC825B1B8ECCE26F",
    ),
    code: 'package-key-unknown',
  },
  {
    situation: 'the clock is before the signature, by sqv',
    output: sqv('Verifying signature:            Not live until 2026-11-24T13:17:34Z'),
    code: 'package-not-yet-valid',
  },
  {
    situation: 'the clock is before the index, where the signature passes',
    output:
      'E: Release file for copy:/srv/good/InRelease is not valid yet (invalid for another 2153d 13h 47min 24s). Updates for this repository will not be applied.\n',
    code: 'package-not-yet-valid',
  },
  {
    situation: 'the index was altered, by sqv',
    output: sqv('Verifying signature:            Message has been manipulated'),
    code: 'package-corrupt',
  },
  {
    situation: 'the index was altered, by gpgv',
    output: gpgv('The following signatures were invalid: BADSIG AC825B1B8ECCE26F isv:test OBS <a@b.invalid>'),
    code: 'package-corrupt',
  },
  {
    situation: 'the index carries no signature',
    output: `Ign:1 copy:/srv/unsigned  InRelease
Get:2 copy:/srv/unsigned  Release [444 B]
Ign:3 copy:/srv/unsigned  Release.gpg
Reading package lists...
E: The repository 'copy:/srv/unsigned  Release' is not signed.
`,
    code: 'package-unsigned',
  },
  {
    situation: 'sqv says something that is not known',
    output: sqv('Signing key on AA is bad'),
    code: 'package-signature',
  },
  {
    situation: 'there is no such version',
    output: "E: Version '1.30.99-*' for 'kubelet' was not found",
    code: 'package-missing',
  },
  {
    situation: 'the mirror does not answer',
    output: 'E: Failed to fetch http://m/deb/Packages  Could not connect to m:80',
    code: 'mirror-unreachable',
  },
  {
    situation: 'another apt is at work',
    output: 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
    code: 'package-locked',
  },
  {
    situation: 'the disk is full',
    output: 'dpkg: error: failed to write: No space left on device',
    code: 'disk-full',
  },
  { situation: 'nothing is wrong', output: 'all is well', code: undefined },
];
