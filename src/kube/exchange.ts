import type { Agent } from 'node:https';
import { IsomorphicFetchHttpLibrary, ResponseContext } from '@kubernetes/client-node';
import type { RequestContext } from '@kubernetes/client-node';
import { isReset } from './api-error.ts';
import type { Access } from './access.ts';

const library = new IsomorphicFetchHttpLibrary();

/** Sends a request and waits for the whole answer, whatever its status. */
export async function exchange(request: RequestContext, { kept, fresh }: Access): Promise<ResponseContext> {
  try {
    return await send(request, kept);
  } catch (error) {
    // A kept connection may have ended just before it was used again. Every write of Slipway can be repeated.
    if (isReset(error)) return send(request, fresh);
    throw error;
  }
}

async function send(request: RequestContext, agent: Agent): Promise<ResponseContext> {
  request.setAgent(agent);
  const { httpStatusCode, headers, body } = await library.send(request).toPromise();
  const text = await body.text();
  return new ResponseContext(httpStatusCode, headers, {
    text: () => Promise.resolve(text),
    binary: () => Promise.resolve(Buffer.from(text)),
  });
}
