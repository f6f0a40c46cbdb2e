import type { Input, Name, Output } from '../../src/contract/index.ts';
import { ERROR_CODES, type ErrorBody, type ErrorCode } from '../../src/shared/errors.ts';
import { bridge } from './transport.ts';

/** A refusal as the screens see it; rebuilt from the reply, so its code is never guessed from a text. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: unknown;
  readonly procedure: string;

  constructor(body: ErrorBody, procedure: string) {
    super(body.message);
    this.code = body.code;
    this.details = body.details;
    this.procedure = procedure;
  }

  get isRetryable(): boolean {
    return ERROR_CODES[this.code].retryable || this.code === 'OUTCOME_UNKNOWN';
  }
}

export async function call<N extends Name>(name: N, input: Input<N>, requestId?: string): Promise<Output<N>> {
  const reply = await bridge().call(name, input, requestId === undefined ? {} : { requestId });
  if (!reply.ok) throw new ApiError(reply.error, name);
  // The host parses every output against the contract in tests and development; the type is that contract.
  return reply.value as Output<N>;
}

export function asApiError(error: unknown, procedure = 'unknown'): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({ code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }, procedure);
}
