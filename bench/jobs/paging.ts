/** One page of each list under every offered sort and some filters, first pages and deep ones. */
import { BenchApp } from '../app.ts';
import { MEASURED } from '../data.ts';
import type { Job } from '../job.ts';
import { median, quantile } from '../measure.ts';
import { limitRow, ms, type Row } from '../report.ts';

const JOB = 'paging';
const GOAL_MS = 5;
/** Enough pages to be deep, unless they are so slow that the goal is lost anyway. */
const MOST_PAGES = 40;
const LEAST_PAGES = 6;
const PATIENCE_MS = 500;
/** Pages that are walked untimed to get away from the top. */
const SKIP_LIMIT = 500;

type ListName = 'deals.list' | 'partners.list' | 'accruals.page';
type Filter = Readonly<Record<string, string | boolean>>;

interface Case {
  readonly list: ListName;
  readonly by?: string;
  readonly direction?: 'asc' | 'desc';
  readonly filter?: Filter;
}

const SORTS: Readonly<Record<ListName, readonly string[]>> = {
  'deals.list': ['signedOn', 'deal', 'client', 'contractValuePaisa'],
  'partners.list': ['partner', 'name', 'joinedOn', 'count', 'payablePaisa', 'tier'],
  'accruals.page': ['postedIn', 'partner', 'deal'],
};

const FILTERS: Readonly<Record<ListName, readonly Filter[]>> = {
  'deals.list': [{ partner: 'P-00007' }, { status: 'cancelled' }, { text: '4711' }, { contractType: 'retainer' }],
  'partners.list': [{ tier: 'silver' }, { text: '4711' }, { status: 'suspended' }],
  'accruals.page': [{ postedIn: MEASURED }, { deal: 'D-000011' }, { partner: 'P-00007' }, { kind: 'fixed_price' }, { period: MEASURED }],
};

function casesOf(list: ListName): Case[] {
  const sorts = SORTS[list].flatMap((by): Case[] => [
    { list, by, direction: 'asc' },
    { list, by, direction: 'desc' },
  ]);
  return [...sorts, ...FILTERS[list].map((filter): Case => ({ list, filter }))];
}

interface Page {
  readonly rows: readonly unknown[];
  readonly next: string | null;
  readonly count: number;
}

async function page(app: BenchApp, { list, by, direction, filter }: Case, after: string | null, limit: number): Promise<Page> {
  const sort = by === undefined ? {} : { sort: { by, direction: direction ?? 'asc' } };
  return (await app.call(list, { ...sort, ...(filter ? { filter } : {}), after, limit } as never)) as Page;
}

interface Scroll {
  /** The page without a cursor, which also brings count and totals: median of three. */
  readonly firstMs: number;
  readonly p95: number;
  readonly pages: number;
  readonly count: number;
}

async function firstPage(app: BenchApp, of: Case): Promise<{ ms: number; next: string | null }> {
  const times: number[] = [];
  let next: string | null = null;
  for (let at = 0; at < 3; at += 1) {
    const start = performance.now();
    next = (await page(app, of, null, 100)).next;
    times.push(performance.now() - start);
  }
  return { ms: median(times), next };
}

/** Times the first page, then page after page, half of them from further down. */
async function scroll(app: BenchApp, of: Case): Promise<Scroll> {
  const first = await firstPage(app, of);
  const times: number[] = [];
  const begun = performance.now();
  let after = first.next;
  let count = 0;
  let skipped = false;
  for (let at = 0; at < MOST_PAGES; at += 1) {
    if (at >= LEAST_PAGES && performance.now() - begun > PATIENCE_MS) break;
    if (at >= MOST_PAGES / 2 && !skipped) {
      skipped = true;
      for (let skip = 0; skip < 10 && after !== null; skip += 1) after = (await page(app, of, after, SKIP_LIMIT)).next;
    }
    const start = performance.now();
    const found: Page = await page(app, of, after, 100);
    times.push(performance.now() - start);
    count = found.count;
    after = found.next ?? first.next;
    if (after === null) break;
  }
  return { firstMs: first.ms, p95: quantile(times, 0.95), pages: times.length, count };
}

export const paging: Job = {
  name: JOB,
  run: async ({ scale, worlds }) => {
    const app = await BenchApp.open(await worlds.at(scale, 'closed'));
    const rows: Row[] = [];
    for (const list of ['deals.list', 'partners.list', 'accruals.page'] as const) {
      let worst = { ms: 0, words: '' };
      for (const of of casesOf(list)) {
        const { firstMs, p95, pages, count } = await scroll(app, of);
        const words = of.by === undefined ? `filter ${JSON.stringify(of.filter)}` : `by ${of.by} ${of.direction ?? ''}`;
        if (firstMs > worst.ms) worst = { ms: firstMs, words };
        rows.push(limitRow(JOB, `${scale.name} ${list} ${words}`, p95, GOAL_MS, ms, `p95 of ${pages} pages, ${count} rows; first page ${ms(firstMs)}`));
      }
      rows.push(limitRow(JOB, `${scale.name} ${list}: slowest first page, with count and totals`, worst.ms, GOAL_MS, ms, worst.words));
    }
    await app.close();
    return rows;
  },
};
