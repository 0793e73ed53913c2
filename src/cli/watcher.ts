import { createLogUpdate } from 'log-update';
import type { Progress } from '../model/progress.ts';
import type { Call } from './call.ts';
import { changes, eventLine } from './show/event-lines.ts';
import { watchView } from './show/watch-view.ts';
import { lookOf, print, type Output } from './terminal.ts';

/** Shows a build while it goes on. */
export interface Watcher {
  readonly everyMs: number;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (notice: string | undefined) => void;
  /** The last picture stays. */
  readonly close: () => void;
}

/** What the text of a watcher is about. */
export interface WatcherOptions {
  /** `events`: one JSON object per line on standard output; `none`: standard output is kept for the result. */
  readonly json: 'events' | 'none';
}

/** A live table on a terminal; one line per event elsewhere. */
export function watcherFor(call: Call, options: WatcherOptions): Watcher {
  if (call.json) return options.json === 'events' ? jsonWatcher(call) : lineWatcher(call, call.terminal.stderr);
  // A terminal of which nobody knows how many rows it has cannot be redrawn.
  return call.terminal.stdout.isTTY && call.terminal.stdout.rows
    ? liveWatcher(call)
    : lineWatcher(call, call.terminal.stdout);
}

function lineWatcher({ terminal }: Call, stream: Output): Watcher {
  let before: Progress | undefined;
  return {
    everyMs: 1000,
    onProgress: (progress) => {
      for (const event of changes(before, progress, Date.now())) print(stream, eventLine(event, progress.startedAt));
      before = progress;
    },
    onNotice: (notice) => print(terminal.stderr, notice ?? 'Answers come again.'),
    close: () => undefined,
  };
}

function jsonWatcher({ terminal }: Call): Watcher {
  let before: Progress | undefined;
  return {
    everyMs: 1000,
    onProgress: (progress) => {
      for (const event of changes(before, progress, Date.now())) print(terminal.stdout, JSON.stringify(event));
      before = progress;
    },
    onNotice: (notice) => print(terminal.stderr, notice ?? 'Answers come again.'),
    close: () => undefined,
  };
}

function liveWatcher({ terminal }: Call): Watcher {
  const { stdout } = terminal;
  const update = createLogUpdate(stdout);
  const leave = 'q leaves; the build goes on without you';
  let progress: Progress | undefined;
  let notice: string | undefined;
  const draw = (footer: string | undefined) => {
    if (!progress) return update(notice ?? 'Waiting for the first answer …');
    const options = { ...lookOf(terminal), now: Date.now(), height: stdout.rows || 24 };
    return update(watchView(progress, { ...options, ...(footer ? { footer } : {}) }).join('\n'));
  };
  const tick = setInterval(() => draw(notice ?? leave), 500);
  draw(leave);
  return {
    everyMs: 500,
    onProgress: (next) => {
      progress = next;
      draw(notice ?? leave);
    },
    onNotice: (next) => {
      notice = next;
    },
    close: () => {
      clearInterval(tick);
      draw(undefined);
      update.done();
    },
  };
}
