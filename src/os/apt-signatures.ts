import type { FailureCode } from '../model/failure.ts';

/**
 * The causes, by what sqv (apt 3) and gpgv (apt before) say of an index. apt checks the signature of the index and the digests
 * of what it names, so that a package itself has none. The first that fits counts: `is not signed` ends every one of them.
 */
const causes: readonly (readonly [RegExp, FailureCode])[] = [
  [/Not live until|is not valid yet/i, 'package-not-yet-valid'],
  [
    /Policy rejects|No binding signature|Signature Packet v3|not considered secure|weak (algorithm|security)/i,
    'package-signature-refused',
  ],
  [/EXPKEYSIG|KEYEXPIRED|Expired on/i, 'package-key-expired'],
  [/NO_PUBKEY|Missing key [0-9A-F]+/i, 'package-key-unknown'],
  [/BADSIG|has been manipulated|Clearsigned file isn't valid/i, 'package-corrupt'],
  [/sqv returned an error|signatures? (were invalid|couldn't be verified|could not be verified)/i, 'package-signature'],
  [/^E: The repository '.*' (is not|is no longer|does not have) .*(signed|Release file)/im, 'package-unsigned'],
  [/Hash Sum mismatch|File has unexpected size|Mirror sync in progress/i, 'mirror-inconsistent'],
  [/Failed to fetch \S+\s+404 /i, 'mirror-inconsistent'],
];

/** What is wrong with a signature or a download, by the words of apt; undefined where neither is the trouble. */
export function aptTrouble(output: string): FailureCode | undefined {
  return causes.find(([words]) => words.test(output))?.[1];
}
