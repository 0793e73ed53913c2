/** Listens to ssh2's debug lines, because its error of a failed negotiation names neither side's list. */
export interface NegotiationLog {
  readonly listen: (line: string) => void;
  /** `key exchange: this side offers …; the host offers …` for the last lists compared, or an empty text. */
  describe(): string;
}

const compared = /^Handshake: \((local|remote)\) (.+?): (.*)$/;

/** A log for one connection. It keeps two lines, nothing secret. */
export function openNegotiationLog(): NegotiationLog {
  let subject = '';
  let local = '';
  let remote = '';
  return {
    listen: (line) => {
      const [, side, what = '', list = ''] = compared.exec(line) ?? [];
      if (side === 'local') [subject, local, remote] = [what, list, ''];
      if (side === 'remote') remote = list;
    },
    describe: () => (subject === '' ? '' : `${subject}: this side offers ${local}; the host offers ${remote}`),
  };
}
