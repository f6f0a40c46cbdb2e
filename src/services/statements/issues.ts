import type { Output, Parsed } from '../../contract/index.ts';
import { loadPartners } from '../../db/repos/partners.ts';
import { findRun, loadItems } from '../../db/repos/payouts.ts';
import { countIssues, insertIssue, loadIssues } from '../../db/repos/statements.ts';
import type { ReadDb } from '../../db/tx.ts';
import { statementNumber } from '../../domain/statements.ts';
import { assertExists } from '../../shared/assert.ts';
import type { Quarter } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommandContext } from '../context.ts';
import { changedFacts, factsNow } from './facts.ts';

/**
 * Issues every statement of an approved run that was not issued yet (6.5).
 * @throws AppError NOT_FOUND without a run, CONFLICT while it is only proposed
 */
export function issue(context: CommandContext, input: Parsed<'statements.issue'>): Output<'statements.issue'> {
  const { db, seq, today } = context;
  const { quarter } = input;
  refuseUnapproved(db, quarter);
  const issued = countIssues(db, quarter);
  const partners = new Map(loadPartners(db).map((partner) => [partner.id, partner]));
  const items = loadItems(db, quarter);
  let done = 0;
  for (const [index, { partnerId }] of items.entries()) {
    context.checkCancelled();
    if (issued.has(partnerId)) continue;
    const partner = assertExists(partners.get(partnerId), 'the payment has a partner');
    const number = statementNumber(quarter, index + 1);
    insertIssue(db, quarter, partnerId, { revision: 1, number, issuedOn: today, reason: '', changed: [], facts: factsNow(db, quarter, partner) }, seq);
    done += 1;
    context.progress('statements', index + 1, items.length);
  }
  context.note({ what: 'statements issued', quarter, issued: done });
  context.touch('payouts');
  return { issued: done, already: items.length - done };
}

/**
 * Issues a statement again with what stands today; figures stay, because what is approved does not change (6.5).
 * @throws AppError NOT_FOUND without such a statement, CONFLICT when it was never issued
 */
export function reissue(context: CommandContext, input: Parsed<'statements.reissue'>): Output<'statements.reissue'> {
  const { db, seq, today } = context;
  const { quarter, reason } = input;
  refuseUnapproved(db, quarter);
  const item = loadItems(db, quarter).find(({ partner }) => partner === input.partner);
  if (!item) throw new AppError('NOT_FOUND', `${quarter} has no statement of ${input.partner}: it moved nothing for the partner (rule 6.5).`);
  const last = loadIssues(db, quarter, item.partnerId).at(-1);
  if (!last) throw new AppError('CONFLICT', `The statement of ${input.partner} for ${quarter} was not issued yet. Issue the statements of the run first.`);
  const partner = assertExists(
    loadPartners(db).find(({ id }) => id === item.partnerId),
    'the payment has a partner',
  );
  const facts = factsNow(db, quarter, partner);
  const next = { revision: last.revision + 1, number: last.number, issuedOn: today, reason, changed: changedFacts(last.facts, facts), facts };
  insertIssue(db, quarter, item.partnerId, next, seq);
  context.note({ what: 'statement issued again', quarter, partner: input.partner, revision: next.revision, reason, changed: next.changed });
  context.touch('payouts');
  return { number: next.number, revision: next.revision, changed: next.changed };
}

function refuseUnapproved(db: ReadDb, quarter: Quarter): void {
  const run = findRun(db, quarter);
  if (!run) throw new AppError('NOT_FOUND', `The payout run of ${quarter} is not proposed; it has no statements (rule 6.5).`);
  if (run.state === 'proposed')
    throw new AppError(
      'CONFLICT',
      `The payout run of ${quarter} is only proposed: its figures may still change. Approve it, then issue its statements (rule 6.5).`,
    );
}
