import type { Outlook, PostedLine, TierOutlook } from '../../domain/impact.ts';
import { type IsoDate, lastMonthOf, type Month, month, nextQuarter, type Quarter, quarterOf } from '../../shared/calendar.ts';
import type { Tier } from '../../shared/vocab.ts';
import type { ReadDb } from '../tx.ts';
import { firstPostedMonth, quartersBetween } from './payouts.ts';

/** The last month that has anything to post: billing, a completion, or a cancellation that may claw back. */
export function lastMonthWithFacts(db: ReadDb): Month | null {
  const last = db.get<{ last: string | null }>(
    'SELECT max(m) AS last FROM (SELECT max(period) AS m FROM billing_lines UNION ALL SELECT max(completed_month) FROM deals UNION ALL SELECT max(cancelled_month) FROM deals)',
  )?.last;
  return last === null || last === undefined ? null : month(last);
}

/** Quarters whose run is not approved yet and whose months are all closed, in order; those passed over by a later run are not among them (6.2). */
export function quartersToPay(db: ReadDb): Quarter[] {
  const last = db.get<{ quarter: Quarter; state: string }>('SELECT quarter, state FROM payout_runs ORDER BY quarter DESC LIMIT 1');
  const first = firstPostedMonth(db);
  const closed = db.get<{ month: Month | null }>('SELECT max(month) AS month FROM months')?.month ?? null;
  if (first === null || closed === null) return [];
  const from = last === undefined ? quarterOf(first) : last.state === 'proposed' ? last.quarter : nextQuarter(last.quarter);
  const end = lastMonthOf(quarterOf(closed)) === closed ? nextQuarter(quarterOf(closed)) : quarterOf(closed);
  return quartersBetween(first, end).filter((quarter) => quarter >= from);
}

/** Where every partner stands on a day, by the stored tier paths (1.3). */
export function loadTierOutlook(db: ReadDb, today: IsoDate): TierOutlook[] {
  const rows = db.all<{
    partner: string;
    tier: Tier | null;
    nextOn: IsoDate | null;
    nextTo: Tier | null;
    graceFrom: IsoDate | null;
    graceUntil: IsoDate | null;
  }>(
    `SELECT p.code AS partner,
       (SELECT c.to_tier FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :today ORDER BY c.on_date DESC, c.ordinal DESC LIMIT 1) AS tier,
       n.on_date AS nextOn, n.to_tier AS nextTo, g.from_on AS graceFrom, g.until_on AS graceUntil
     FROM partners p
       LEFT JOIN tier_changes n ON n.id = (SELECT c.id FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date > :today AND c.from_tier IS NOT c.to_tier ORDER BY c.on_date, c.ordinal LIMIT 1)
       LEFT JOIN tier_graces g ON g.id = (SELECT s.id FROM tier_graces s WHERE s.partner_id = p.id AND s.to_on >= :today ORDER BY s.from_on LIMIT 1)
     ORDER BY p.code`,
    { today },
  );
  return rows.map(({ partner, tier, nextOn, nextTo, graceFrom, graceUntil }) => ({
    partner,
    tier,
    next: nextOn === null || nextTo === null ? null : { date: nextOn, to: nextTo },
    grace: graceFrom === null || graceUntil === null ? null : { from: graceFrom, until: graceUntil },
  }));
}

/** Every line posted in a month or later. */
export function loadLinesFrom(db: ReadDb, from: Month): PostedLine[] {
  return db.all<PostedLine>(
    `SELECT a.posted_in || ' ' || a.kind || ' ' || a.deal_id || ' ' || a.period || ' ' || coalesce(a.invoice_no, '') AS key, p.code AS partner, a.rate_bps AS rateBps, a.amount_paisa AS amountPaisa
     FROM accrual_lines a JOIN partners p ON p.id = a.partner_id WHERE a.posted_in >= ?`,
    [from],
  );
}

/** Cancellations whose clawback has not had its close: how they are judged (5.1). */
export function loadClawbacksToCome(db: ReadDb): Outlook['clawbacks'] {
  return db
    .all<{ deal: string; partner: string; cancelledOn: IsoDate; clawedBack: number }>(
      `SELECT d.code AS deal, p.code AS partner, d.cancelled_on AS cancelledOn, d.clawed_back AS clawedBack FROM deals d JOIN partners p ON p.id = d.partner_id
       WHERE d.cancelled_on IS NOT NULL AND d.clawback_close_seq IS NULL AND d.voided_on IS NULL ORDER BY d.code`,
    )
    .map(({ clawedBack, ...row }) => ({ ...row, isClawedBack: clawedBack === 1 }));
}

/** Names by partner code. */
export function partnerNames(db: ReadDb): ReadonlyMap<string, string> {
  return new Map(db.all<{ code: string; name: string }>('SELECT code, name FROM partners').map((row) => [row.code, row.name]));
}
