/** Timing: contenders take turns, so that a slow moment of the machine meets them all. */

export interface Contender {
  readonly name: string;
  /** Not timed. */
  readonly before?: () => void | Promise<void>;
  readonly run: () => void | Promise<void>;
  /** Not timed. */
  readonly after?: () => void | Promise<void>;
}

export interface Timing {
  readonly name: string;
  /** Of the round before the counted ones: code not yet compiled. */
  readonly firstMs: number;
  readonly ms: readonly number[];
  readonly medianMs: number;
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

async function timed(contender: Contender): Promise<number> {
  await contender.before?.();
  const start = performance.now();
  const running = contender.run();
  if (running instanceof Promise) await running;
  const ms = performance.now() - start;
  await contender.after?.();
  return ms;
}

/** A B A B …: one round to warm up, then `runs` counted ones. */
export async function interleave(contenders: readonly Contender[], runs: number): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= runs; round += 1) {
    for (const [index, contender] of contenders.entries()) times[index]?.push(await timed(contender));
  }
  return contenders.map(({ name }, index) => {
    const [firstMs = Number.NaN, ...ms] = times[index] ?? [];
    return { name, firstMs, ms, medianMs: median(ms) };
  });
}

/** The two timings of a race of two. */
export async function race(ours: Contender, other: Contender, runs: number): Promise<[Timing, Timing]> {
  const [a, b] = await interleave([ours, other], runs);
  if (!a || !b) throw new Error('a race has two contenders');
  return [a, b];
}

export function same(what: string, ours: unknown, other: unknown): void {
  const [a, b] = [JSON.stringify(ours), JSON.stringify(other)];
  if (a !== b) throw new Error(`${what}: the contenders disagree: ${a} and ${b}`);
}
