import { createHash } from 'node:crypto';
import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';

/** Shell that gives `text` and a line end to `command` on standard input, unread by the shell. */
export function hereDocument(command: Shell, text: string): Shell {
  // No text contains its own hash, so no line of it ends the document.
  const end = `END_${createHash('sha256').update(text).digest('hex')}`;
  // The quotes keep the shell from expanding the text.
  return lines(sh`${command} << '${raw(end)}'`, raw(text), raw(end));
}
