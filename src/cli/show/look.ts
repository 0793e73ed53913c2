import pc from 'picocolors';

/** Colours, or functions that leave text as it is. */
export type Paint = ReturnType<typeof pc.createColors>;

/** What rendering must know of the place the text is shown. */
export interface Look {
  /** Columns; no line is longer. */
  readonly width: number;
  readonly paint: Paint;
}

/** A look without colours, for files and pipes. */
export function plainLook(width: number): Look {
  return { width, paint: pc.createColors(false) };
}

/** A look with colours. */
export function colouredLook(width: number): Look {
  return { width, paint: pc.createColors(true) };
}
