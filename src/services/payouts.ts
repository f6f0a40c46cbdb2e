import { createHash } from 'node:crypto';
import type { Output, Parsed } from '../contract/index.ts';
import { postEntry, settleReceivables } from '../db/repos/journal.ts';
import { loadPartners } from '../db/repos/partners.ts';
import {
  findRun,
  firstPostedMonth,
  type ItemRow,
  lastPayoutAct,
  loadItems,
  loadNotes,
  openMonthsOf,
  quartersBetween,
  type RunRow,
} from '../db/repos/payouts.ts';
import type { ReadDb, WriteDb } from '../db/tx.ts';
import { mayStep, type RunAct, refusalOf } from '../domain/payouts.ts';
import { assert } from '../shared/assert.ts';
import { type IsoDate, isoDate, type Quarter } from '../shared/calendar.ts';
import { canonicalJson } from '../shared/canonical.ts';
import { AppError } from '../shared/errors.ts';
import { maskIdentifier } from '../shared/mask.ts';
import { formatPlainRupees, paisa } from '../shared/paisa.ts';
import { PAYOUT_STATES, type PayoutState } from '../shared/vocab.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseDisagreement } from './payouts/agree.ts';
import { payeeOf, runDates, type WorkedItem, type WorkedRun, workOut } from './payouts/work-out.ts';
import { refuseStale } from './stale.ts';

type Answer = Output<'payouts.propose'>;

