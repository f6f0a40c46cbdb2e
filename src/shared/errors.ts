/** Every way a request can be refused: what a host answers with, and whether trying again can help. */
export const ERROR_CODES = {
  BAD_INPUT: { http: 400, exit: 1, retryable: false },
  USAGE: { http: 400, exit: 2, retryable: false },
  NOT_FOUND: { http: 404, exit: 1, retryable: false },
  UNKNOWN_PROCEDURE: { http: 404, exit: 1, retryable: false },
  NOT_SIGNED_IN: { http: 401, exit: 1, retryable: false },
  FORBIDDEN: { http: 403, exit: 1, retryable: false },
  MAKER_IS_CHECKER: { http: 403, exit: 1, retryable: false },
  CONFLICT: { http: 409, exit: 1, retryable: false },
  IDEMPOTENCY_CONFLICT: { http: 409, exit: 1, retryable: false },
  PREVIEW_STALE: { http: 409, exit: 1, retryable: false },
  TRANSITION_REFUSED: { http: 409, exit: 1, retryable: false },
  IMPORT_REFUSED: { http: 422, exit: 1, retryable: false },
  TERMS_INVALID: { http: 422, exit: 1, retryable: false },
  MONTH_OUT_OF_ORDER: { http: 409, exit: 1, retryable: false },
  MONTH_ALREADY_CLOSED: { http: 409, exit: 1, retryable: false },
  MONTH_NOT_READY: { http: 409, exit: 1, retryable: false },
  QUARTER_NOT_CLOSED: { http: 409, exit: 1, retryable: false },
  QUARTER_OUT_OF_ORDER: { http: 409, exit: 1, retryable: false },
  WITHHOLDING_RATE_MISSING: { http: 409, exit: 1, retryable: false },
  VERIFY_FAILED: { http: 409, exit: 1, retryable: false },
  FILE_EXISTS: { http: 409, exit: 1, retryable: false },
  FILE_UNREADABLE: { http: 422, exit: 1, retryable: false },
  FILE_TOO_LARGE: { http: 413, exit: 1, retryable: false },
  DATABASE_MISSING: { http: 409, exit: 1, retryable: false },
  DATABASE_FOREIGN: { http: 409, exit: 1, retryable: false },
  DATABASE_NEWER: { http: 409, exit: 1, retryable: false },
  DATABASE_CORRUPT: { http: 500, exit: 1, retryable: false },
  DATABASE_READ_ONLY: { http: 409, exit: 1, retryable: false },
  FILE_HELD: { http: 409, exit: 1, retryable: false },
  DATABASE_BUSY: { http: 503, exit: 1, retryable: true },
  DISK_FULL: { http: 507, exit: 1, retryable: true },
  OUTCOME_UNKNOWN: { http: 500, exit: 1, retryable: false },
  CANCELLED: { http: 499, exit: 1, retryable: true },
  INTERNAL: { http: 500, exit: 1, retryable: false },
} as const satisfies Record<string, { http: number; exit: 1 | 2; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The one shape in which every host hands an error on (interchange.md). */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: unknown;
}

/** A refused request: says in plain words what is wrong and what to do; throwing it rolls the command back. */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.code = code;
    this.details = details;
  }

  toBody(): ErrorBody {
    return this.details === undefined ? { code: this.code, message: this.message } : { code: this.code, message: this.message, details: this.details };
  }
}
