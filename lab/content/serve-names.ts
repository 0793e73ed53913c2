import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';

import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';
import type { Packet, Question } from 'dns-packet';

/** Response codes of RFC 1035 §4.1.1, of which the type of a packet has no field. */
const noSuchName = 3;
const secondsToLive = 60;

/** Addresses by name, in lower case and without a dot at the end. */
export type Names = ReadonlyMap<string, string>;

/**
 * The reply of a closed site's name server: it knows the site's hosts, and says at once that there is no other name. A
 * site without one is not closed but broken: resolvers wait for an answer, 40 seconds and more.
 */
function replyTo(query: Packet, names: Names): Packet {
  const questions = query.questions ?? [];
  const known = questions.every(({ name }) => addressOf(name, names) !== undefined);
  return {
    type: 'response',
    id: query.id ?? 0,
    flags: AUTHORITATIVE_ANSWER | ((query.flags ?? 0) & 0x0100) | (known ? 0 : noSuchName),
    questions,
    answers: questions.flatMap((question) => answersTo(question, names)),
  };
}

function answersTo({ name, type }: Question, names: Names): Packet['answers'] & object {
  const data = addressOf(name, names);
  return data && type === 'A' ? [{ type, name, ttl: secondsToLive, data }] : [];
}

function addressOf(name: string, names: Names): string | undefined {
  return names.get(name.toLowerCase().replace(/\.$/, ''));
}

/** Answers questions for names on UDP until the socket is closed. A datagram that is no question gets no answer. */
export async function serveNames(
  names: Names,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram, from) => {
    const reply = replyOrNothing(datagram, names);
    if (reply) socket.send(reply, from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

function replyOrNothing(datagram: Buffer, names: Names): Buffer | undefined {
  try {
    const query = decode(datagram);
    return query.type === 'query' ? encode(replyTo(query, names)) : undefined;
  } catch {
    return undefined;
  }
}
