import { rename, writeFile } from 'node:fs/promises';

/** Writes a file so that whoever reads it finds the old text or the new one, also when the writer is killed. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.draft`, text);
  await rename(`${file}.draft`, file);
}
