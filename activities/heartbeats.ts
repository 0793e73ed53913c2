import { heartbeat } from '@temporalio/activity';

/** Milliseconds between heartbeats: often enough for cancellation to arrive quickly, rare enough for the server. */
const interval = 3000;

/** Heartbeats with the newest details for as long as the body runs, so that a dead worker is noticed and cancellation arrives. */
export async function withHeartbeats<T, D>(first: D, body: (report: (details: D) => void) => Promise<T>): Promise<T> {
  let latest = first;
  heartbeat(latest);
  const timer = setInterval(() => heartbeat(latest), interval);
  try {
    return await body((details) => {
      latest = details;
    });
  } finally {
    clearInterval(timer);
  }
}
