import { clawbackUntil } from '../../../domain/deals.ts';
import { CLAWBACK_DAYS_AHEAD, ENDING_DAYS_AHEAD, type QueueItem, REVIEW_DAYS_AHEAD } from '../../../domain/queue.ts';
import { type TermsVersion, termsOn } from '../../../domain/terms.ts';
import { address, recordAddress } from '../../../shared/address.ts';
import { addDays, daysBetween, type IsoDate, makeDate, yearOf } from '../../../shared/calendar.ts';
import type { ReadDb } from '../../tx.ts';

interface Of {
  readonly partner: string;
  readonly name: string;
}

const about = ({ partner, name }: Of): string => `${partner} ${name}`;
const page = ({ partner }: Of): string => recordAddress('partners', partner);

/** Clocks of partners and deals: account managers, reviews, graces, negotiated terms, clawback windows (1.4, 1.6, 1.7, 5.1). */
export function partnerItems(db: ReadDb, today: IsoDate, versions: readonly TermsVersion[]): QueueItem[] {
  return [...managers(db, today), ...reviews(db, today), ...graces(db, today), ...endings(db, today), ...clawbacks(db, today, versions)];
}

/** 1.7: Silver or higher without an account manager, since the tier was reached. */
function managers(db: ReadDb, today: IsoDate): QueueItem[] {
  return db
    .all<Of & { since: IsoDate }>(
      `SELECT p.code AS partner, p.name, (SELECT max(c.on_date) FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :today AND c.from_tier IS NOT c.to_tier) AS since
       FROM partners p WHERE p.account_manager IS NULL AND p.status = 'active'
         AND (SELECT c.to_tier FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :today ORDER BY c.on_date DESC, c.ordinal DESC LIMIT 1) <> 'bronze' ORDER BY p.code`,
      { today },
    )
    .map((row) => ({
      queue: 'managers',
      subject: row.partner,
      what: 'Account manager to appoint',
      about: about(row),
      to: page(row),
      count: 1,
      since: row.since,
      due: null,
    }));
}

/** 1.4: who would lose the tier, or go into grace, on 1 January as things stand. The stored path ends with the reviews to come. */
function reviews(db: ReadDb, today: IsoDate): QueueItem[] {
  const on = makeDate(yearOf(today) + 1, 1, 1);
  if (daysBetween(today, on) > REVIEW_DAYS_AHEAD) return [];
  return db
    .all<Of & { to: string; reason: 'grace_begun' | 'drop' }>(
      `SELECT p.code AS partner, p.name, c.to_tier AS "to", c.reason FROM tier_changes c JOIN partners p ON p.id = c.partner_id
       WHERE c.on_date = ? AND c.reason IN ('grace_begun', 'drop') AND p.status = 'active' ORDER BY p.code`,
      [on],
    )
    .map((row) => ({
      queue: 'reviews',
      subject: `${row.partner} ${on.slice(0, 4)}`,
      what: row.reason === 'drop' ? `Review: would drop to ${row.to}` : `Review: would keep ${row.to} in grace`,
      about: about(row),
      to: address(page(row), { tab: 'tier' }),
      count: 1,
      since: null,
      due: on,
    }));
}

function graces(db: ReadDb, today: IsoDate): QueueItem[] {
  return db
    .all<Of & { since: IsoDate; until: IsoDate }>(
      `SELECT p.code AS partner, p.name, g.from_on AS since, g.until_on AS until FROM tier_graces g JOIN partners p ON p.id = g.partner_id
       WHERE g.from_on <= :today AND g.to_on >= :today ORDER BY p.code`,
      { today },
    )
    .map((row) => ({
      queue: 'grace',
      subject: `${row.partner} ${row.until}`,
      what: 'In grace: to recover before it ends',
      about: about(row),
      to: address(page(row), { tab: 'tier' }),
      count: 1,
      since: row.since,
      due: row.until,
    }));
}

/** 1.6: negotiated terms whose last day comes. */
function endings(db: ReadDb, today: IsoDate): QueueItem[] {
  return db
    .all<Of & { id: number; kind: 'tier' | 'rate'; since: IsoDate; until: IsoDate }>(
      `SELECT t.id, p.code AS partner, p.name, t.kind, t.from_on AS since, t.to_on AS until FROM negotiated_terms t JOIN partners p ON p.id = t.partner_id
       WHERE t.to_on BETWEEN ? AND ? ORDER BY p.code, t.id`,
      [today, addDays(today, ENDING_DAYS_AHEAD)],
    )
    .map((row) => ({
      queue: 'endings',
      subject: `${row.partner} ${row.kind} ${row.until}`,
      what: `Negotiated ${row.kind} ends`,
      about: about(row),
      to: address(page(row), { tab: 'terms' }),
      count: 1,
      since: row.since,
      due: row.until,
    }));
}

/** 5.1: deals that a cancellation claws back for a few days more. */
function clawbacks(db: ReadDb, today: IsoDate, versions: readonly TermsVersion[]): QueueItem[] {
  const terms = termsOn(versions, today);
  const column = terms.clawbackFrom === 'start_on' ? 'start_on' : 'signed_on';
  const from = addDays(today, -terms.clawbackDays);
  return db
    .all<{ deal: string; client: string; signedOn: IsoDate; startOn: IsoDate }>(
      `SELECT code AS deal, client, signed_on AS signedOn, start_on AS startOn FROM deals
       WHERE ${column} BETWEEN ? AND ? AND cancelled_on IS NULL AND voided_on IS NULL ORDER BY code`,
      [from, addDays(from, CLAWBACK_DAYS_AHEAD)],
    )
    .map((row) => ({
      queue: 'clawbacks',
      subject: row.deal,
      what: 'Safe from clawback after',
      about: `${row.deal} ${row.client}`,
      to: recordAddress('deals', row.deal),
      count: 1,
      since: row.signedOn,
      due: clawbackUntil(row, terms),
    }));
}
