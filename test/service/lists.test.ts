import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Output } from '../../src/contract/index.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection, ReadDb, SqlParams } from '../../src/db/tx.ts';
import * as accruals from '../../src/services/accruals.ts';
import type { QueryContext } from '../../src/services/context.ts';
import * as deals from '../../src/services/deals.ts';
import * as partners from '../../src/services/partners.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';

type Deal = Output<'deals.list'>['rows'][number];
type Partner = Output<'partners.list'>['rows'][number];
type Line = Output<'accruals.page'>['rows'][number];

/** One offered filter, and what it means for a row. */
type Offered<R> = readonly [filter: Readonly<Record<string, unknown>>, holds: (row: R) => boolean];

const DIRECTIONS = ['asc', 'desc'] as const;
const MONTH = '2026-03';

let app: TestApp;
let reader: Connection;
beforeAll(async () => {
  app = await openTestApp({ sample: true });
  reader = openDatabase(app.path, { readonly: true });
}, 60_000);
afterAll(async () => {
  reader.close();
  await app.close();
});

/** Every row of a list, page by page. */
async function whole<R>(list: 'deals.list' | 'partners.list' | 'accruals.page', input: object, limit = 500): Promise<R[]> {
  const rows: R[] = [];
  for (let after: string | null = null, page = 0; page < 200; page += 1) {
    const found = (await app.call(list, { ...input, after, limit } as never)) as { rows: R[]; next: string | null };
    rows.push(...found.rows);
    if (found.next === null) return rows;
    after = found.next;
  }
  throw new Error('the list has no end');
}

const sum = <R>(rows: readonly R[], of: (row: R) => number): number => rows.reduce((total, row) => total + of(row), 0);

/** Sorted by what a row shows: never down when ascending, never up when descending. */
function expectOrder<R>(rows: readonly R[], of: (row: R) => string | number, direction: 'asc' | 'desc'): void {
  const values = rows.map(of);
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    if (before !== undefined) expect(direction === 'asc' ? before <= value : before >= value, `${before} before ${value}`).toBe(true);
  }
}

/** Every filter under a sort gives the rows of the whole list that it means, in the same order. */
async function expectFilters<R>(
  list: 'deals.list' | 'partners.list' | 'accruals.page',
  sort: object,
  all: readonly R[],
  offered: readonly Offered<R>[],
): Promise<void> {
  for (const [filter, holds] of offered) expect(await whole<R>(list, { sort, filter }), JSON.stringify({ sort, filter })).toEqual(all.filter(holds));
}

describe('deals.list and deals.totals', () => {
  const SORTS: Readonly<Record<string, (row: Deal) => string | number>> = {
    signedOn: (row) => row.signedOn,
    deal: (row) => row.deal,
    client: (row) => row.client,
    partnerName: (row) => row.partnerName,
    contractValuePaisa: (row) => row.contractValuePaisa,
    accruedPaisa: (row) => row.accruedPaisa,
  };
  const STATUSES = ['running', 'beyond_term', 'completed', 'cancelled', 'clawed_back'] as const;
  let offered: Offered<Deal>[] = [];
  beforeAll(async () => {
    const some = (await app.call('deals.list', { limit: 1 })).rows[0];
    if (!some) throw new Error('the sample has deals');
    const text = some.client.slice(2, 6);
    const has = (value: string): boolean => value.toLowerCase().includes(text.toLowerCase());
    offered = [
      [{ partner: some.partner }, (row) => row.partner === some.partner],
      [{ text }, (row) => has(row.client) || has(row.deal) || has(row.partner) || has(row.partnerName)],
      [{ contractType: 'fixed_price' }, (row) => row.contractType === 'fixed_price'],
      [{ contractType: 'retainer', status: 'running' }, (row) => row.contractType === 'retainer' && row.status === 'running'],
      [{ signedFrom: '2024-03-01', signedTo: '2025-02-28' }, (row) => row.signedOn >= '2024-03-01' && row.signedOn <= '2025-02-28'],
      [{ signedFrom: '2025-06-01' }, (row) => row.signedOn >= '2025-06-01'],
      ...STATUSES.map((status): Offered<Deal> => [{ status }, (row) => row.status === status]),
    ];
  });

  test.each(Object.keys(SORTS).flatMap((by) => DIRECTIONS.map((direction) => ({ by, direction }))))(
    'by $by $direction: pages make the whole, filters its part',
    async (sort) => {
      const all = await whole<Deal>('deals.list', { sort });
      expect(all.length).toBe((await app.call('deals.totals', {})).count);
      expect(new Set(all.map((row) => row.deal)).size).toBe(all.length);
      expectOrder(all, SORTS[sort.by] ?? (() => 0), sort.direction);
      expect(await whole<Deal>('deals.list', { sort }, 373)).toEqual(all);
      await expectFilters('deals.list', sort, all, offered);
    },
  );

  test('totals are the sums over the rows of the filter', async () => {
    for (const [filter] of [[{}] as const, ...offered]) {
      const rows = await whole<Deal>('deals.list', { filter });
      expect(await app.call('deals.totals', { filter }), JSON.stringify(filter)).toEqual({
        count: rows.length,
        totals: {
          contractValuePaisa: sum(rows, (row) => row.contractValuePaisa),
          billedPaisa: sum(rows, (row) => row.billedPaisa),
          accruedPaisa: sum(rows, (row) => row.accruedPaisa),
        },
      });
    }
  });

  test('billed and accrued are the sums of the lines (3.1, 3.6)', async () => {
    const rows = await whole<Deal>('deals.list', {});
    const sums = (table: string): Map<string, number> =>
      new Map(
        reader
          .all<{ deal: string; paisa: number }>(
            `SELECT d.code AS deal, sum(l.amount_paisa) AS paisa FROM ${table} l JOIN deals d ON d.id = l.deal_id GROUP BY d.id`,
          )
          .map((row) => [row.deal, row.paisa]),
      );
    const [billed, accrued] = [sums('billing_lines'), sums('accrual_lines')];
    expect(rows.map((row) => [row.deal, row.billedPaisa, row.accruedPaisa])).toEqual(
      rows.map((row) => [row.deal, billed.get(row.deal) ?? 0, accrued.get(row.deal) ?? 0]),
    );
    expect(rows.some((row) => row.status === 'clawed_back' && row.billedPaisa > 0 && row.accruedPaisa === 0)).toBe(true);
  });
});

