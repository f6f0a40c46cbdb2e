import type { Parsed } from '../../contract/index.ts';
import type { ProofNode } from '../../contract/system.ts';
import { PLAN, planJson } from '../../db/repos/months.ts';
import { type ReconciliationRow, reconcileMonth } from '../../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { MONTH_RATE, MONTH_RATE_SOURCE, MONTH_TIER, RATES_JOIN, ratesOf } from '../../domain/accruals.ts';
import { ACCOUNTS, isAccount } from '../../domain/journal.ts';
import { isoDate, lastDayOf, type Month } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { billingSum, linesSum } from './lines.ts';
import { type Budget, fact, leaf, product, roundingNote, rupees, sum } from './node.ts';
import { rateProof } from './tiers.ts';

type Subject<K extends string> = Extract<Parsed<'proof.of'>, { kind: K }>;

const KINDS = {
  recurring: "= 'recurring'",
  fixed_price: "= 'fixed_price'",
  clawback: "= 'clawback'",
  adjustment: "= 'adjustment'",
  total: 'IS NOT NULL',
} as const;
const WORDS = {
  recurring: 'Recurring commission',
  fixed_price: 'Fixed-price commission',
  clawback: 'Clawbacks',
  adjustment: 'Adjustments',
  total: 'Commission',
} as const;

/** What a closed month posted, in all or of a kind (3.6). */
export function monthProof(db: ReadDb, budget: Budget, { month, figure }: Subject<'month'>): ProofNode {
  const stored = db.get<{ total: number; closedAt: string; closedBy: string }>(
    'SELECT total_paisa AS total, closed_at AS closedAt, closed_by AS closedBy FROM months WHERE month = ?',
    [month],
  );
  if (!stored) throw new AppError('NOT_FOUND', `${month} is not closed: nothing is posted in it yet.`);
  const node = linesSum(
    db,
    budget,
    `${WORDS[figure]} posted in ${month}`,
    `a.posted_in = :month AND a.kind ${KINDS[figure]}`,
    { month },
    figure === 'total' ? stored.total : null,
    { rule: '3.6', link: { kind: 'month', id: month } },
  );
  return { ...node, parts: [...node.parts, fact('Closed', `by ${stored.closedBy}, ${stored.closedAt}`, { rule: '3.6' })] };
}

interface DealRow {
  readonly id: number;
  readonly code: string;
  readonly partnerId: number;
  readonly contractType: string;
  readonly completedMonth: string | null;
  readonly contractValuePaisa: number;
  readonly expectedMonthlyPaisa: number | null;
  readonly startMonth: string;
  readonly expectedUntil: string | null;
  readonly ownRateReason: string | null;
  readonly signedOn: string;
  readonly versionId: number;
  readonly registeredRateBps: number;
  readonly registeredTier: string;
  readonly file: string | null;
  readonly row: number | null;
}

