import { dueOn, type RunState, valueOn } from '../../../domain/payouts.ts';
import type { QueueItem } from '../../../domain/queue.ts';
import { type TermsVersion, termsOn } from '../../../domain/terms.ts';
import { standingOn } from '../../../domain/withholding.ts';
import { karachiDay } from '../../../ports/instants.ts';
import { address, recordAddress } from '../../../shared/address.ts';
import {
  addDays,
  daysBetween,
  type IsoDate,
  isoDate,
  lastDayOf,
  lastMonthOf,
  monthOf,
  nextQuarter,
  type Quarter,
  quarterOf,
} from '../../../shared/calendar.ts';
import type { ReadDb } from '../../tx.ts';
import { quartersToPay } from '../outlook.ts';
import { loadStandings } from '../partners.ts';
import { loadHolidays } from '../terms.ts';

const STEP: Readonly<Record<Exclude<RunState, 'paid'>, string>> = { none: 'propose', proposed: 'approve', approved: 'send', sent: 'record as paid' };

const dueOf = (quarter: Quarter, versions: readonly TermsVersion[]): IsoDate => dueOn(quarter, termsOn(versions, lastDayOf(lastMonthOf(quarter))));

/** Clocks of the payout: runs by the step that is next, payments that stand still, and what would hold up or dearly tax the next payment (6.1 to 6.4). */
export function payoutItems(db: ReadDb, today: IsoDate, versions: readonly TermsVersion[]): QueueItem[] {
  return [...runs(db, versions), ...payments(db), ...payees(db, today, versions)];
}

function runs(db: ReadDb, versions: readonly TermsVersion[]): QueueItem[] {
  const begun = db.all<{ quarter: Quarter; state: 'proposed' | 'approved' | 'sent'; dueOn: string }>(
    "SELECT quarter, state, due_on AS dueOn FROM payout_runs WHERE state <> 'paid' ORDER BY quarter",
  );
  const known = new Set(begun.map((run) => run.quarter));
  const item = (quarter: Quarter, step: string, due: IsoDate): QueueItem => ({
    queue: 'payout',
    subject: quarter,
    what: `Payout of ${quarter}: ${step}`,
    about: quarter,
    to: address('/payouts', { quarter }),
    count: 1,
    since: addDays(lastDayOf(lastMonthOf(quarter)), 1),
    due,
  });
  return [
    ...begun.map((run) => item(run.quarter, STEP[run.state], isoDate(run.dueOn))),
    ...quartersToPay(db).flatMap((quarter) => (known.has(quarter) ? [] : [item(quarter, STEP.none, dueOf(quarter, versions))])),
  ];
}

const WHY: Readonly<Record<string, string>> = {
  bank_details_missing: 'no bank details',
  bank_details_invalid: 'IBAN does not check',
  suspended: 'partner suspended',
  compliance: 'compliance',
  tax_treatment_missing: 'no tax treatment',
};

function payments(db: ReadDb): QueueItem[] {
  return db
    .all<{ quarter: Quarter; partner: string; name: string; state: 'held' | 'failed'; holdReason: string | null; dueOn: string; at: string | null }>(
      `SELECT i.quarter, p.code AS partner, p.name, i.state, i.hold_reason AS holdReason, r.due_on AS dueOn,
         (SELECT max(e.at) FROM payout_events e WHERE e.quarter = i.quarter AND (e.partner_id = i.partner_id OR e.partner_id IS NULL)) AS at
       FROM payout_items i JOIN partners p ON p.id = i.partner_id JOIN payout_runs r ON r.quarter = i.quarter WHERE i.state IN ('held', 'failed')`,
    )
    .map((row) => ({
      queue: 'payments',
      subject: `${row.quarter} ${row.partner}`,
      what: `Payment of ${row.quarter} ${row.state === 'held' ? 'held' : 'returned'}${row.holdReason === null ? '' : `: ${WHY[row.holdReason] ?? row.holdReason}`}`,
      about: `${row.partner} ${row.name}`,
      to: address('/payouts', { quarter: row.quarter, peek: row.partner }),
      count: 1,
      since: row.at === null ? null : karachiDay(row.at),
      due: isoDate(row.dueOn),
    }));
}

interface Payee {
  readonly id: number;
  readonly partner: string;
  readonly name: string;
  readonly hasBank: number;
}

/** Everybody who is owed something: bank details, and a tax standing that will hold on the next payment date. */
function payees(db: ReadDb, today: IsoDate, versions: readonly TermsVersion[]): QueueItem[] {
  const quarter = nextToWorkOut(db, today);
  const terms = termsOn(versions, lastDayOf(lastMonthOf(quarter)));
  const planned = valueOn(dueOn(quarter, terms), terms, loadHolidays(db));
  const paymentOn = planned < today ? today : planned;
  /** Evidence got today would itself be too old by then. */
  const isEarly = daysBetween(today, paymentOn) > terms.standingMaxAgeDays;
  const standings = loadStandings(db);
  return db
    .all<Payee>(
      `SELECT p.id, p.code AS partner, p.name, p.iban IS NOT NULL AND p.bank_title IS NOT NULL AS hasBank
       FROM partner_balances b JOIN partners p ON p.id = b.partner_id WHERE b.balance_paisa > 0 AND p.status = 'active' ORDER BY p.code`,
    )
    .flatMap((payee) => {
      const evidence = standings.get(payee.id) ?? [];
      const { warnings } = standingOn(evidence, paymentOn, terms);
      const item = (queue: 'bank' | 'standing', what: string): QueueItem => ({
        queue,
        subject: payee.partner,
        what,
        about: `${payee.partner} ${payee.name}`,
        to: address(recordAddress('partners', payee.partner), { tab: 'details' }),
        count: 1,
        since: null,
        due: planned,
      });
      const isOnlyStale = warnings.length === 1 && evidence.length > 0 && (warnings[0] ?? '').includes('was checked on');
      return [
        ...(payee.hasBank === 1 ? [] : [item('bank', 'Bank details missing')]),
        ...(warnings[0] === undefined || (isOnlyStale && isEarly) ? [] : [item('standing', `Tax standing: ${warnings[0]}`)]),
      ];
    });
}

/** The first quarter whose run is not approved yet: what is mended now still helps it. */
function nextToWorkOut(db: ReadDb, today: IsoDate): Quarter {
  const waiting = quartersToPay(db)[0];
  if (waiting !== undefined) return waiting;
  const last = db.get<{ quarter: Quarter | null }>('SELECT max(quarter) AS quarter FROM payout_runs')?.quarter ?? null;
  return last === null ? quarterOf(monthOf(today)) : nextQuarter(last);
}
