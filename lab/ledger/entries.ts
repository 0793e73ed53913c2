import { z } from 'zod';

const common = { at: z.iso.datetime(), boot: z.string(), pid: z.number().int() };
const line = z.discriminatedUnion('what', [
  z.object({ what: z.literal('begun'), ...common, program: z.string(), arguments: z.array(z.string()) }),
  z.object({ what: z.literal('ended'), ...common, code: z.number().optional(), signal: z.number().optional() }),
]);

/** One call of a program, as the host's ledger has it. */
export interface LedgerEntry {
  /** When it began: ISO 8601, by the host's clock. */
  readonly at: string;
  /** Id of the boot that it ran in. */
  readonly boot: string;
  readonly pid: number;
  /** The name it was called by. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Absent where it runs still, or where it was killed together with its ledger: by SIGKILL or a power cut. */
  readonly ended?: { readonly at: string; readonly code?: number; readonly signal?: number };
}

/** The calls that a ledger tells of, in the order in which they began. A line that a power cut has torn is left out. */
export function ledgerEntries(text: string): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  const open = new Map<string, number>();
  for (const said of text.split('\n').flatMap(lineOf)) {
    const { what, at, boot, pid } = said;
    const process = `${boot} ${pid}`;
    if (what === 'begun') {
      open.set(process, entries.length);
      entries.push({ at, boot, pid, program: said.program, arguments: said.arguments });
      continue;
    }
    const index = open.get(process);
    const entry = index === undefined ? undefined : entries[index];
    if (index === undefined || !entry) continue;
    open.delete(process);
    const { code, signal } = said;
    entries[index] = {
      ...entry,
      ended: { at, ...(code === undefined ? {} : { code }), ...(signal === undefined ? {} : { signal }) },
    };
  }
  return entries;
}

function lineOf(text: string): z.infer<typeof line>[] {
  try {
    return [line.parse(JSON.parse(text))];
  } catch {
    return [];
  }
}