function dealOf(db: ReadDb, code: string): DealRow {
  const deal = db.get<DealRow>(
    `SELECT d.id, d.code, d.partner_id AS partnerId, d.contract_type AS contractType, d.completed_month AS completedMonth, d.contract_value_paisa AS contractValuePaisa, d.expected_monthly_paisa AS expectedMonthlyPaisa,
       d.start_month AS startMonth, d.expected_until AS expectedUntil, d.own_rate_reason AS ownRateReason, d.signed_on AS signedOn, d.terms_version_id AS versionId, d.registered_rate_bps AS registeredRateBps,
       d.registered_tier AS registeredTier, f.name AS file, d.import_row AS row
     FROM deals d LEFT JOIN import_files f ON f.id = d.import_file_id WHERE d.code = ?`,
    [code],
  );
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${code}.`);
  return deal;
}

const sourceOf = (deal: DealRow): ProofNode['source'] => (deal.file === null || deal.row === null ? null : { file: deal.file, row: deal.row });

/** All that a deal was billed, or all that was posted on it, reversals included. */
export function dealTotalProof(db: ReadDb, budget: Budget, { deal: code, figure }: Subject<'dealTotal'>): ProofNode {
  const deal = dealOf(db, code);
  const link = { kind: 'deal', id: code };
  if (figure === 'accruedPaisa')
    return linesSum(db, budget, `Commission posted on ${code}`, 'a.deal_id = :dealId', { dealId: deal.id }, null, { rule: '3.2', link });
  const billed = db.get<{ total: number | null }>('SELECT sum(amount_paisa) AS total FROM billing_lines WHERE deal_id = ?', [deal.id])?.total ?? 0;
  return billingSum(db, budget, `Billed on ${code}`, deal, { from: '', to: '9999-99' }, billed, { rule: '3.1' });
}

/** A figure of the reconciliation of a deal's month, as known now (section 4). */
export function reconciliationProof(db: ReadDb, budget: Budget, { deal: code, month, figure }: Subject<'reconciliation'>): ProofNode {
  const deal = dealOf(db, code);
  const row = reconcileMonth(db, month, loadTermsVersions(db), { dealId: deal.id })[0];
  if (!row) throw new AppError('NOT_FOUND', `${code} has nothing expected and nothing billed in ${month}.`);
  const isCompletion = deal.contractType === 'fixed_price' && deal.completedMonth === month;
  switch (figure) {
    case 'expectedPaisa':
      return expectedNode(deal, month, row, isCompletion);
    case 'billedPaisa':
      return billingSum(
        db,
        budget,
        isCompletion ? `Billed on ${code} up to ${month}` : `Billed on ${code} for ${month}`,
        deal,
        { from: isCompletion ? '' : month, to: month },
        row.billedPaisa,
        { rule: '4' },
      );
    case 'accruedPaisa':
      return linesSum(
        db,
        budget,
        `Accrued on ${code} for ${month}`,
        "a.deal_id = :dealId AND a.period = :month AND a.reverses_id IS NULL AND a.kind IN ('recurring', 'fixed_price')",
        { dealId: deal.id, month },
        row.accruedPaisa,
        { rule: '4', link: { kind: 'deal', id: code }, note: 'What the lines of this billing month accrued; clawbacks and adjustments are left out.' },
      );
    case 'expectedCommissionPaisa':
      return expectedCommissionNode(db, deal, month, row, isCompletion);
  }
}

function expectedNode(deal: DealRow, month: Month, row: ReconciliationRow, isCompletion: boolean): ProofNode {
  const link = { kind: 'deal', id: deal.code };
  const label = `Expected of ${deal.code} in ${month}`;
  if (isCompletion)
    return sum(
      label,
      row.expectedPaisa,
      [leaf('Contract value, in the month of completion', { paisa: deal.contractValuePaisa }, { rule: '4', source: sourceOf(deal), link })],
      { rule: '4', link },
    );
  const expected = deal.contractType !== 'fixed_price' && deal.startMonth <= month && deal.expectedUntil !== null && month <= deal.expectedUntil;
  if (!expected)
    return leaf(
      label,
      { paisa: row.expectedPaisa },
      {
        rule: '4',
        link,
        note:
          deal.contractType === 'fixed_price'
            ? 'A fixed-price deal is expected in the month of its completion only.'
            : `Billing is expected from ${deal.startMonth} to ${deal.expectedUntil ?? 'never'}.`,
      },
    );
  const until = deal.expectedUntil === '9999-12' ? 'open-ended' : `to ${deal.expectedUntil ?? ''}`;
  return sum(
    label,
    row.expectedPaisa,
    [
      leaf(
        'Expected monthly billing',
        { paisa: deal.expectedMonthlyPaisa ?? 0 },
        { rule: '4', source: sourceOf(deal), link, note: `From ${deal.startMonth}, ${until}.` },
      ),
    ],
    { rule: '4', link },
  );
}

/** `round(expected × rate)` at the rate of the month as known now (2.6, section 4). */
function expectedCommissionNode(db: ReadDb, deal: DealRow, month: Month, row: ReconciliationRow, isCompletion: boolean): ProofNode {
  const rate = db.get<{ rateBps: number; source: string; tier: string; versionId: number; basis: string }>(
    `WITH ${PLAN}, ${ratesOf('q.id = (SELECT partner_id FROM deals WHERE id = :dealId)')} SELECT ${MONTH_RATE} AS rateBps, ${MONTH_RATE_SOURCE} AS source, ${MONTH_TIER} AS tier, p.termsVersionId AS versionId, p.rateBasis AS basis FROM deals d JOIN p ON p.period = :month ${RATES_JOIN} WHERE d.id = :dealId`,
    { plan: planJson([month], loadTermsVersions(db)), month, dealId: deal.id },
  );
  if (!rate) throw new AppError('NOT_FOUND', `${deal.code} has no rate for ${month}.`);
  const isRegistered =
    rate.source === 'deal' ||
    rate.basis === 'registration' ||
    (rate.basis === 'higher-of-both' && rate.rateBps === deal.registeredRateBps && rate.tier === deal.registeredTier);
  const on = isRegistered ? isoDate(deal.signedOn) : lastDayOf(month);
  const shared = {
    deal: deal.code,
    partnerId: deal.partnerId,
    rateBps: rate.rateBps,
    source: rate.source,
    tier: rate.tier,
    ownRateReason: deal.ownRateReason,
    dealSource: sourceOf(deal),
  };
  const rateNode = rateProof(
    db,
    { ...shared, termsVersionId: isRegistered ? deal.versionId : rate.versionId, on },
    isRegistered ? `Rate registered with ${deal.code}` : `Rate of ${month}`,
    '2.6',
  );
  return product(`Expected commission of ${deal.code} in ${month}`, row.expectedCommissionPaisa, expectedNode(deal, month, row, isCompletion), rateNode, [], {
    rule: '4',
    termsVersion: rate.versionId,
    link: { kind: 'deal', id: deal.code },
    note: roundingNote(row.expectedPaisa, rate.rateBps, row.expectedCommissionPaisa),
  });
}

interface Booked {
  readonly event: string;
  readonly month: string;
  readonly partner: string | null;
  readonly reference: string;
  readonly net: number;
}

const EVENTS: Readonly<Record<string, string>> = {
  accrual: 'Commission accrued',
  clawback: 'Commission clawed back',
  adjustment: 'Commission adjusted',
  receivable: 'Receivable raised and set off',
  payout: 'Payouts',
};

/** An account of the trial balance after a month: by event, then month, then partner as far as there is room (3.8). */
export function accountProof(db: ReadDb, budget: Budget, { account, asOf, side }: Subject<'account'>): ProofNode {
  if (!isAccount(account)) throw new AppError('NOT_FOUND', `There is no account ${account}. The accounts are ${Object.keys(ACCOUNTS).join(', ')}.`);
  const label = `${ACCOUNTS[account].number} ${ACCOUNTS[account].name}, ${side} after ${asOf}`;
  const sign = side === 'debit' ? 'l.debit_paisa - l.credit_paisa' : 'l.credit_paisa - l.debit_paisa';
  const booked = db.all<Booked>(
    `SELECT e.event, e.month, p.code AS partner, e.reference, sum(${sign}) AS net FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id LEFT JOIN partners p ON p.id = e.partner_id
     WHERE l.account = :account AND e.month <= :asOf GROUP BY e.event, e.month, e.partner_id, e.reference ORDER BY e.event, e.month, p.code`,
    { account, asOf },
  );
  const total = added(booked);
  const more = { rule: '3.8' };
  if (total < 0) return leaf(label, { paisa: 0 }, { ...more, note: `The account stands on the other side, at ${rupees(-total)}.` });
  const inFull = budget.take(booked.length);
  const parts = [...grouped(booked, (one) => one.event)].map(([event, ofEvent]) => {
    const months = [...grouped(ofEvent, (one) => one.month)].map(([month, ofMonth]) => monthNode(month, event, ofMonth, inFull));
    return sum(EVENTS[event] ?? event, added(ofEvent), months, more);
  });
  return sum(label, total, parts, more);
}

const added = (rows: readonly Booked[]): number => rows.reduce((total, row) => total + row.net, 0);

function monthNode(month: string, event: string, rows: readonly Booked[], inFull: boolean): ProofNode {
  const link = event === 'accrual' || event === 'clawback' || event === 'adjustment' ? { kind: 'month', id: month } : null;
  if (!inFull) return leaf(month, { paisa: added(rows) }, { link, note: `${rows.length} entries` });
  const parts = rows.map((row) =>
    leaf(
      row.partner ?? row.reference,
      { paisa: row.net },
      { link: row.event === 'payout' ? { kind: 'payout', id: row.reference } : row.partner === null ? null : { kind: 'partner', id: row.partner } },
    ),
  );
  return sum(month, added(rows), parts, { link });
}

function grouped(rows: readonly Booked[], keyOf: (row: Booked) => string): Map<string, Booked[]> {
  const groups = new Map<string, Booked[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
