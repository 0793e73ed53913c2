import type { z } from 'zod';
import type { Path } from './path.ts';

/** A mistake, before it is known on which line it stands. */
export interface Finding {
  /** What is wrong, in one line, with the value that is. Never a secret. */
  readonly what: string;
  /** What to write instead, as a sentence. */
  readonly instead: string;
  /** What the position points at; the value unless told. */
  readonly at?: 'key' | 'value';
  /** The line may show a secret: it must not be printed. */
  readonly secret?: true;
}

/** A finding with its place in the data. */
export interface PlacedFinding extends Finding {
  readonly path: Path;
}

/** A schema that also reports what `look` finds in a value of the right type. */
export function checked<T extends z.ZodType>(schema: T, look: (value: z.output<T>) => Finding | undefined): T {
  return schema.check((context) => {
    const finding = look(context.value);
    if (!finding) return;
    context.issues.push({
      code: 'custom',
      message: finding.what,
      params: { ...finding },
      input: context.value,
      continue: true,
    });
  });
}

/** A value as messages show it: quoted where it is text, shortened where it is long. */
export function shown(value: unknown): string {
  const short = (text: string): string => (text.length > 64 ? `${text.slice(0, 60)}…` : text);
  return typeof value === 'string' ? JSON.stringify(short(value)) : short(JSON.stringify(value) ?? String(value));
}

/** True for the parameters of an issue that `checked` made. */
export function isFinding(params: object | undefined): params is Finding {
  return params !== undefined && 'what' in params && 'instead' in params;
}