const ACTS = ['propose', 'approve', 'send', 'pay'] as const;
const FIGURES = ['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'grossPaisa', 'withholdingPaisa', 'netPaisa', 'carriedPaisa'] as const;

type Item = Pick<WorkedItem, 'partnerId' | 'partner' | (typeof FIGURES)[number] | 'standing' | 'withholdingRateBps' | 'withholdingReference' | 'holdReason'> & {
  readonly state: PayoutState;
  readonly version?: number;
};

/** The quarter per partner, by code: its run once proposed, before that what it would be (6.2). */
export function quarter(context: QueryContext, input: Parsed<'payouts.quarter'>): Output<'payouts.quarter'> {
  const items: readonly Item[] = findRun(context.db, input.quarter) ? loadItems(context.db, input.quarter) : workOut(context.db, input.quarter).items;
  return items.map(({ partner, openingPaisa, accruedPaisa, adjustmentsPaisa, clawbackPaisa, grossPaisa, withholdingPaisa, netPaisa, carriedPaisa, state }) => ({
    partner,
    openingPaisa,
    accruedPaisa,
    adjustmentsPaisa,
    clawbackPaisa,
    grossPaisa,
    withholdingPaisa,
    netPaisa,
    carriedPaisa,
    state,
  }));
}

/** The run to work on: every item with its holds and warnings, and what may be done next. */
export function run(context: QueryContext, input: Parsed<'payouts.run'>): Output<'payouts.run'> {
  const { db } = context;
  const stored = findRun(db, input.quarter);
  const worked = stored && stored.state !== 'proposed' ? null : workOut(db, input.quarter, stored ? isoDate(stored.valueOn) : null);
  const items: readonly Item[] = stored ? loadItems(db, input.quarter) : (worked?.items ?? []);
  const partners = new Map(loadPartners(db).map((p) => [p.id, p]));
  const warnings = new Map(worked?.items.map((item) => [item.partnerId, item.warnings]) ?? []);
  const dates = stored ? { dueOn: isoDate(stored.dueOn), valueOn: isoDate(stored.valueOn) } : runDates(db, input.quarter, null);
  const counts = countStates(items);
  const notes = loadNotes(db, input.quarter);
  const total = (key: (typeof FIGURES)[number]): number => items.reduce((sum, item) => sum + item[key], 0);
  return {
    quarter: input.quarter,
    state: stored?.state ?? 'none',
    dueOn: dates.dueOn,
    valueOn: dates.valueOn,
    minimumPayoutPaisa: runDates(db, input.quarter, null).terms.minimumPayoutPaisa,
    proposedBy: stored?.proposedBy ?? null,
    approvedBy: stored?.approvedBy ?? null,
    version: stored?.version ?? 0,
    items: items.map((item) => {
      const partner = partners.get(item.partnerId);
      return {
        partner: item.partner,
        ...pick(item),
        state: item.state,
        name: partner?.name ?? '',
        standing: item.standing,
        withholdingRateBps: item.withholdingRateBps,
        withholdingReference: item.withholdingReference,
        holdReason: item.holdReason,
        note: notes.get(item.partnerId) ?? null,
        ibanMasked: partner?.iban ? maskIdentifier(partner.iban) : null,
        warnings: [...(warnings.get(item.partnerId) ?? [])],
        version: item.version ?? 0,
      };
    }),
    totals: {
      openingPaisa: total('openingPaisa'),
      accruedPaisa: total('accruedPaisa'),
      adjustmentsPaisa: total('adjustmentsPaisa'),
      clawbackPaisa: total('clawbackPaisa'),
      grossPaisa: total('grossPaisa'),
      withholdingPaisa: total('withholdingPaisa'),
      netPaisa: total('netPaisa'),
      carriedPaisa: total('carriedPaisa'),
    },
    actions: ACTS.map((name) => ({ name, disabledReason: refusalOf(name, stored?.state ?? 'none', counts) ?? orderProblem(context, name, input.quarter) })),
  };
}

const pick = (item: Item): Record<(typeof FIGURES)[number], number> => ({
  openingPaisa: item.openingPaisa,
  accruedPaisa: item.accruedPaisa,
  adjustmentsPaisa: item.adjustmentsPaisa,
  clawbackPaisa: item.clawbackPaisa,
  grossPaisa: item.grossPaisa,
  withholdingPaisa: item.withholdingPaisa,
  netPaisa: item.netPaisa,
  carriedPaisa: item.carriedPaisa,
});

/** Works the run out and keeps it as proposed; a proposal not yet approved is replaced (6.4). */
export function propose(context: CommandContext, input: Parsed<'payouts.propose'>): Answer {
  const { db, seq, now, actor } = context;
  const existing = findRun(db, input.quarter);
  refuseStaleRun(context, input, existing);
  refuse(context, 'propose', input.quarter, existing);
  const heldByHand = existing
    ? db.all<{ partnerId: number }>("SELECT partner_id AS partnerId FROM payout_items WHERE quarter = ? AND state = 'held' AND hold_reason = 'compliance'", [
        input.quarter,
      ])
    : [];
  if (existing) {
    db.run('DELETE FROM payout_items WHERE quarter = ?', [input.quarter]);
    db.run('DELETE FROM payout_runs WHERE quarter = ?', [input.quarter]);
  }
  const worked = workOut(db, input.quarter, input.valueOn ?? null);
  db.run(
    `INSERT INTO payout_runs (quarter, state, due_on, value_on, terms_version_id, digest, proposed_by, proposed_at, recorded_seq)
     VALUES (:quarter, 'proposed', :dueOn, :valueOn, :termsVersionId, :digest, :proposedBy, :proposedAt, :seq)`,
    {
      quarter: input.quarter,
      dueOn: worked.dueOn,
      valueOn: worked.valueOn,
      termsVersionId: worked.terms.id,
      digest: digestOf(worked),
      proposedBy: actor.name,
      proposedAt: now,
      seq,
    },
  );
  insertItems(db, worked);
  for (const { partnerId } of heldByHand) {
    db.run("UPDATE payout_items SET state = 'held', hold_reason = 'compliance' WHERE quarter = ? AND partner_id = ? AND state <> 'rolled'", [
      input.quarter,
      partnerId,
    ]);
  }
  recordEvent(context, input.quarter, null, 'proposed', null);
  return answer(context, input.quarter, 'payout proposed');
}

function insertItems(db: WriteDb, worked: WorkedRun): void {
  const insert = db.prepare(
    `INSERT INTO payout_items (quarter, partner_id, opening_paisa, accrued_paisa, adjustments_paisa, clawback_paisa, gross_paisa, withholding_paisa, net_paisa, carried_paisa, settles_from, settles_to,
       withholding_base_paisa, withholding_rate_bps, withholding_section, withholding_reference, standing, state, hold_reason, payee_sha256, version)
     VALUES (:quarter, :partnerId, :openingPaisa, :accruedPaisa, :adjustmentsPaisa, :clawbackPaisa, :grossPaisa, :withholdingPaisa, :netPaisa, :carriedPaisa, :settlesFrom, :settlesTo,
       :withholdingBasePaisa, :withholdingRateBps, :withholdingSection, :withholdingReference, :standing, :state, :holdReason, :payeeSha256, 1)`,
  );
  for (const { warnings: _, partner: __, ...item } of worked.items) {
    assert(
      item.openingPaisa + item.accruedPaisa + item.adjustmentsPaisa + item.clawbackPaisa === item.grossPaisa + item.carriedPaisa,
      'opening + movements = gross + carried (6.2)',
    );
    insert({ ...item, quarter: worked.quarter });
  }
}

/** Fingerprint of everything an approver sees: any other amount, payee, account, date or rate gives another one. */
function digestOf(worked: WorkedRun): string {
  const { quarter: of, valueOn, terms, items } = worked;
  return createHash('sha256')
    .update(canonicalJson({ of, valueOn, terms: terms.id, items: items.map(({ warnings: _, ...item }) => item) }))
    .digest('hex');
}

/** Approves exactly what was proposed: worked out again, it must be the same to the paisa (6.4). */
export function approve(context: CommandContext, input: Parsed<'payouts.approve'>): Answer {
  const { db, actor, now } = context;
  const stored = refuse(context, 'approve', input.quarter, findShownRun(context, input));
  if (actor.mode === 'team' && stored.proposedBy === actor.name) {
    throw new AppError('MAKER_IS_CHECKER', `${actor.name} proposed this run; another person approves it (rule 6.4).`);
  }
  refuseDisagreement(db, input.quarter);
  const held = new Map(loadItems(db, input.quarter).map((item) => [item.partnerId, item.holdReason]));
  const again = workOut(db, input.quarter, isoDate(stored.valueOn));
  if (digestOf(again) !== stored.digest)
    throw new AppError(
      'PREVIEW_STALE',
      'Something the run depends on changed since it was proposed (a partner, a standing, a rate). Propose it again and look at it before approving.',
    );
  assert(
    again.items.every((item) => item.holdReason === null || held.get(item.partnerId) !== undefined),
    'held payments stay held',
  );
  db.run("UPDATE payout_items SET state = 'approved', version = version + 1 WHERE quarter = ? AND state = 'proposed'", [input.quarter]);
  db.run("UPDATE payout_runs SET state = 'approved', approved_by = ?, approved_at = ? WHERE quarter = ?", [actor.name, now, input.quarter]);
  recordEvent(context, input.quarter, null, 'approved', null);
  return answer(context, input.quarter, 'payout approved');
}

/** Marks approved payments, and failed ones once more, as sent to the bank (6.4). */
export function send(context: CommandContext, input: Parsed<'payouts.send'>): Answer {
  const { db } = context;
  const stored = refuse(context, 'send', input.quarter, findShownRun(context, input));
  refuseDisagreement(db, input.quarter);
  refuseChangedPayees(db, input.quarter);
  db.run("UPDATE payout_items SET state = 'sent', version = version + 1 WHERE quarter = ? AND state IN ('approved', 'failed')", [input.quarter]);
  if (stored.state === 'approved') db.run("UPDATE payout_runs SET state = 'sent' WHERE quarter = ?", [input.quarter]);
  recordEvent(context, input.quarter, null, 'sent', null);
  return answer(context, input.quarter, 'payout sent');
}

/** 6.4: what was approved is a payment to one account; another account since then is another payment. */
function refuseChangedPayees(db: WriteDb, of: Quarter): void {
  const partners = new Map(loadPartners(db).map((partner) => [partner.id, partner]));
  const changed = db
    .all<{ partnerId: number; payeeSha256: string }>(
      "SELECT partner_id AS partnerId, payee_sha256 AS payeeSha256 FROM payout_items WHERE quarter = ? AND state IN ('approved', 'failed')",
      [of],
    )
    .flatMap(({ partnerId, payeeSha256 }) => {
      const partner = partners.get(partnerId);
      return partner && payeeOf(partner) !== payeeSha256 ? [partner.code] : [];
    });
  if (changed.length === 0) return;
  throw new AppError(
    'PREVIEW_STALE',
    `The bank account of ${changed.join(', ')} changed after the approval. Check it with the partner, then hold and release the payment, or put the account back (rule 6.4).`,
    { partners: changed },
  );
}

/** Records that what was sent is paid and posts it: payable against bank and withholding, on the run's payment date (3.8, 6.3). */
export function pay(context: CommandContext, input: Parsed<'payouts.pay'>): Answer {
  const { db, seq } = context;
  const stored = refuse(context, 'pay', input.quarter, findShownRun(context, input));
  refuseDisagreement(db, input.quarter);
  const paidOn = isoDate(stored.valueOn);
  for (const item of loadItems(db, input.quarter)) if (item.state === 'sent') payItem(db, item, paidOn, seq);
  if (stored.state === 'sent') db.run("UPDATE payout_runs SET state = 'paid' WHERE quarter = ?", [input.quarter]);
  recordEvent(context, input.quarter, null, 'paid', null);
  return answer(context, input.quarter, 'payout paid');
}

function payItem(db: WriteDb, item: ItemRow, paidOn: IsoDate, seq: number): void {
  const { changes } = db.run("UPDATE payout_items SET state = 'paid', paid_on = ?, version = version + 1 WHERE id = ? AND state = 'sent'", [paidOn, item.id]);
  assert(changes === 1, `payment ${item.id} is paid once`);
  const reference = `${item.quarter} ${item.partner}`;
  postEntry(db, {
    postedOn: paidOn,
    event: 'payout',
    reference,
    description: `Payout ${item.quarter} to ${item.partner}`,
    partnerId: item.partnerId,
    seq,
    lines: [
      { account: 'partner_payable', partnerId: item.partnerId, debitPaisa: item.grossPaisa, creditPaisa: 0 },
      { account: 'withholding_payable', partnerId: item.partnerId, debitPaisa: 0, creditPaisa: item.withholdingPaisa },
      { account: 'bank', partnerId: null, debitPaisa: 0, creditPaisa: item.netPaisa },
    ],
  });
  db.run('UPDATE partner_balances SET balance_paisa = balance_paisa - ? WHERE partner_id = ?', [item.grossPaisa, item.partnerId]);
  settleReceivables(db, paidOn, reference, seq, item.partnerId);
}

/** Holds one payment with a reason (6.4); taken back by releasing it, as long as it was not sent before. */
export function hold(context: CommandContext, input: Parsed<'payouts.hold'>): Answer {
  const { quarter: of, partner } = input;
  const item = stepItem(context, input, 'held');
  context.db.run('UPDATE payout_items SET hold_reason = ? WHERE id = ?', [input.reason, item.id]);
  if (item.state !== 'failed')
    context.undoable({
      title: `Held the payment of ${of} to ${partner}`,
      procedure: 'payouts.release',
      input: { quarter: of, partner, note: 'The hold was taken back.', version: item.version + 1 },
    });
  return answer(context, input.quarter, 'payment held');
}

/** Releases a held payment once its cause is gone: checked and withheld anew as of the run's payment date (6.3, 6.4). */
export function release(context: CommandContext, input: Parsed<'payouts.release'>): Answer {
  const { db } = context;
  const stored = findRun(db, input.quarter);
  const item = findItem(db, input);
  refuseStaleItem(context, input, item);
  if (item.state !== 'held' || !stored) throw new AppError('TRANSITION_REFUSED', `The payment to ${input.partner} is ${item.state}, not held.`);
  const now = workOut(db, input.quarter, isoDate(stored.valueOn)).items.find((worked) => worked.partnerId === item.partnerId);
  if (!now || now.grossPaisa !== item.grossPaisa) throw new AppError('CONFLICT', 'The figures of this payment changed. Propose the run again.');
  if (now.holdReason !== null)
    throw new AppError('TRANSITION_REFUSED', `${input.partner} is still to be held: ${now.holdReason.replaceAll('_', ' ')}. Mend that first.`);
  refuseOverpayment(db, item);
  db.run(
    'UPDATE payout_items SET withholding_base_paisa = ?, withholding_rate_bps = ?, withholding_section = ?, withholding_reference = ?, standing = ?, withholding_paisa = ?, net_paisa = ?, payee_sha256 = ? WHERE id = ?',
    [
      now.withholdingBasePaisa,
      now.withholdingRateBps,
      now.withholdingSection,
      now.withholdingReference,
      now.standing,
      now.withholdingPaisa,
      now.netPaisa,
      now.payeeSha256,
      item.id,
    ],
  );
  stepItem(context, input, stored.state === 'proposed' ? 'proposed' : 'approved');
  db.run('UPDATE payout_items SET hold_reason = NULL WHERE id = ?', [item.id]);
  context.undoable({
    title: `Released the payment of ${input.quarter} to ${input.partner}`,
    procedure: 'payouts.hold',
    // a cause that was mended is gone: what holds the payment then is the person who takes the release back
    input: {
      quarter: input.quarter,
      partner: input.partner,
      reason: item.holdReason === 'suspended' ? 'suspended' : 'compliance',
      note: 'The release was taken back.',
      version: item.version + 1,
    },
  });
  return answer(context, input.quarter, 'payment released');
}

/** 5.3: what was clawed back since the hold is not paid out: the payment must be covered by what the partner is still owed. */
function refuseOverpayment(db: WriteDb, item: ItemRow): void {
  const owed = db.get<{ owed: number }>(
    `SELECT coalesce((SELECT balance_paisa FROM partner_balances WHERE partner_id = :partnerId), 0)
       - coalesce((SELECT sum(gross_paisa) FROM payout_items WHERE partner_id = :partnerId AND id <> :id AND state IN ('proposed', 'approved', 'sent', 'failed')), 0) AS owed`,
    { partnerId: item.partnerId, id: item.id },
  )?.owed;
  if ((owed ?? 0) >= item.grossPaisa) return;
  throw new AppError(
    'TRANSITION_REFUSED',
    `${item.partner} is owed PKR ${formatPlainRupees(paisa(owed ?? 0))} now, less than this payment of PKR ${formatPlainRupees(item.grossPaisa)}: commission was clawed back since. It stays held (rule 5.3).`,
  );
}

/** Records a bank return; the payment can be sent again (6.4). */
export function fail(context: CommandContext, input: Parsed<'payouts.fail'>): Answer {
  stepItem(context, input, 'failed');
  return answer(context, input.quarter, 'payment failed');
}

interface ItemAct {
  readonly quarter: Quarter;
  readonly partner: string;
  readonly version?: number | undefined;
  readonly note: string;
}

function findItem(db: ReadDb, { quarter: of, partner }: ItemAct): ItemRow {
  const item = loadItems(db, of).find((row) => row.partner === partner);
  if (!item) throw new AppError('NOT_FOUND', `The run of ${of} has no payment to ${partner}.`);
  return item;
}

/** @throws AppError CONFLICT when the payment took a step since the screen showed it */
function refuseStaleItem(context: CommandContext, { quarter: of, partner, version: shown }: ItemAct, { version: stored, partnerId }: ItemRow): void {
  refuseStale(context, {
    record: `The payment of ${of} to ${partner}`,
    stored,
    shown,
    changedSeq: (before) => lastPayoutAct(context.db, of, before, partnerId),
  });
}

/** @throws AppError NOT_FOUND, CONFLICT, TRANSITION_REFUSED; for who takes an act back the last comes first: looking again would not help */
function stepItem(context: CommandContext, act: ItemAct, to: PayoutState): ItemRow {
  const { quarter: of, partner, note } = act;
  const item = findItem(context.db, act);
  if (context.takesBack === undefined) refuseStaleItem(context, act, item);
  if (!mayStep(item.state, to)) throw new AppError('TRANSITION_REFUSED', `The payment to ${partner} is ${item.state}; it cannot become ${to} (rule 6.4).`);
  refuseStaleItem(context, act, item);
  context.db.run('UPDATE payout_items SET state = ?, version = version + 1 WHERE id = ?', [to, item.id]);
  recordEvent(context, of, item.partnerId, to, note);
  return item;
}

interface RunKey {
  readonly quarter: Quarter;
  readonly version?: number | undefined;
}

/** @throws AppError CONFLICT when anything was done on the run or its payments since the screen showed it */
function refuseStaleRun(context: CommandContext, { quarter: of, version: shown }: RunKey, stored: RunRow | undefined): void {
  refuseStale(context, {
    record: `The payout run of ${of}`,
    stored: stored?.version ?? 0,
    shown,
    changedSeq: (before) => lastPayoutAct(context.db, of, before),
  });
}

function findShownRun(context: CommandContext, key: RunKey): RunRow | undefined {
  const stored = findRun(context.db, key.quarter);
  refuseStaleRun(context, key, stored);
  return stored;
}

function recordEvent(context: CommandContext, of: Quarter, partnerId: number | null, state: PayoutState, reason: string | null): void {
  context.db.run('INSERT INTO payout_events (quarter, partner_id, state, reason, actor, at, recorded_seq) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    of,
    partnerId,
    state,
    reason,
    context.actor.name,
    context.now,
    context.seq,
  ]);
}