describe('partners.list and partners.totals', () => {
  const RANKS = ['bronze', 'silver', 'gold', 'platinum'];
  const SORTS: Readonly<Record<string, (row: Partner) => string | number>> = {
    partner: (row) => row.partner,
    name: (row) => row.name,
    joinedOn: (row) => row.joinedOn,
    count: (row) => row.count,
    payablePaisa: (row) => row.payablePaisa,
    tier: (row) => RANKS.indexOf(row.tier ?? ''),
  };
  let offered: Offered<Partner>[] = [];
  beforeAll(async () => {
    const rows = await whole<Partner>('partners.list', {});
    const managed = rows.find((row) => row.accountManager !== null);
    offered = [
      ...RANKS.map((tier): Offered<Partner> => [{ tier }, (row) => row.tier === tier]),
      [{ status: 'suspended' }, (row) => row.status === 'suspended'],
      [{ kind: 'agency' }, (row) => row.kind === 'agency'],
      [{ inGrace: true }, (row) => row.inGraceUntil !== null],
      [{ inGrace: false }, (row) => row.inGraceUntil === null],
      [{ accountManager: managed?.accountManager }, (row) => row.accountManager === managed?.accountManager],
      [{ withoutAccountManager: true }, (row) => row.accountManager === null && RANKS.indexOf(row.tier ?? '') >= 1 && row.status === 'active'],
      [{ text: 'lahore' }, (row) => [row.name, row.partner, row.city ?? ''].some((value) => value.toLowerCase().includes('lahore'))],
    ];
  });

  test.each(Object.keys(SORTS).flatMap((by) => DIRECTIONS.map((direction) => ({ by, direction }))))(
    'by $by $direction: pages make the whole, filters its part',
    async (sort) => {
      const all = await whole<Partner>('partners.list', { sort });
      expect(all.length).toBe((await app.call('partners.totals', {})).count);
      expectOrder(all, SORTS[sort.by] ?? (() => 0), sort.direction);
      expect(await whole<Partner>('partners.list', { sort }, 37)).toEqual(all);
      await expectFilters('partners.list', sort, all, offered);
    },
  );

  test('totals are the sums over the rows of the filter', async () => {
    for (const [filter] of [[{}] as const, ...offered]) {
      const rows = await whole<Partner>('partners.list', { filter });
      expect(await app.call('partners.totals', { filter }), JSON.stringify(filter)).toEqual({
        count: rows.length,
        totals: { payablePaisa: sum(rows, (row) => row.payablePaisa), deals: sum(rows, (row) => row.deals) },
      });
    }
  });

  test('standings follow the day and the facts: what is kept beside the connection is never stale (1.3, 1.4)', async () => {
    const fresh = await appFor({ today: '2026-02-01' });
    const counts = async (): Promise<unknown> =>
      (await fresh.call('partners.list', { sort: { by: 'count', direction: 'desc' } })).rows.map((row) => [row.partner, row.count]);
    await fresh.import({ 'partners.csv': 'code,name,kind,joined_on\nA,A,agency,2025-01-01\nB,B,agency,2025-01-01\n' });
    expect(await counts()).toEqual([
      ['B', 0],
      ['A', 0],
    ]);
    const deal = (code: string, partner: string, on: string): string => `${code},${partner},Client,retainer,1000,${on},${on},100\n`;
    await fresh.import({
      'deals.csv': `code,partner_code,client,contract_type,contract_value,signed_on,start_on,expected_monthly_billing\n${deal('D1', 'A', '2026-01-05')}${deal('D2', 'B', '2026-02-20')}${deal('D3', 'B', '2026-02-21')}`,
    });
    expect(await counts()).toEqual([
      ['A', 1],
      ['B', 0],
    ]);
    // a command that is refused rolls back on the same connection
    await fresh.refusal('deals.void', { deal: 'D9', reason: 'There is no such deal' });
    fresh.today = '2026-03-01';
    expect(await counts()).toEqual([
      ['B', 2],
      ['A', 1],
    ]);
  });
});

