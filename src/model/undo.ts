/** What becomes of a step's effect when its host is given back: known before the step runs. */
export type Undo =
  /** `slipway reset` does it; the words go on after "a reset". */
  | { readonly reset: string }
  /** Nobody undoes it; the words say why that is right. */
  | { readonly kept: string };

/** The same as a sentence. */
export function undoWords(undo: Undo): string {
  return 'reset' in undo ? `A reset ${undo.reset}.` : `Stays: ${undo.kept}.`;
}
