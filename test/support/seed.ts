/** The seed of this run's random tests: `SEED=123 npx vitest run …` repeats it. Printed, so that a failure elsewhere can be repeated here. */
export const SEED = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

export function announceSeed(file: string): void {
  console.info(`${file}: SEED=${SEED}`);
}
