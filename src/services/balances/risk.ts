import type { Output, Parsed } from '../../contract/index.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { firstAtRisk, safeFrom } from '../../domain/risk.ts';
import { type Terms, termsOn } from '../../domain/terms.ts';
import { type IsoDate, lastDayOf, type Month, monthOf } from '../../shared/calendar.ts';
import type { QueryContext } from '../context.ts';

type Answer = Output<'balances.risk'>;
type Row = Answer['partners'][number];
type Deal = Answer['deals'][number] & { readonly safeOn: IsoDate | null };

const FIGURES = [
  'balancePaisa',
  'payablePaisa',
  'receivablePaisa',
  'clawedBackPaisa',
  'setOffPaisa',
  'earnedPaisa',
  'safePaisa',
  'atRiskPaisa',
  'toReversePaisa',
] as const;

/**
 * Where each partner stands after a month, and how much of what was earned a cancellation could still take back (5.1), judged on the
 * month's last day by the terms in force on it. How a deal ended is taken as known now.
 */
export function risk(context: QueryContext, input: Parsed<'balances.risk'>): Answer {
  const { db } = context;
  const on = lastDayOf(input.asOf);
  const terms = termsOn(loadTermsVersions(db), on);
  const deals = [...dealsAtRisk(db, input.asOf, on, terms), ...dealsToReverse(db, input.asOf)];
  const ofPartner = Map.groupBy(deals, (deal) => deal.partner);
  const partners = standings(db, input.asOf).map((standing): Row => rowOf(standing, ofPartner.get(standing.partner) ?? []));
  const total = (figure: (typeof FIGURES)[number]): number => partners.reduce((sum, row) => sum + row[figure], 0);
  return {
    on,
    clawbackDays: terms.clawbackDays,
    clawbackFrom: terms.clawbackFrom,
    partners,
    deals,
    months: monthsOf(deals),
    totals: Object.fromEntries(FIGURES.map((figure) => [figure, total(figure)])) as Answer['totals'],
  };
}

interface Standing {
  readonly partner: string;
  readonly name: string;
  readonly earnedPaisa: number;
  readonly clawedBackPaisa: number;
  readonly paidPaisa: number;
}

/** Whoever has anything posted up to the month. */
function standings(db: ReadDb, asOf: Month): Standing[] {
  return db.all<Standing>(
    `SELECT p.code AS partner, p.name, sum(m.earned) AS earnedPaisa, sum(m.clawed) AS clawedBackPaisa, sum(m.paid) AS paidPaisa FROM (
       SELECT partner_id, accrued_paisa + adjustments_paisa + clawback_paisa AS earned, clawback_paisa AS clawed, 0 AS paid FROM partner_months WHERE month <= :asOf
       UNION ALL SELECT partner_id, 0, 0, gross_paisa FROM payout_items WHERE state = 'paid' AND substr(paid_on, 1, 7) <= :asOf) m
     JOIN partners p ON p.id = m.partner_id GROUP BY p.id ORDER BY p.code`,
    { asOf },
  );
}

function rowOf({ partner, name, earnedPaisa, clawedBackPaisa, paidPaisa }: Standing, deals: readonly Deal[]): Row {
  const balance = earnedPaisa - paidPaisa;
  const receivablePaisa = Math.max(-balance, 0);
  const sum = (state: Deal['state']): number => deals.reduce((total, deal) => (deal.state === state ? total + deal.amountPaisa : total), 0);
  const [atRiskPaisa, toReversePaisa] = [sum('at_risk'), sum('to_reverse')];
  return {
    partner,
    name,
    balancePaisa: balance,
    payablePaisa: Math.max(balance, 0),
    receivablePaisa,
    clawedBackPaisa,
    setOffPaisa: Math.max(-clawedBackPaisa - receivablePaisa, 0),
    earnedPaisa,
    safePaisa: earnedPaisa - atRiskPaisa - toReversePaisa,
    atRiskPaisa,
    toReversePaisa,
    safeOn: deals.reduce<IsoDate | null>((last, { safeOn }) => (safeOn !== null && (last === null || safeOn > last) ? safeOn : last), null),
  };
}

const POSTED = '(SELECT sum(a.amount_paisa) FROM accrual_lines a WHERE a.deal_id = d.id AND a.posted_in <= :asOf)';

interface DealRow {
  readonly deal: string;
  readonly partner: string;
  readonly client: string;
  readonly signedOn: IsoDate;
  readonly startOn: IsoDate;
  readonly amountPaisa: number;
}

const DEALS = `SELECT * FROM (SELECT d.code AS deal, p.code AS partner, d.client, d.signed_on AS signedOn, d.start_on AS startOn, ${POSTED} AS amountPaisa FROM deals d JOIN partners p ON p.id = d.partner_id`;
const WITH_MONEY = ') WHERE amountPaisa <> 0';

/** Deals that the client could still cancel with a clawback on that day, the first to become safe first. */
function dealsAtRisk(db: ReadDb, asOf: Month, on: IsoDate, terms: Terms): Deal[] {
  const from = terms.clawbackFrom === 'start_on' ? 'd.start_on' : 'd.signed_on';
  return db
    .all<DealRow>(`${DEALS} WHERE ${from} >= :since AND d.cancelled_on IS NULL AND d.voided_on IS NULL ORDER BY ${from}, d.code ${WITH_MONEY}`, {
      asOf,
      since: firstAtRisk(on, terms),
    })
    .map(({ signedOn, startOn, ...deal }): Deal => ({ ...deal, state: 'at_risk', safeOn: safeFrom({ signedOn, startOn }, terms) }));
}

/** Clawed back by what is known, but not reversed by that month's close. */
function dealsToReverse(db: ReadDb, asOf: Month): Deal[] {
  return db
    .all<DealRow>(`${DEALS} WHERE d.ending = 'clawed_back' ORDER BY d.code ${WITH_MONEY}`, { asOf })
    .map(({ signedOn: _, startOn: __, ...deal }): Deal => ({ ...deal, state: 'to_reverse', safeOn: null }));
}

/** How much becomes safe in each month. */
function monthsOf(deals: readonly Deal[]): Answer['months'] {
  const months = new Map<Month, { amountPaisa: number; deals: number }>();
  for (const { safeOn, amountPaisa } of deals) {
    if (safeOn === null) continue;
    const before = months.get(monthOf(safeOn)) ?? { amountPaisa: 0, deals: 0 };
    months.set(monthOf(safeOn), { amountPaisa: before.amountPaisa + amountPaisa, deals: before.deals + 1 });
  }
  return [...months].map(([month, sums]) => ({ month, ...sums })).sort((a, b) => (a.month < b.month ? -1 : 1));
}
