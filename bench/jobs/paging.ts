/** Pages of each list under every offered sort, and every offered filter under every sort: first pages and deep ones. Totals are calls of their own. */
import { BenchApp } from '../app.ts';
import { MEASURED } from '../data.ts';
import type { Job } from '../job.ts';
import { median, quantile } from '../measure.ts';
import { limitRow, ms, type Row } from '../report.ts';

const JOB = 'paging';
const GOAL_MS = 5;
/** Text is searched for anywhere in a name: the goal of search, set at 100,000 records. */
const SEARCH_GOAL_MS = 80;
/** Enough pages to be deep, unless they are so slow that the goal is lost anyway. */
const MOST_PAGES = 20;
const LEAST_PAGES = 6;
const PATIENCE_MS = 500;
/** Pages that are walked untimed to get away from the top. */
const SKIP_LIMIT = 500;

type ListName = 'deals.list' | 'partners.list' | 'accruals.page';
type Filter = Readonly<Record<string, string | boolean>>;

interface Offer {
  readonly totals: 'deals.totals' | 'partners.totals' | 'accruals.totals';
  readonly sorts: readonly string[];
  readonly filters: readonly Filter[];
}

const OFFERS: Readonly<Record<ListName, Offer>> = {
  'deals.list': {
    totals: 'deals.totals',
    sorts: ['signedOn', 'deal', 'client', 'partnerName', 'contractValuePaisa', 'accruedPaisa'],
    filters: [
      { partner: 'P-00007' },
      { status: 'running' },
      { status: 'cancelled' },
      { status: 'completed' },
      { contractType: 'fixed_price' },
      { contractType: 'retainer', status: 'running' },
      { signedFrom: '2020-06-01', signedTo: '2020-06-30' },
      { text: '4711' },
      { text: 'client' },
    ],
  },
  'partners.list': {
    totals: 'partners.totals',
    sorts: ['partner', 'name', 'joinedOn', 'count', 'payablePaisa', 'tier'],
    filters: [
      { tier: 'silver' },
      { tier: 'bronze' },
      { status: 'suspended' },
      { kind: 'agency' },
      { inGrace: true },
      { accountManager: 'Manager 3' },
      { withoutAccountManager: true },
      { text: '4711' },
    ],
  },
  'accruals.page': {
    totals: 'accruals.totals',
    sorts: ['postedIn', 'partner', 'deal'],
    filters: [
      { postedIn: MEASURED },
      { postedIn: '2025-03' },
      { deal: 'D-000011' },
      { partner: 'P-00007' },
      { text: 'P-00007' },
      { kind: 'fixed_price' },
      { kind: 'recurring' },
      { kind: 'fixed_price', postedIn: MEASURED },
    ],
  },
};

interface Case {
  readonly list: ListName;
  readonly by: string;
  readonly direction: 'asc' | 'desc';
  readonly filter?: Filter;
}

function casesOf(list: ListName): Case[] {
  const { sorts, filters } = OFFERS[list];
  const directions = ['asc', 'desc'] as const;
  return sorts.flatMap((by) =>
    directions.flatMap((direction): Case[] => [{ list, by, direction }, ...filters.map((filter) => ({ list, by, direction, filter }))]),
  );
}

const wordsOf = ({ by, direction, filter }: Case): string => `by ${by} ${direction}${filter === undefined ? '' : ` where ${JSON.stringify(filter)}`}`;

interface Page {
  readonly rows: readonly unknown[];
  readonly next: string | null;
}

async function page(app: BenchApp, { list, by, direction, filter }: Case, after: string | null, limit: number): Promise<Page> {
  return (await app.call(list, { sort: { by, direction }, ...(filter ? { filter } : {}), after, limit } as never)) as Page;
}

/** Times page after page from the first, half of them from further down. */
async function scroll(app: BenchApp, of: Case): Promise<number> {
  const times: number[] = [];
  const begun = performance.now();
  let after: string | null = null;
  for (let at = 0; at < MOST_PAGES; at += 1) {
    if (at >= LEAST_PAGES && performance.now() - begun > PATIENCE_MS) break;
    if (at === MOST_PAGES / 2) for (let skip = 0; skip < 10 && after !== null; skip += 1) after = (await page(app, of, after, SKIP_LIMIT)).next;
    const start = performance.now();
    const found: Page = await page(app, of, after, 100);
    times.push(performance.now() - start);
    after = found.next;
  }
  return quantile(times, 0.95);
}

interface Measured {
  readonly words: string;
  readonly ms: number;
}

const worstOf = (measured: readonly Measured[]): Measured => measured.reduce((a, b) => (b.ms > a.ms ? b : a), { words: '', ms: 0 });

/** One row with the worst of many, and a row for each other one that misses the goal. */
function rowsOf(what: string, measured: readonly Measured[], goalMs: number): Row[] {
  const worst = worstOf(measured);
  const missed = measured.filter((one) => one.ms > goalMs && one !== worst);
  return [
    limitRow(
      JOB,
      `${what}: slowest of ${measured.length}`,
      worst.ms,
      goalMs,
      ms,
      `p95; ${worst.words}; median of all ${ms(median(measured.map((one) => one.ms)))}`,
    ),
    ...missed.map((one) => limitRow(JOB, `${what}: ${one.words}`, one.ms, goalMs, ms, 'p95')),
  ];
}

async function totalsRow(app: BenchApp, what: string, list: ListName): Promise<Row> {
  const found: Measured[] = [];
  for (const filter of [undefined, ...OFFERS[list].filters]) {
    const start = performance.now();
    await app.call(OFFERS[list].totals, filter === undefined ? {} : ({ filter } as never));
    found.push({ words: filter === undefined ? 'no filter' : JSON.stringify(filter), ms: performance.now() - start });
  }
  const worst = worstOf(found);
  return {
    job: JOB,
    what: `${what}: totals, a call of their own`,
    ours: ms(worst.ms),
    other: '–',
    ratio: null,
    goal: null,
    note: `slowest of ${found.length}: ${worst.words}`,
  };
}

async function measureLists(app: BenchApp, what: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const list of Object.keys(OFFERS) as ListName[]) {
    const pages: Measured[] = [];
    const searches: Measured[] = [];
    for (const of of casesOf(list)) await page(app, of, null, 1); // code not yet compiled
    for (const of of casesOf(list)) {
      const isSearch = of.filter?.['text'] !== undefined && list !== 'accruals.page';
      (isSearch ? searches : pages).push({ words: wordsOf(of), ms: await scroll(app, of) });
    }
    rows.push(...rowsOf(`${what} ${list}`, pages, GOAL_MS));
    if (searches.length > 0) rows.push(...rowsOf(`${what} ${list}, text`, searches, SEARCH_GOAL_MS));
    rows.push(await totalsRow(app, `${what} ${list}`, list));
  }
  return rows;
}

export const paging: Job = {
  name: JOB,
  run: async ({ scale, worlds }) => {
    const rows: Row[] = [];
    // At L the goal is set for 12 million lines, five years.
    for (const years of scale.name === 'L' ? ([5] as const) : ([1, 5] as const)) {
      const app = await BenchApp.open(await worlds.at(scale, 'closed', years));
      rows.push(...(await measureLists(app, years === 1 ? scale.name : `${scale.name}, five years,`)));
      await app.close();
    }
    return rows;
  },
};
