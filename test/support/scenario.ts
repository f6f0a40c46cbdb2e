import { onTestFinished, test } from 'vitest';
import { openTestApp, type TestApp, type TestAppOptions } from './app.ts';
import { play } from './table.ts';

/** An application of its own for the running test; gone with it. */
export async function appFor(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await openTestApp(options);
  onTestFinished(() => app.close());
  return app;
}

/** A test that is one scenario of test/support/table.ts on a database of its own. */
export function scenario(name: string, text: string, options: TestAppOptions = {}): void {
  test(name, async () => play(await appFor(options), text));
}
