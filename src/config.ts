import type { ConnectionOptions } from '@temporalio/client';

/** Where a Temporal server is and how it is reached; without `tls` and `apiKey`: as it is on loopback. */
export interface TemporalServerAddress {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly tls?: NonNullable<ConnectionOptions['tls']>;
  readonly apiKey?: string;
}

/** What a worker process is told by its environment and its command line. */
export interface WorkerConfig extends TemporalServerAddress {
  readonly namespace: string;
  readonly taskQueue: string;
  /** Where Prometheus may scrape, for example `127.0.0.1:9464`; absent: no metrics. */
  readonly metrics?: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Aborts: no new work is taken; running activities get `grace` to hand over. */
  readonly signal?: AbortSignal;
  /** Called once the worker asks for work. */
  readonly onRunning?: () => void;
}

/** Milliseconds that running activities get at shutdown. Remote jobs go on without the worker. */
export const graceMs = 3000;
