import type { Output, Parsed } from '../contract/index.ts';
import { rehearse } from '../db/rehearse.ts';
import { nextToClose } from '../db/repos/months.ts';
import { lastMonthWithFacts, loadClawbacksToCome, loadLinesFrom, loadTierOutlook, partnerNames, quartersToPay } from '../db/repos/outlook.ts';
import { findRun, loadItems } from '../db/repos/payouts.ts';
import { impactOf, type Outlook } from '../domain/impact.ts';
import type { CommandContext } from '../services/context.ts';
import * as months from '../services/months.ts';
import * as payouts from '../services/payouts.ts';
import * as terms from '../services/terms.ts';
import { assertExists } from '../shared/assert.ts';
import { addMonths, type IsoDate, isoDate, lastMonthOf, type Month, monthOf, quarterOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { paisa } from '../shared/paisa.ts';

/** A line dated years ahead by mistake must not make the rehearsal walk there. */
const MOST_MONTHS = 24;

/** The open months worth looking at: up to the end of the last quarter that has anything in it, or in which the terms begin. */
function openMonths(context: CommandContext, effectiveFrom: IsoDate): Month[] {
  const first = nextToClose(context.db);
  const last = lastMonthWithFacts(context.db);
  if (first === null || last === null) return [];
  const begins = monthOf(effectiveFrom);
  const through = lastMonthOf(quarterOf(last > begins ? last : begins));
  const found: Month[] = [];
  for (let month = first; month <= through && found.length < MOST_MONTHS; month = addMonths(month, 1)) found.push(month);
  return found;
}

/** Closes the months and pays the quarters they complete, by the very services that will: nothing they compute can differ from the act. */
function lookAhead(context: CommandContext, effectiveFrom: IsoDate): Outlook {
  const { db } = context;
  const ahead = openMonths(context, effectiveFrom);
  const tiers = loadTierOutlook(db, context.today);
  const clawbacks = loadClawbacksToCome(db);
  const posted = ahead.map((month) => ({ month, totalPaisa: paisa(months.preview(context, { month }).totals.totalPaisa) }));
  const first = ahead[0];
  return { tiers, clawbacks, months: posted, lines: first === undefined ? [] : loadLinesFrom(db, first), ...payAhead(context) };
}

/** Proposes and approves every run that can come, in order (6.2), until one cannot be worked out. */
function payAhead(context: CommandContext): Pick<Outlook, 'payments' | 'runs' | 'blocked'> {
  const { db } = context;
  // In the rehearsal one actor plays both parts of 6.4.
  const alone: CommandContext = { ...context, actor: { ...context.actor, mode: 'solo' } };
  const payments: Outlook['payments'][number][] = [];
  const runs: Outlook['runs'][number][] = [];
  for (const quarter of quartersToPay(db)) {
    const chosen = findRun(db, quarter)?.valueOn;
    try {
      payouts.propose(alone, { quarter, ...(chosen === undefined ? {} : { valueOn: isoDate(chosen) }) });
      payouts.approve(alone, { quarter });
    } catch (error) {
      if (error instanceof AppError && error.code !== 'CANCELLED') return { payments, runs, blocked: { quarter, message: error.message } };
      throw error;
    }
    payments.push(...loadItems(db, quarter));
    runs.push({ quarter, valueOn: isoDate(assertExists(findRun(db, quarter), `run ${quarter} exists`).valueOn) });
  }
  return { payments, runs, blocked: null };
}

/**
 * What terms would change if they were activated now, set against what lies ahead without them. It belongs to no service: it is
 * terms, months and payouts one after the other, and a service knows no other. The dispatcher rolls all of it back.
 * @throws AppError TERMS_INVALID as the activation would
 */
export function impact(context: CommandContext, input: Parsed<'terms.impact'>): Output<'terms.impact'> {
  const { effectiveFrom } = input.terms;
  const before = rehearse(context.db, () => lookAhead(context, effectiveFrom));
  terms.add(context, { terms: input.terms, reason: 'Rehearsed to see the impact' });
  const found = impactOf(before, lookAhead(context, effectiveFrom));
  const names = partnerNames(context.db);
  const named = <T extends { readonly partner: string }>(row: T): T & { name: string } => ({ ...row, name: names.get(row.partner) ?? '' });
  return {
    effectiveFrom,
    months: [...found.months],
    tiers: found.tiers.map(named),
    lines: { ...found.lines, partners: found.lines.partners.map(named) },
    clawbacks: found.clawbacks.map(named),
    payouts: { ...found.payouts, items: found.payouts.items.map(named) },
    paymentDates: [...found.paymentDates],
    blocked: [...found.blocked],
  };
}