function countStates(items: readonly { readonly state: PayoutState }[]): Record<PayoutState, number> {
  const counts = Object.fromEntries(PAYOUT_STATES.map((state) => [state, 0])) as Record<PayoutState, number>;
  for (const item of items) counts[item.state] += 1;
  return counts;
}

/** Stops what a run's state or the order of quarters does not allow (6.1, 6.2, 6.4), and hands the run back. */
function refuse(context: CommandContext, act: RunAct, of: Quarter, stored: RunRow | undefined): RunRow {
  const why = refusalOf(act, stored?.state ?? 'none', stored ? countStates(loadItems(context.db, of)) : {});
  if (why !== null) throw new AppError('TRANSITION_REFUSED', `The payout of ${of} cannot be ${pastOf(act)}: ${why} (rule 6.4).`);
  if (act === 'propose') {
    const open = openMonthsOf(context.db, of);
    if (open.length > 0)
      throw new AppError('QUARTER_NOT_CLOSED', `${of} cannot be paid out yet: ${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} not closed (rule 6.1).`, {
        open,
      });
  }
  const order = orderProblem(context, act, of);
  if (order !== null) throw new AppError('QUARTER_OUT_OF_ORDER', `The payout of ${of} cannot be ${pastOf(act)}: ${order} (rule 6.2).`);
  return stored ?? ({ quarter: of, state: 'proposed' } as RunRow);
}

