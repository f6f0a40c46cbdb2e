import type { IsoDate, Month, Quarter } from '../shared/calendar.ts';
import { addPaisa, negatePaisa, type Paisa, sumPaisa, ZERO_PAISA } from '../shared/paisa.ts';
import type { Tier } from '../shared/vocab.ts';

/** Where a partner stands on a day, and what comes next if nothing new is learned (1.3, 1.4). */
export interface TierOutlook {
  readonly partner: string;
  readonly tier: Tier | null;
  readonly next: { readonly date: IsoDate; readonly to: Tier } | null;
  /** The grace that shows now, or the next one. */
  readonly grace: { readonly from: IsoDate; readonly until: IsoDate } | null;
}

/** A line that a close would post. */
export interface PostedLine {
  /** Names the line whatever it comes to: deal, kind, billing month, invoice, month of posting. */
  readonly key: string;
  readonly partner: string;
  readonly rateBps: number;
  readonly amountPaisa: Paisa;
}

export interface Payment {
  readonly quarter: Quarter;
  readonly partner: string;
  readonly netPaisa: Paisa;
}

/** What lies ahead of a file under given terms: what its open months would post and its runs would pay, with all that is known. */
export interface Outlook {
  readonly tiers: readonly TierOutlook[];
  readonly months: readonly { readonly month: Month; readonly totalPaisa: Paisa }[];
  readonly lines: readonly PostedLine[];
  readonly clawbacks: readonly { readonly deal: string; readonly partner: string; readonly cancelledOn: IsoDate; readonly isClawedBack: boolean }[];
  readonly payments: readonly Payment[];
  readonly runs: readonly { readonly quarter: Quarter; readonly valueOn: IsoDate }[];
  /** From here on payouts cannot be worked out. */
  readonly blocked: { readonly quarter: Quarter; readonly message: string } | null;
}

interface NowThen {
  readonly beforePaisa: Paisa;
  readonly afterPaisa: Paisa;
  readonly differencePaisa: Paisa;
}

const nowThen = (beforePaisa: Paisa, afterPaisa: Paisa): NowThen => ({
  beforePaisa,
  afterPaisa,
  differencePaisa: addPaisa(afterPaisa, negatePaisa(beforePaisa)),
});

interface BeforeAfter<T> {
  readonly before: T;
  readonly after: T;
}

export interface Impact {
  readonly months: readonly ({ readonly month: Month } & NowThen)[];
  readonly tiers: readonly {
    readonly partner: string;
    readonly today: BeforeAfter<Tier | null>;
    readonly next: BeforeAfter<TierOutlook['next']>;
    readonly grace: BeforeAfter<TierOutlook['grace']>;
  }[];
  readonly lines: NowThen & { readonly count: number; readonly partners: readonly ({ readonly partner: string; readonly count: number } & NowThen)[] };
  readonly clawbacks: readonly ({ readonly deal: string; readonly partner: string; readonly cancelledOn: IsoDate } & BeforeAfter<boolean>)[];
  readonly payouts: NowThen & { readonly items: readonly ({ readonly quarter: Quarter; readonly partner: string } & NowThen)[] };
  readonly paymentDates: readonly ({ readonly quarter: Quarter } & BeforeAfter<IsoDate>)[];
  readonly blocked: readonly { readonly quarter: Quarter; readonly when: 'now' | 'then'; readonly message: string }[];
}

/** Pairs what two outlooks say about the same thing; what one of them lacks is undefined there. */
function pairs<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): { key: string; before: T | undefined; after: T | undefined }[] {
  const then = new Map(after.map((one) => [keyOf(one), one]));
  const found = before.map((one) => {
    const key = keyOf(one);
    const other = then.get(key);
    then.delete(key);
    return { key, before: one as T | undefined, after: other };
  });
  return [...found, ...[...then].map(([key, one]) => ({ key, before: undefined, after: one as T | undefined }))];
}

const totals = (parts: readonly NowThen[]): NowThen => nowThen(sumPaisa(parts.map((part) => part.beforePaisa)), sumPaisa(parts.map((part) => part.afterPaisa)));

