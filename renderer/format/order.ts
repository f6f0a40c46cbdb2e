/** Newest first by a date, month or quarter, whatever order it came in; within one date the later entry stands first. */
export function newestFirst<T>(list: readonly T[], key: (one: T) => string): T[] {
  return list.toReversed().toSorted((a, b) => (key(a) < key(b) ? 1 : key(a) > key(b) ? -1 : 0));
}
