const prime = 0x100000001b3n;
const offset = 0xcbf29ce484222325n;

/**
 * FNV-1a of 64 bits over the UTF-16 units of a text, as 16 hex digits: tells one rendered content from the next. Not
 * for anything that somebody could want to forge.
 */
export function contentHash(text: string): string {
  let hash = offset;
  for (let index = 0; index < text.length; index++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * prime);
  }
  return hash.toString(16).padStart(16, '0');
}
