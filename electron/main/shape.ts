/** What may come through the door, before the contract looks at it: plain data of bounded size. */
export const LIMITS = { depth: 32, values: 500_000, text: 48_000_000, keys: 2_000 } as const;

/** Names that would reach an object's prototype when copied carelessly. */
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

interface Budget {
  values: number;
  text: number;
  readonly isGranted: (path: string) => boolean;
}

/**
 * What is wrong with a value from a page, in words, or null. A cycle runs into the depth limit.
 * A `path` is accepted only when a person chose it in a dialog, so a page cannot name files by itself.
 */
export function shapeProblem(value: unknown, isGranted: (path: string) => boolean): string | null {
  return inspect(value, 0, { values: LIMITS.values, text: LIMITS.text, isGranted });
}

function inspect(value: unknown, depth: number, budget: Budget): string | null {
  budget.values -= 1;
  if (budget.values < 0) return 'The request holds too many values.';
  if (depth > LIMITS.depth) return 'The request is nested too deeply.';
  switch (typeof value) {
    case 'boolean':
    case 'undefined':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : 'The request holds a number that is not finite.';
    case 'string':
      budget.text -= value.length;
      return budget.text < 0 ? 'The request is too large.' : null;
    case 'object':
      return value === null ? null : inspectObject(value, depth, budget);
    default:
      return `The request holds a ${typeof value}.`;
  }
}

function inspectObject(value: object, depth: number, budget: Budget): string | null {
  if (Array.isArray(value)) {
    // A sparse array of a billion holes is small to send and endless to walk.
    if (value.length > LIMITS.values) return 'The request holds too many values.';
    for (const item of value) {
      const problem = inspect(item, depth + 1, budget);
      if (problem !== null) return problem;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return 'The request holds something other than plain data.';
  const keys = Object.keys(value);
  if (keys.length > LIMITS.keys) return 'The request holds too many values.';
  for (const key of keys) {
    budget.text -= key.length;
    if (REFUSED_KEYS.has(key)) return `The request holds the name "${key}".`;
    const item: unknown = Reflect.get(value, key);
    if (key === 'path' && typeof item === 'string' && !budget.isGranted(item)) return 'Choose the file in a dialog first; a path nobody chose is refused.';
    const problem = inspect(item, depth + 1, budget);
    if (problem !== null) return problem;
  }
  return null;
}
