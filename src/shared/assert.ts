/** A broken promise inside our own code: the request dies and is logged, it is never shown as the user's mistake. */
export class AssertionError extends Error {
  override name = 'AssertionError';
}

/** Stops with `why` when `condition` is false. Stays on in production: stopping is better than being wrong. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new AssertionError(why);
}

/** Returns `value`, or stops with `why` when it is missing. */
export function assertExists<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new AssertionError(why);
  return value;
}

/** Makes a switch over a closed word list complete at compile time. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected value ${JSON.stringify(value)}`);
}
