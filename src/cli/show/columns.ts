import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Cells longer than this are cut. */
  readonly most?: number;
  /** Takes the room that the others leave: one column per table. */
  readonly grows?: boolean;
}

const gap = '  ';

/** Sets rows under their titles in at most `width` columns. Cells may have colours. */
export function columns(layout: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const natural = layout.map((column, index) => {
    const cells = rows.map((row) => stringWidth(row[index] ?? ''));
    return Math.max(stringWidth(column.title), Math.min(column.most ?? Infinity, Math.max(0, ...cells)));
  });
  const room = width - gap.length * (layout.length - 1);
  const widths = natural.map((own, index) => {
    if (!layout[index]?.grows) return own;
    const others = natural.reduce((sum, other, at) => (at === index ? sum : sum + other), 0);
    return Math.min(own, Math.max(4, room - others));
  });
  const line = (cells: readonly string[]) =>
    layout
      .map((column, index) => fit(cells[index] ?? '', widths[index] ?? 0, column))
      .join(gap)
      .trimEnd();
  return [layout.map((column) => column.title), ...rows].map((cells) => cut(line(cells), width));
}

/** Cuts a text that is too long for its place and marks the cut. */
export function cut(text: string, width: number): string {
  return stringWidth(text) <= width ? text : cliTruncate(text, width);
}

function fit(text: string, width: number, column: Column): string {
  const short = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - stringWidth(short)));
  return column.align === 'right' ? space + short : short + space;
}
