import { describe, expect, test } from 'vitest';
import { csvOf, openTestApp, Refused, type TestApp } from '../support/app.ts';
import { generateLife, type Life, type Options, type Step } from './generate.ts';
import { Oracle } from './oracle/oracle.ts';

/** C4: seeded lives against an independent model. `SIM_SEEDS=10000 npm run campaign:sim` runs the long one. */
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 200);
const FIRST = Number(process.env['SIM_FIRST'] ?? 1);
const SHARDS = 10;

const OPTIONS: Options = { partners: 8, years: 3 };

async function act(app: TestApp, step: Step): Promise<unknown> {
  app.today = step.today;
  switch (step.kind) {
    case 'import':
      return app.import(Object.fromEntries(Object.entries(step.batch).map(([kind, rows]) => [`${kind}.csv`, csvOf(rows)])));
    case 'close':
      return app.call('months.close', { month: step.month as never, acceptVariances: step.acceptVariances });
    case 'payouts':
      return app.call(`payouts.${step.act}`, { quarter: step.quarter as never });
    case 'ask':
      return app.call(step.procedure as never, step.input as never);
  }
}

/** What the model answers; `undefined` for acts, `null` where it refuses. */
function model(oracle: Oracle, step: Step): unknown {
  oracle.today = step.today;
  switch (step.kind) {
    case 'import':
      return oracle.importBatch(step.batch);
    case 'close':
      return oracle.close(step.month, { acceptVariances: step.acceptVariances });
    case 'payouts':
      return oracle.payouts(step.quarter, step.act);
    case 'ask':
      return oracle.ask(step.procedure, step.input);
  }
}

async function live(life: Life): Promise<void> {
  const app = await openTestApp({ terms: life.terms });
  const oracle = new Oracle(life.terms);
  try {
    for (const [index, step] of life.steps.entries()) {
      const where = `seed ${life.seed}, step ${index}: ${step.kind} ${step.kind === 'ask' ? `${step.procedure} ${JSON.stringify(step.input)}` : step.kind === 'close' ? step.month : step.kind === 'payouts' ? `${step.quarter} ${step.act}` : step.today}`;
      const expected = model(oracle, step);
      let actual: unknown;
      try {
        actual = await act(app, step);
      } catch (error) {
        const details = error instanceof Refused ? JSON.stringify(error.body.details ?? null).slice(0, 1500) : '';
        throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)} ${details}`);
      }
      if (step.kind === 'ask') expect(actual, where).toEqual(expected);
    }
    const report = await app.call('system.verify', {});
    expect(
      report.checks.filter((check) => !check.ok),
      `seed ${life.seed}: verify`,
    ).toEqual([]);
  } finally {
    await app.close();
  }
}

describe('C4: the product and the independent model live the same lives', () => {
  for (let shard = 0; shard < SHARDS; shard += 1) {
    test(`seeds ${FIRST}–${FIRST + SEEDS - 1}, part ${shard + 1} of ${SHARDS}`, async () => {
      for (let seed = FIRST + shard; seed < FIRST + SEEDS; seed += SHARDS) await live(generateLife(seed, OPTIONS));
    }, 3_600_000);
  }
});
