import { describe, expect, test } from 'vitest';
import { apt } from '../../../src/os/apt.ts';
import { dnf } from '../../../src/os/dnf.ts';
import { dnf5 } from '../../../src/os/dnf5.ts';
import { aptWords } from './apt-words.cases.ts';
import { dnf4Words } from './dnf4-words.cases.ts';
import { dnf5Words } from './dnf5-words.cases.ts';

describe('what package managers really print is named by its cause', () => {
  test.each(dnf4Words)('dnf 4: $situation', ({ output, code }) => {
    expect(dnf.classify(output)).toBe(code);
  });

  test.each(dnf5Words)('dnf 5: $situation', ({ output, code }) => {
    expect(dnf5.classify(output)).toBe(code);
  });

  test.each(aptWords)('apt: $situation', ({ output, code }) => {
    expect(apt.classify(output)).toBe(code);
  });
});

test('the text of an expired certificate, which every rpm command prints, is no failure by itself', () => {
  const [expired] = dnf4Words;
  const lint = expired?.output.split('\n').filter((line) => /^error: Verifying|^ {2}/.test(line)) ?? [];
  expect(lint.length).toBeGreaterThan(4);
  expect(dnf.classify([...lint, 'Error: Unable to find a match: kubelet-1.30.99-*'].join('\n'))).toBe(
    'package-missing',
  );
  expect(dnf.classify([...lint, 'Complete!'].join('\n'))).toBeUndefined();
});

/** As sequoia's policy words them; no policy here refuses anything that could be made by hand. */
test('words of policies are told apart from those of keys', () => {
  const policy =
    '  1. Certificate AC825B1B8ECCE26F invalid: policy violation\n      because: No binding signature at time 2026-11-24T13:46:10Z\n      because: Policy rejected non-revocation signature (PositiveCertification) requiring second pre-image resistance\n      because: SHA1 is not considered secure\n';
  expect(dnf.classify(`${policy}Error: GPG check FAILED\n`)).toBe('package-signature-refused');
  expect(
    apt.classify(
      `Sub-process /usr/bin/sqv returned an error code (1), error message is: Verifying signature: Policy rejects packet: Signature Packet v3 is not considered secure`,
    ),
  ).toBe('package-signature-refused');
});
