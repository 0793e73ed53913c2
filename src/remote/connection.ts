import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { SlipwayError } from '../model/failure.ts';

/** Grace for a polite end: a dead peer never answers it. */
const endMilliseconds = 1000;

/**
 * One authenticated SSH connection. Whatever waits on it is settled when it ends, however it ends: ssh2 itself leaves
 * callbacks open when a peer falls silent, and an inner connection alive when its jump host is gone.
 */
export class Connection {
  /** Name of the host. */
  readonly host: string;
  readonly #client: Client;
  readonly #listeners = new Set<(error: SlipwayError) => void>();
  #lost: SlipwayError | undefined;

  constructor(client: Client, host: string) {
    this.host = host;
    this.#client = client;
    client.on('error', (error) => this.lose(error.message));
    client.on('end', () => this.lose('the host ended the connection'));
    client.on('close', () => this.lose('the connection was closed'));
  }

  /** False once the connection is known to be gone. */
  get alive(): boolean {
    return this.#lost === undefined;
  }

  /** Calls `listener` once when the connection ends, at once where it has; gives a function that withdraws it. */
  onLost(listener: (error: SlipwayError) => void): () => void {
    if (this.#lost) listener(this.#lost);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Settles everything that waits with `connection-lost` and tears the socket down. */
  lose(reason: string): void {
    if (!this.alive) return;
    this.#settle(`broke: ${reason}`);
    this.#client.destroy();
  }

  #settle(reason: string): void {
    const error = new SlipwayError('connection-lost', `the connection to ${this.host} ${reason}`, {
      host: this.host,
    });
    this.#lost = error;
    const waiting = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of waiting) listener(error);
  }

  /** A channel on which `command` runs. An error with `reason` 2 means that the host has no session free; nothing ran. */
  exec(command: string): Promise<ClientChannel> {
    return this.#ask((done) => this.#client.exec(command, done));
  }

  /** A stream to `port` of `address` as this host reaches it. */
  forward(address: string, port: number): Promise<Duplex> {
    return this.#ask((done) => this.#client.forwardOut('127.0.0.1', 0, address, port, done));
  }

  /** Ends the connection politely, and after a second without politeness. */
  async end(): Promise<void> {
    if (!this.alive) return;
    // At once, so that nobody asks for a channel while the goodbye is on its way.
    this.#settle('was closed by this side');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, endMilliseconds);
      this.#client.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#client.end();
    });
    this.#client.destroy();
  }

  #ask<T>(request: (done: (error: Error | undefined, value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.onLost(reject);
      if (!this.alive) return;
      try {
        request((error, value) => {
          forget();
          if (error) reject(error);
          else resolve(value);
        });
      } catch (error) {
        // ssh2 throws "Not connected" where its socket is gone and no event told so.
        this.lose(error instanceof Error ? error.message : String(error));
      }
    });
  }
}
