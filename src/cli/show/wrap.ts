import stringWidth from 'string-width';
import { cut } from './columns.ts';

/** Breaks a text between words into lines of at most `width` columns; the lines after the first get `indent`. */
export function wrap(text: string, width: number, indent = ''): string[] {
  return wrapWhole(text, width, indent).map((each) => cut(each, width));
}

/** As `wrap`, but a word that is wider than a line is not cut, so that it can be copied. */
export function wrapWhole(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : (lines.length ? indent : '') + word;
    if (line && stringWidth(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  if (line) lines.push(line);
  return lines;
}
