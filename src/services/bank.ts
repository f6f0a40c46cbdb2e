import { createHash } from 'node:crypto';
import type { Output, Parsed } from '../contract/index.ts';
import { insertExport, loadExports, loadStandingExports } from '../db/repos/bank.ts';
import { findRun, type RunRow } from '../db/repos/payouts.ts';
import type { ReadDb } from '../db/tx.ts';
import { bankCode, IBFT_USUAL_MOST, paymentProblem } from '../domain/bank-file.ts';
import { karachiStamp } from '../ports/instants.ts';
import type { Quarter } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { maskIdentifier } from '../shared/mask.ts';
import { formatRupees, type Paisa, sumPaisa } from '../shared/paisa.ts';
import { batchOf, bytesOf, fileNameOf, mediaTypeOf, type Payable, payablesOf } from './bank/batch.ts';
import type { CommandContext, QueryContext } from './context.ts';

const totalOf = (payments: readonly Payable[]): Paisa => sumPaisa(payments.map(({ amountPaisa }) => amountPaisa));

/** The payments of a run as the bank will be told of them; none before the run is approved. */
export function payments(context: QueryContext, { quarter }: Parsed<'bank.payments'>): Output<'bank.payments'> {
  const { db } = context;
  const run = findRun(db, quarter);
  const payable = run === undefined || run.state === 'proposed' ? [] : payablesOf(db, run);
  const standing = loadStandingExports(db, quarter);
  const waiting = payable.filter(({ partnerId }) => !standing.has(partnerId));
  return {
    quarter,
    rows: payable.map((payment) => ({
      partner: payment.partner,
      name: payment.name,
      reference: payment.reference,
      bankName: payment.bankName,
      ibanMasked: payment.iban === '' ? '' : maskIdentifier(payment.iban),
      amountPaisa: payment.amountPaisa,
      problem: paymentProblem(payment),
      warning: warningOf(payment, batchOf(db, assertRun(run), 1).debitIban),
      exportId: standing.get(payment.partnerId) ?? null,
    })),
    totals: { payments: payable.length, totalPaisa: totalOf(payable), waiting: waiting.length, waitingPaisa: totalOf(waiting) },
    exports: loadExports(db, quarter).map(({ exportedAt: _, ...row }) => row),
  };
}

function assertRun(run: RunRow | undefined): RunRow {
  if (run === undefined) throw new AppError('NOT_FOUND', 'The payout run is not proposed.');
  return run;
}

/** Banks limit instant transfers; how much is between the company and its bank. */
function warningOf({ iban, amountPaisa }: Payable, debitIban: string): string | null {
  const isInstant = bankCode(iban) !== bankCode(debitIban);
  return isInstant && amountPaisa > IBFT_USUAL_MOST
    ? `Over PKR ${formatRupees(IBFT_USUAL_MOST as Paisa)}: most banks want another way than IBFT for it.`
    : null;
}

/**
 * Writes the bank file of an approved run and records what went out (6.6). What went out before goes again only with a reason.
 * @throws AppError NOT_FOUND without a run, TRANSITION_REFUSED before its approval or while a payment cannot be told, CONFLICT when all went out
 */
export function exportFile(context: CommandContext, input: Parsed<'bank.export'>): Output<'bank.export'> {
  const { db, seq, now, today, actor } = context;
  const { quarter, profile } = input;
  const run = approvedRun(db, quarter);
  const batch = batchOf(db, run, loadExports(db, quarter).length + 1);
  if (batch.debitIban === '')
    throw new AppError('TRANSITION_REFUSED', 'The account that pays is not known. Set the company’s IBAN first (company.set, debitIban).');
  const chosen = chosenPayments(db, run, input.again !== undefined);
  const problems = chosen.map(paymentProblem).filter((problem) => problem !== null);
  if (problems.length > 0)
    throw new AppError(
      'TRANSITION_REFUSED',
      `The file was not written: ${problems.slice(0, 5).join(' ')}${problems.length > 5 ? ` And ${problems.length - 5} more.` : ''}`,
    );
  const at = karachiStamp(now);
  const bytes = bytesOf(profile, batch, chosen, at);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const fileName = fileNameOf(profile, batch);
  const exportId = insertExport(
    db,
    { quarter, profile, fileName, sha256, exportedOn: today, exportedAt: at, reason: input.again ?? '', actor: actor.name },
    chosen.map(({ partnerId, reference, amountPaisa }) => ({ partnerId, reference, amountPaisa })),
    seq,
  );
  context.note({ what: 'bank file', quarter, profile, fileName, sha256, payments: chosen.length, totalPaisa: totalOf(chosen), again: input.again ?? null });
  context.touch('payouts');
  return {
    exportId,
    sha256,
    payments: chosen.length,
    totalPaisa: totalOf(chosen),
    fileName,
    mediaType: mediaTypeOf(profile),
    base64: Buffer.from(bytes).toString('base64'),
  };
}

function approvedRun(db: ReadDb, quarter: Quarter): RunRow {
  const run = findRun(db, quarter);
  if (!run) throw new AppError('NOT_FOUND', `The payout run of ${quarter} is not proposed; there is nothing to pay (rule 6.4).`);
  if (run.state === 'proposed')
    throw new AppError('TRANSITION_REFUSED', `The payout run of ${quarter} is not approved; a bank file is made of what is (rule 6.4).`);
  return run;
}

function chosenPayments(db: ReadDb, run: RunRow, again: boolean): Payable[] {
  const payable = payablesOf(db, run);
  const standing = loadStandingExports(db, run.quarter);
  const chosen = again ? payable : payable.filter(({ partnerId }) => !standing.has(partnerId));
  if (chosen.length > 0) return chosen;
  const last = loadExports(db, run.quarter).at(-1);
  if (last === undefined || payable.length === 0)
    throw new AppError('CONFLICT', `${run.quarter} has no payment for a bank: all are held, rolled over or paid (rule 6.4).`);
  throw new AppError(
    'CONFLICT',
    `Every payment of ${run.quarter} went out already, last with ${last.fileName} on ${last.exportedOn}. Sending it again pays twice unless the bank never took it; say why to write it again.`,
    { exportId: last.id, fileName: last.fileName },
  );
}