const byPartner = (a: { readonly partner: string }, b: { readonly partner: string }): number => (a.partner < b.partner ? -1 : a.partner > b.partner ? 1 : 0);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function tiersOf(before: Outlook, after: Outlook): Impact['tiers'] {
  return pairs(before.tiers, after.tiers, (one) => one.partner)
    .filter((pair) => !isSame(pair.before, pair.after))
    .map(({ key, before: now, after: then }) => ({
      partner: key,
      today: { before: now?.tier ?? null, after: then?.tier ?? null },
      next: { before: now?.next ?? null, after: then?.next ?? null },
      grace: { before: now?.grace ?? null, after: then?.grace ?? null },
    }));
}

function linesOf(before: Outlook, after: Outlook): Impact['lines'] {
  const partners = new Map<string, Impact['lines']['partners'][number]>();
  for (const { before: now, after: then } of pairs(before.lines, after.lines, (line) => line.key)) {
    if (now?.amountPaisa === then?.amountPaisa && now?.rateBps === then?.rateBps) continue;
    const partner = (now ?? then)?.partner ?? '';
    const line = nowThen(now?.amountPaisa ?? ZERO_PAISA, then?.amountPaisa ?? ZERO_PAISA);
    const sum = partners.get(partner) ?? { partner, count: 0, ...nowThen(ZERO_PAISA, ZERO_PAISA) };
    partners.set(partner, { partner, count: sum.count + 1, ...totals([sum, line]) });
  }
  const rows = [...partners.values()].sort(byPartner);
  return { count: rows.reduce((sum, row) => sum + row.count, 0), ...totals(rows), partners: rows };
}

/** Only quarters that both could work out are compared: a blocked one is named instead. */
function payoutsOf(before: Outlook, after: Outlook): Impact['payouts'] {
  const until = [before.blocked?.quarter, after.blocked?.quarter].filter((quarter) => quarter !== undefined).toSorted()[0];
  const counted = (outlook: Outlook): Payment[] => outlook.payments.filter((payment) => until === undefined || payment.quarter < until);
  const items = pairs(counted(before), counted(after), (payment) => `${payment.quarter} ${payment.partner}`)
    .filter((pair) => (pair.before?.netPaisa ?? 0) !== (pair.after?.netPaisa ?? 0))
    .map(({ before: now, after: then }) => {
      const { quarter, partner } = (now ?? then) as Payment;
      return { quarter, partner, ...nowThen(now?.netPaisa ?? ZERO_PAISA, then?.netPaisa ?? ZERO_PAISA) };
    })
    .sort((a, b) => (a.quarter === b.quarter ? byPartner(a, b) : a.quarter < b.quarter ? -1 : 1));
  return { ...totals(items), items };
}

/** What differs between two outlooks, in total and by partner; every total is the sum of its parts. */
export function impactOf(before: Outlook, after: Outlook): Impact {
  return {
    months: pairs(before.months, after.months, (one) => one.month)
      .map(({ key, before: now, after: then }) => ({
        month: key as Month,
        ...nowThen(now?.totalPaisa ?? ZERO_PAISA, then?.totalPaisa ?? ZERO_PAISA),
      }))
      .sort((a, b) => (a.month < b.month ? -1 : 1)),
    tiers: tiersOf(before, after),
    lines: linesOf(before, after),
    clawbacks: pairs(before.clawbacks, after.clawbacks, (one) => one.deal).flatMap(({ before: now, after: then }) =>
      now === undefined || then === undefined || now.isClawedBack === then.isClawedBack
        ? []
        : [{ deal: now.deal, partner: now.partner, cancelledOn: now.cancelledOn, before: now.isClawedBack, after: then.isClawedBack }],
    ),
    payouts: payoutsOf(before, after),
    paymentDates: pairs(before.runs, after.runs, (run) => run.quarter).flatMap(({ before: now, after: then }) =>
      now === undefined || then === undefined || now.valueOn === then.valueOn ? [] : [{ quarter: now.quarter, before: now.valueOn, after: then.valueOn }],
    ),
    blocked: (['now', 'then'] as const).flatMap((when) => {
      const { blocked } = when === 'now' ? before : after;
      return blocked === null ? [] : [{ ...blocked, when }];
    }),
  };
}
