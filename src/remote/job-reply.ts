/** How a job's record says that it ended, in systemd's words (systemd.exec(5), EXIT_CODE and SERVICE_RESULT). */
export interface JobEnd {
  /** `exited`, or `killed` or `dumped` by a signal. */
  readonly how: string;
  /** Exit code, or name of the signal without SIG. */
  readonly status: string;
  readonly why: string;
  /** True where `stop` ended it, or a newer version of the job. */
  readonly stopped: boolean;
  /** Seconds of the host's uptime. */
  readonly began: number;
  readonly ended: number;
}

/** What a host says of a job it knows, with the output from `from` on; `size` is what was written in all. */
export interface JobSeen {
  readonly state: 'running' | 'done' | 'lost' | 'absent';
  readonly attached: boolean;
  readonly from: number;
  readonly size: number;
  readonly output: Buffer;
  /** There exactly where the state is `done`. */
  readonly end?: JobEnd;
}

const refusals = [
  'fenced',
  'conflict',
  'full',
  'failed',
  'nosystemd',
  'refused',
  'stopping',
  'silent',
  'busy',
  'unbegun',
  'badhash',
] as const;

/** Why a verb did nothing. `stopping`, `silent`, `busy`, `unbegun` and `badhash` are worth a repetition. */
export interface JobRefused {
  readonly refused: (typeof refusals)[number];
  readonly detail: string;
}

/** The line that every verb answers with, and what follows it. */
export interface Answer {
  readonly state: string;
  readonly detail: string;
  readonly rest: Buffer;
}

/** The answer in what a verb wrote, or undefined where there is none. */
export function answerOf(stdout: Buffer): Answer | undefined {
  const start = stdout.indexOf('@job ');
  const end = stdout.indexOf('\n', start);
  if (start === -1 || end === -1) return undefined;
  const [, state = '', detail = ''] = /^@job (\S+) ?(.*)$/.exec(stdout.toString('utf8', start, end)) ?? [];
  return { state, detail: detail.trim(), rest: stdout.subarray(end + 1) };
}

/** The refusal that an answer is, or undefined where the verb did what it is for. */
export function refusedIn({ state, detail }: Answer): JobRefused | undefined {
  const refused = refusals.find((known) => known === state);
  return refused && { refused, detail };
}

/** The answer of `start` or `poll`, or undefined where the host did not answer in full. */
export function parseJobReply(stdout: Buffer): JobSeen | JobRefused | undefined {
  const answer = answerOf(stdout);
  if (!answer) return undefined;
  const { state, detail, rest } = answer;
  const refused = refusedIn(answer);
  if (refused) return refused;
  if (state !== 'running' && state !== 'done' && state !== 'lost' && state !== 'absent') return undefined;
  const words = new Map(
    detail.split(' ').map((word): readonly [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']),
  );
  const text = (key: string): string => words.get(key) ?? '';
  const seen: JobSeen = {
    state,
    attached: words.has('attached'),
    from: Number(text('from')),
    size: Number(text('size')),
    output: rest,
  };
  if (state !== 'done') return seen;
  return {
    ...seen,
    end: {
      how: text('how'),
      status: text('status'),
      why: text('why'),
      stopped: words.has('stopped'),
      began: Number(text('began')),
      ended: Number(text('ended')),
    },
  };
}
