import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: 'too_large' | 'broken' };

/** Reads a body up to a limit; a length that is announced too large is refused before a byte of it is read. */
export async function readBody(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return { ok: false, reason: 'too_large' };
  if (request.headers.expect !== undefined) response.writeContinue();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (body: Body): void => {
      request.off('data', take).off('end', done).off('error', broken).off('close', broken);
      request.pause();
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) end({ ok: false, reason: 'too_large' });
      else chunks.push(chunk);
    };
    const done = (): void => end({ ok: true, bytes: Buffer.concat(chunks) });
    const broken = (): void => end({ ok: false, reason: 'broken' });
    request.on('data', take).on('end', done).on('error', broken).on('close', broken);
  });
}
