import type { FailureCode } from '../model/failure.ts';

/**
 * Words by which rpm, dnf 4 and dnf 5 say that they take nothing from a package. Without one of them the text of a certificate
 * means nothing: once an expired key is in rpm's database, every command of rpm prints it, whatever else fails.
 */
const refused =
  /GPG check FAILED|is not signed$|OpenPGP check for package|Signature verification failed|signature verification (failed|error)|does not verify/im;

/** The causes, by the lines below the heading that names the certificate. The first that fits counts. */
const causes: readonly (readonly [RegExp, FailureCode])[] = [
  [/^Package \S+ is not signed$|The package is not signed/im, 'package-unsigned'],
  [/Not live until|created in the future|not yet valid/i, 'package-not-yet-valid'],
  [/Policy rejects|No binding signature|Signature Packet v3|not considered secure/i, 'package-signature-refused'],
  [/has been manipulated|\b(digest|Signature)\b.*: BAD\b|digest mismatch/i, 'package-corrupt'],
  // rpm 6 has no other word for it.
  [/certificate is not alive|Expired on|key (is )?expired|: NOTTRUSTED$/im, 'package-key-expired'],
  [
    /not correct for this package|wrong key|Public key .* is not (installed|trusted)|NOKEY|No corresponding key/i,
    'package-key-unknown',
  ],
  [/Problem (occurred when )?opening (the )?package/i, 'package-corrupt'],
];

/** Digests that do not fit, and files an index names but the mirror does not have. */
const inconsistent =
  /checksum doesn't match|Inconsistent server data|incorrect checksum|digest(s)? mismatch|Status code: 404 for \S+\.(rpm|xml|xml\.\w+)\b/i;

/** What is wrong with a signature or a download, by the words of rpm, dnf 4 and dnf 5; undefined where neither is the trouble. */
export function rpmTrouble(output: string): FailureCode | undefined {
  if (refused.test(output)) return causes.find(([words]) => words.test(output))?.[1] ?? 'package-signature';
  return inconsistent.test(output) ? 'mirror-inconsistent' : undefined;
}
