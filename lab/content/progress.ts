import { createLogUpdate } from 'log-update';
import cliTruncate from 'cli-truncate';
import pc from 'picocolors';

/** A piece of long work that people watch. End it with exactly one of `done` and `failed`. */
export interface Stage {
  /** What it does now, in a few words. */
  detail(text: string): void;
  /** How far it is: `done` of `total`, and what it does now. */
  progress(done: number, total: number, text?: string): void;
  done(text?: string): void;
  failed(text: string): void;
}

/** Shows long work to people: a live line per running stage on a terminal, plain lines elsewhere. */
export interface Reporter {
  /** Begins a stage; several may run at once. */
  stage(name: string, detail?: string): Stage;
  /** One plain line. */
  note(text: string): void;
  /** Takes the live lines away and ends the heartbeat. */
  close(): void;
}

/** Runs work as one stage: done when it resolves, failed when it throws (the error goes on to the caller). */
export async function runStage<T>(report: Reporter, name: string, work: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = report.stage(name);
  try {
    const result = await work(stage);
    stage.done();
    return result;
  } catch (error) {
    stage.failed(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    throw error;
  }
}

interface Running {
  readonly name: string;
  readonly since: number;
  detail: string;
}

const liveMillis = 250;
const heartbeatMillis = 15_000;

/** A reporter that writes to the stream, standard error by default, so that results on standard output stay clean. */
export function createReporter(out: NodeJS.WriteStream = process.stderr): Reporter {
  const running = new Set<Running>();
  const live = out.isTTY ? createLogUpdate(sized(out)) : undefined;
  const paint = pc.createColors(pc.isColorSupported && out.isTTY);
  let timer: NodeJS.Timeout | undefined;

  const line = (text: string): void => {
    live?.clear();
    out.write(`${text}\n`);
    draw();
  };
  const draw = (): void => {
    if (running.size > 0)
      live?.([...running].map((each) => cliTruncate(runningLine(each), out.columns || 80)).join('\n'));
  };
  const beat = (): void => {
    if (live) draw();
    else for (const each of running) out.write(`${runningLine(each)}\n`);
  };
  const start = (entry: Running): void => {
    running.add(entry);
    timer ??= setInterval(beat, live ? liveMillis : heartbeatMillis).unref();
    if (live) draw();
    else out.write(`… ${entry.name}${entry.detail ? `: ${entry.detail}` : ''}\n`);
  };
  const end = (entry: Running, text: string): void => {
    if (!running.delete(entry)) return;
    line(text);
    if (running.size === 0) stop();
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    live?.clear();
    live?.done();
  };

  return {
    stage(name, detail = '') {
      const entry: Running = { name, since: performance.now(), detail };
      start(entry);
      return {
        detail: (text) => void (entry.detail = text),
        progress: (done, total, text) => void (entry.detail = `${done} of ${total}${text ? `, ${text}` : ''}`),
        done: (text) =>
          end(entry, `${paint.green('✓')} ${name}${text ? `: ${text}` : ''} ${paint.dim(elapsed(entry))}`),
        failed: (text) => end(entry, `${paint.red('✗')} ${name}: ${text} ${paint.dim(elapsed(entry))}`),
      };
    },
    note: line,
    close: stop,
  };
}

/** The terminal with a size: one that was opened without says 0 rows, and the live lines would be cut to nothing. */
function sized(out: NodeJS.WriteStream): NodeJS.WriteStream {
  return Object.create(out, {
    rows: { get: () => out.rows || 24 },
    columns: { get: () => out.columns || 80 },
    write: { value: out.write.bind(out) },
  });
}

function runningLine(entry: Running): string {
  return `… ${entry.name} ${elapsed(entry)}${entry.detail ? ` ${entry.detail}` : ''}`;
}

function elapsed(entry: Running): string {
  return `(${duration((performance.now() - entry.since) / 1000)})`;
}

/** Seconds as people say them: `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