describe('accruals.page and accruals.totals', () => {
  const SORTS: Readonly<Record<string, (row: Line) => string | number>> = {
    postedIn: (row) => row.postedIn,
    partner: (row) => row.partner,
    deal: (row) => row.deal,
  };

  test.each(Object.keys(SORTS).flatMap((by) => DIRECTIONS.map((direction) => ({ by, direction }))))(
    'by $by $direction: pages make the whole, filters its part',
    async (sort) => {
      const all = await whole<Line>('accruals.page', { sort });
      expect(all.length).toBe((await app.call('accruals.totals', {})).count);
      expect(new Set(all.map((row) => row.id)).size).toBe(all.length);
      expectOrder(all, SORTS[sort.by] ?? (() => 0), sort.direction);
      const some = all[Math.floor(all.length / 2)];
      if (!some) throw new Error('the sample has lines');
      await expectFilters<Line>('accruals.page', sort, all, [
        [{ postedIn: MONTH }, (row) => row.postedIn === MONTH],
        [{ postedIn: '2019-01' }, () => false],
        [{ postedIn: '2099-01' }, () => false],
        [{ deal: some.deal }, (row) => row.deal === some.deal],
        [{ partner: some.partner }, (row) => row.partner === some.partner],
        [{ partner: some.partner, postedIn: some.postedIn }, (row) => row.partner === some.partner && row.postedIn === some.postedIn],
        [{ text: ` ${some.deal} ` }, (row) => row.deal === some.deal],
        [{ text: some.partner }, (row) => row.partner === some.partner],
        [{ text: 'nothing of the kind' }, () => false],
        [{ kind: 'clawback' }, (row) => row.kind === 'clawback'],
        [{ kind: 'fixed_price', postedIn: MONTH }, (row) => row.kind === 'fixed_price' && row.postedIn === MONTH],
        [{ kind: 'recurring', postedIn: MONTH }, (row) => row.kind === 'recurring' && row.postedIn === MONTH],
      ]);
    },
  );

  test('totals are the sums over the rows of the filter', async () => {
    for (const filter of [{}, { postedIn: MONTH }, { kind: 'fixed_price' as const }]) {
      const rows = await whole<Line>('accruals.page', { filter });
      expect(await app.call('accruals.totals', { filter }), JSON.stringify(filter)).toEqual({
        count: rows.length,
        totals: { basePaisa: sum(rows, (row) => row.basePaisa), amountPaisa: sum(rows, (row) => row.amountPaisa) },
      });
    }
  });
});

