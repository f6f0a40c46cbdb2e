import { onTestFinished, test } from 'vitest';
import { openTestApp, type TestApp, type TestAppOptions } from './app.ts';
import { play } from './table.ts';

/** An application of its own for the running test; gone with it. */
export async function appFor(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await openTestApp(options);
  onTestFinished(() => app.close());
  return app;
}

interface ScenarioOptions extends TestAppOptions {
  /** A known fault: the scenario is expected to fail until it is mended; then this mark goes. `SHOW_BUGS=1` shows how it fails. */
  readonly bug?: string;
}

/** A test that is one scenario of test/support/table.ts on a database of its own. */
export function scenario(name: string, text: string, options: ScenarioOptions = {}): void {
  const { bug, ...rest } = options;
  const run = async (): Promise<void> => play(await appFor(rest), text);
  if (bug === undefined || process.env['SHOW_BUGS'] === '1') test(name, run);
  else test.fails(`${bug}, ${name}`, run);
}