const pastOf = (act: RunAct): string => ({ propose: 'proposed', approve: 'approved', send: 'sent', pay: 'paid' })[act];

/** 6.2: quarters are paid in order: an earlier one that has anything to pay comes first, and a later run closes the way back. */
function orderProblem(context: QueryContext, act: RunAct, of: Quarter): string | null {
  const { db } = context;
  if (act === 'propose' && openMonthsOf(db, of).length > 0) return `${openMonthsOf(db, of).join(', ')} must be closed first`;
  const later = db.get<{ quarter: string }>('SELECT quarter FROM payout_runs WHERE quarter > ? ORDER BY quarter LIMIT 1', [of]);
  if (act === 'propose' && later) return `${later.quarter} was proposed already`;
  const first = firstPostedMonth(db);
  if (first === null) return null;
  const needed = { propose: ['approved', 'sent', 'paid'], approve: ['approved', 'sent', 'paid'], send: ['sent', 'paid'], pay: ['paid'] }[act];
  for (const earlier of quartersBetween(first, of)) {
    const stored = findRun(db, earlier);
    if (stored ? needed.includes(stored.state) : paysNothing(context, earlier)) continue;
    return `${earlier} must be ${needed[0] ?? 'paid'} first`;
  }
  return null;
}

/** A quarter without a run is passed over only when it would pay nobody: what it holds rolls on. */
function paysNothing(context: QueryContext, of: Quarter): boolean {
  return workOut(context.db, of).items.every((item) => item.grossPaisa === 0);
}

function answer(context: CommandContext, of: Quarter, what: string): Answer {
  const stored = findRun(context.db, of);
  assert(stored !== undefined, `run ${of} exists`);
  const items = loadItems(context.db, of);
  const paid = items.filter((item) => item.state !== 'rolled');
  const sum = (key: 'grossPaisa' | 'withholdingPaisa' | 'netPaisa'): number => paid.reduce((total, item) => total + item[key], 0);
  const result: Answer = {
    quarter: of,
    state: stored.state,
    payments: paid.length,
    held: items.filter((item) => item.state === 'held').length,
    rolled: items.filter((item) => item.state === 'rolled').length,
    grossPaisa: sum('grossPaisa'),
    withholdingPaisa: sum('withholdingPaisa'),
    netPaisa: sum('netPaisa'),
    valueOn: isoDate(stored.valueOn),
    dueOn: isoDate(stored.dueOn),
  };
  context.note({ what, ...result });
  context.touch('payouts', 'partners', 'months');
  return result;
}
