/** Shell text that is safe to run: every interpolated value was quoted, or was Shell itself. */
export interface Shell {
  readonly text: string;
}

/** A value in an `sh` template: text and numbers become one quoted word, lists one word each, Shell stays as it is. */
export type ShellValue = string | number | Shell | readonly string[];

/** Plain words that are more than a word where a command may begin: an assignment, or a reserved word. */
const meansMore =
  /^([A-Za-z_]\w*\+?=|(if|then|else|elif|fi|do|done|case|esac|while|until|for|in|function|select|time)$)/;

/** One word of POSIX shell, whatever `value` contains. A NUL cannot be passed to a program and is refused. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new Error('a shell word cannot contain NUL');
  if (/^[A-Za-z0-9_\-./:=@%+,]+$/.test(value) && !meansMore.test(value)) return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function render(value: ShellValue): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value);
  if ('text' in value) return value.text;
  return value.map(quote).join(' ');
}

/**
 * POSIX shell from a template whose values are quoted; indentation common to all lines is removed. The text is raw:
 * `\n` stays a backslash and an n for the shell to read; only `\${` and an escaped back-quote lose their backslash.
 */
export function sh(strings: TemplateStringsArray, ...values: readonly ShellValue[]): Shell {
  const text = dedentParts(strings.raw.map(unescape)).reduce((all, part, index) => {
    const value = values[index];
    return all + part + (value === undefined ? '' : render(value));
  }, '');
  return { text: text.replace(/^\n/, '').trimEnd() };
}

/** Text that is already shell, such as a block read from a renderer. */
export function raw(text: string): Shell {
  return { text };
}

/** Several pieces of shell, one after the other on lines of their own. */
export function lines(...parts: readonly Shell[]): Shell {
  return { text: parts.map((part) => part.text).join('\n') };
}

function unescape(part: string): string {
  return part.replaceAll('\\${', '${').replaceAll('\\`', '`');
}

function dedentParts(parts: readonly string[]): readonly string[] {
  const widths = [...parts.join('\u0001').matchAll(/\n([ \t]*)(?=\S)/g)].map((match) => (match[1] ?? '').length);
  const width = widths.length === 0 ? 0 : Math.min(...widths);
  if (width === 0) return parts;
  const margin = new RegExp(`\\n[ \\t]{0,${width}}`, 'g');
  return parts.map((part) => part.replaceAll(margin, '\n'));
}
