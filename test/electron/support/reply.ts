import type { Reply } from '../../../src/contract/host.ts';

/** The code of a refusal, or null of an answer. */
export function refusalCode(reply: Reply): string | null {
  return reply.ok ? null : reply.error.code;
}
