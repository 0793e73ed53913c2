import { describe, expect, test } from 'vitest';
import { apt } from '../../../src/os/apt.ts';
import { dnf } from '../../../src/os/dnf.ts';
import { parseRecords, saidFailure } from '../../../src/steps/records.ts';

test('records are found between other lines, with text of any script', () => {
  const said = Buffer.from('größer 🛳').toString('base64');
  expect(parseRecords(`motd\n@slipway a ok 12 ${said}\n@slipway b exploded 1 x\n`)).toEqual([
    { step: 'a', state: 'ok', milliseconds: 12, said: 'größer 🛳' },
  ]);
});

test('a code that is not in the table is not believed', () => {
  expect(saidFailure('@slipway-failure no-such-code text')).toBeUndefined();
});

describe('the words of package managers', () => {
  const words = [
    [
      apt,
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
      'package-locked',
    ],
    [
      apt,
      'Err:1 http://m InRelease\n  Sub-process /usr/bin/sqv returned an error code (1), error message is: Signing key on AA is bad',
      'package-signature',
    ],
    [apt, "E: Version '1.30.99-*' for 'kubelet' was not found", 'package-missing'],
    [apt, 'E: Failed to fetch http://m/deb/Packages  Could not connect to m:80', 'mirror-unreachable'],
    [apt, 'dpkg: error: failed to write: No space left on device', 'disk-full'],
    [dnf, 'Public key for cri-o-1.30.5.rpm is not trusted\nError: GPG check FAILED', 'package-signature'],
    [
      dnf,
      'No match for argument: kubelet-1.30.99-*\nError: Unable to find a match: kubelet-1.30.99-*',
      'package-missing',
    ],
    [dnf, "Error: Failed to download metadata for repo 'kubernetes': Cannot download repomd.xml", 'mirror-unreachable'],
    [dnf, 'Waiting for process with pid 811 to finish.', 'package-locked'],
    [dnf, 'Error: At least 212MB more space needed on the / filesystem.', 'disk-full'],
    [apt, 'all is well', undefined],
    [dnf, 'Complete!', undefined],
  ] as const;

  test.each(words)('%o: %s', (manager, output, code) => {
    expect(manager.classify(output)).toBe(code);
  });
});
