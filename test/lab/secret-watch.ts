import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Looks at the command lines and environments of all processes of this machine, the hosts' among them, until it is ended. */
export interface SecretWatch {
  /** Ends the watch; gives what was seen that no process may show, and how many processes were looked at. */
  readonly end: () => Promise<{ readonly seen: readonly string[]; readonly processes: number }>;
}

/** A bootstrap token of kubeadm, whoever made it; not the event of a pod whose name ends in six letters after a dash. */
const bootstrapToken = /(?<![\w-])[a-z0-9]{6}\.[a-z0-9]{16}\b/;

/** Milliseconds in which a new process turns into the program that it was made for. */
const youth = 500;
const allEvery = 1000;

/** Starts to watch for secrets: the texts given, and tokens. Processes that are new are looked at all the time, others every second. */
export function watchForSecrets(secrets: readonly string[]): SecretWatch {
  const seen = new Set<string>();
  const looked = new Set<string>();
  const over = new AbortController();

  const look = (pid: string): void => {
    looked.add(pid);
    for (const part of ['cmdline', 'environ'] as const) {
      const text = textOf(`/proc/${pid}/${part}`);
      const leak = secretIn(text, secrets);
      if (leak) seen.add(`${part} of ${text.slice(0, 60).replaceAll('\0', ' ')}: ${leak}`);
    }
  };
  const watch = async (): Promise<void> => {
    let born = new Map<string, number>();
    let last = -Infinity;
    while (!over.signal.aborted) {
      const now = performance.now();
      const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
      born = new Map(pids.map((pid) => [pid, born.get(pid) ?? now]));
      const all = now - last >= allEvery;
      if (all) last = now;
      for (const [pid, since] of born) {
        if (all || now - since < youth) look(pid);
      }
      await sleep(25);
    }
  };
  const watching = watch();
  return {
    end: async () => {
      over.abort();
      await watching;
      return { seen: [...seen], processes: looked.size };
    },
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What of a text is a secret; undefined where nothing is. */
export function secretIn(text: string, secrets: readonly string[]): string | undefined {
  const known = secrets.findIndex((secret) => text.includes(secret));
  if (known >= 0) return `secret ${known + 1}`;
  return bootstrapToken.test(text) ? 'a bootstrap token' : undefined;
}
