/** Something that a person can put right: one line that says what is wrong and what to do. Shown without a stack. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