describe('a second key', () => {
  const later = <R>(rows: readonly R[], first: (row: R) => string | number, second: (row: R) => string | number, direction: 'asc' | 'desc'): void => {
    for (const group of Map.groupBy(rows, first).values()) expectOrder(group, second, direction);
  };

  test.each(DIRECTIONS.flatMap((direction) => DIRECTIONS.map((other) => [direction, other] as const)))(
    'B5: deals by partner %s, then by value %s: in order, in pages of any size, under a filter too',
    async (direction, other) => {
      const sort = { by: 'partnerName', direction, second: { by: 'contractValuePaisa', direction: other } };
      const all = await whole<Deal>('deals.list', { sort });
      expectOrder(all, (row) => row.partnerName, direction);
      later(
        all,
        (row) => row.partnerName,
        (row) => row.contractValuePaisa,
        other,
      );
      expect(await whole<Deal>('deals.list', { sort }, 17)).toEqual(all);
      const filter = { contractType: 'fixed_price' };
      expect(await whole<Deal>('deals.list', { sort, filter }, 13)).toEqual(all.filter((row) => row.contractType === 'fixed_price'));
    },
    30_000,
  );

  test.each(DIRECTIONS)('B5: partners by tier, then by balance %s', async (direction) => {
    const sort = { by: 'tier', direction: 'desc', second: { by: 'payablePaisa', direction } };
    const all = await whole<Partner>('partners.list', { sort });
    later(
      all,
      (row) => row.tier ?? '',
      (row) => row.payablePaisa,
      direction,
    );
    expect(await whole<Partner>('partners.list', { sort }, 9)).toEqual(all);
  });

  test('B5: the same key twice, and a second one where none is offered, are refused', async () => {
    const twice = { by: 'deal', direction: 'asc', second: { by: 'deal', direction: 'desc' } };
    expect((await app.refusal('deals.list', { sort: twice })).message).toContain('another than the first');
    const second = { by: 'partner', direction: 'asc', second: { by: 'deal', direction: 'asc' } };
    expect((await app.refusal('accruals.page', { sort: second })).message).toContain('second');
  });
});

describe('a cursor', () => {
  test('says where the next page begins and nothing else; what is none is refused', async () => {
    const { next } = await app.call('deals.list', { limit: 1 });
    expect(JSON.parse(next ?? '')).toHaveLength(3);
    for (const after of [
      '',
      'x',
      '{}',
      '[1]',
      '["2026-01-01", 1]',
      '["2026-01-01", null, 1.5]',
      '["2026-01-01", null, 1, {"count": 1}]',
      '[[], null, 1]',
      '["a", {}, 1]',
    ])
      expect(await app.refusal('deals.list', { after }), after).toMatchObject({ code: 'BAD_INPUT' });
  });
});

/** The plans of what a query asks the file, terms left out. */
function plansOf(work: (context: QueryContext) => void): string[] {
  const asked: [string, SqlParams | undefined][] = [];
  const spy =
    <T>(ask: (sql: string, params?: SqlParams) => T) =>
    (sql: string, params?: SqlParams): T => {
      asked.push([sql, params]);
      return ask(sql, params);
    };
  return reader.snapshot((db) => {
    work({ db: { ...db, all: spy(db.all), get: spy(db.get), derive: db.derive } as ReadDb, today: '2026-11-22' } as QueryContext);
    return asked
      .filter(([sql]) => !sql.includes('FROM terms_versions'))
      .flatMap(([sql, params]) => db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params).map((step) => step.detail));
  });
}

describe('every sort walks its index: a page sorts nothing and scans no table', () => {
  const lists = {
    deals: [deals.list, ['signedOn', 'deal', 'client', 'partnerName', 'contractValuePaisa', 'accruedPaisa']],
    partners: [partners.list, ['partner', 'name', 'joinedOn', 'count', 'payablePaisa', 'tier']],
    accruals: [accruals.page, ['postedIn', 'partner', 'deal']],
  } as const;
  const cases = Object.entries(lists).flatMap(([name, [ask, sorts]]) =>
    sorts.map((by) => ({ name, by, ask: ask as (context: QueryContext, input: object) => unknown })),
  );

  test.each(cases)('$name by $by', ({ ask, by }) => {
    const plans = plansOf((context) => void ask(context, { sort: { by, direction: 'asc' }, limit: 50 }));
    expect(plans.length).toBeGreaterThan(1);
    expect(plans.filter((step) => /USE TEMP B-TREE FOR ORDER BY/.test(step))).toEqual([]);
    expect(plans.filter((step) => /^SCAN /.test(step) && !/USING (COVERING )?INDEX|VIRTUAL TABLE|SCAN a$/.test(step))).toEqual([]);
  });

  test.each(cases.filter(({ name, by }) => name !== 'accruals' && by !== 'name' && by !== 'client'))(
    '$name by $by, then by name: only what is alike is sorted',
    ({ name, ask, by }) => {
      const second = { by: name === 'deals' ? 'client' : 'name', direction: 'desc' };
      const plans = plansOf((context) => void ask(context, { sort: { by, direction: 'asc', second }, limit: 50 }));
      expect(plans.filter((step) => /USE TEMP B-TREE FOR ORDER BY/.test(step))).toEqual([]);
    },
  );
});
