import { createHash, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** Magic of the opening handshake (RFC 6455 §1.3). */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const closeFrame = 8;
const pingFrame = 9;
const pongFrame = 10;

/** Headers that ask a server to switch to a WebSocket, and a check of the server's reply to exactly this request. */
export function openingHandshake(protocols: readonly string[]): {
  readonly headers: Readonly<Record<string, string>>;
  accepts(reply: string | undefined): boolean;
} {
  const key = randomBytes(16).toString('base64');
  return {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
      'sec-websocket-protocol': protocols.join(', '),
    },
    accepts: (reply) =>
      reply ===
      createHash('sha1')
        .update(key + magic)
        .digest('base64'),
  };
}

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  /** What follows the frame. */
  readonly rest: Buffer;
}

/**
 * Gives the messages that a server sends over a WebSocket until either side ends it. Pings are answered. Only for
 * listening: nothing but control frames is ever sent. Leaving the loop closes the socket.
 */
export async function* messagesOf(socket: Duplex, head: Buffer): AsyncGenerator<Buffer> {
  let buffer = head;
  let parts: Buffer[] = [];
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  try {
    for (;;) {
      for (let frame = frameOf(buffer); frame; frame = frameOf(buffer)) {
        buffer = frame.rest;
        if (frame.opcode === closeFrame) return;
        if (frame.opcode === pingFrame) socket.write(controlFrame(pongFrame, frame.payload));
        // Everything from 8 on is a control frame and may come between the parts of a message.
        if (frame.opcode >= closeFrame) continue;
        parts.push(frame.payload);
        if (!frame.isLast) continue;
        yield Buffer.concat(parts);
        parts = [];
      }
      const chunk = await chunks.next();
      if (chunk.done) return;
      buffer = Buffer.concat([buffer, chunk.value]);
    }
  } finally {
    socket.end(controlFrame(closeFrame, Buffer.alloc(0)));
  }
}

/** The first whole frame of what has come so far (RFC 6455 §5.2); a server's frames are not masked. */
function frameOf(buffer: Buffer): Frame | undefined {
  if (buffer.length < 2) return undefined;
  const [flags, size] = [buffer.readUInt8(0), buffer.readUInt8(1) & 0x7f];
  const start = size === 127 ? 10 : size === 126 ? 4 : 2;
  if (buffer.length < start) return undefined;
  const length = size === 127 ? Number(buffer.readBigUInt64BE(2)) : size === 126 ? buffer.readUInt16BE(2) : size;
  const end = start + length;
  if (buffer.length < end) return undefined;
  return {
    isLast: (flags & 0x80) !== 0,
    opcode: flags & 0x0f,
    payload: buffer.subarray(start, end),
    rest: buffer.subarray(end),
  };
}

/** A control frame of a client: masked, as the RFC demands of clients, and below 126 bytes. */
function controlFrame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, masked]);
}
