import type { Output, Parsed } from '../../contract/index.ts';
import { type DealRow, findDeal } from '../../db/repos/deals.ts';
import { findPartner } from '../../db/repos/partners.ts';
import { isRecurring } from '../../domain/deals.ts';
import type { ParsedImport } from '../../importers/index.ts';
import { assertExists } from '../../shared/assert.ts';
import { AppError } from '../../shared/errors.ts';
import { paisa } from '../../shared/paisa.ts';
import { applyRate } from '../../shared/rate.ts';
import type { CommandContext } from '../context.ts';
import { applyDeals } from './deals.ts';
import { concludeEntry, dealFor, digestOf, entryBatch, parseEntry, partnerVersion, refuseProblems, refuseStaleDeal, rowOfDeal, takeEntry } from './entry.ts';

type DealEntry = Parsed<'deals.enter'>;

/** Registers a deal typed on a screen (2.5), or changes one, by the rules of the deals file. */
export const enterDeal = {
  decode: (input: DealEntry): Promise<ParsedImport> => parseEntry('deals', input.values),
  isDryRun: (input: DealEntry): boolean => input.dryRun ?? false,
  apply: (context: CommandContext, input: DealEntry, parsed: ParsedImport): Output<'deals.enter'> => {
    const [row] = parsed.rows.deals;
    const code = assertExists(row, 'a form is one row').values.code;
    const before = findDeal(context.db, code);
    if (before) refuseStaleDeal(context, before, input.version);
    if (input.isNew === true && before) refuseKnown(code);
    takeEntry(context, `Screen: deal ${code}`, parsed, input.values);
    const deal = assertExists(findDeal(context.db, code), 'the deal was taken');
    if (!before)
      context.undoable({
        title: `Registered ${code}`,
        procedure: 'deals.void',
        input: { deal: code, reason: 'Registration taken back', version: deal.version },
      });
    return {
      deal: code,
      isNew: !before,
      tier: deal.registeredTier,
      rateBps: deal.registeredRateBps,
      rateSource: deal.registeredRateSource,
      worked: workedCommission(deal),
      version: deal.version,
    };
  },
};

/** 2.5: what the rate comes to, a month of a recurring deal or once of a fixed-price one. */
function workedCommission(deal: DealRow): Output<'deals.enter'>['worked'] {
  const per = isRecurring(deal.contractType) ? 'month' : 'completion';
  const basePaisa = per === 'month' ? (deal.expectedMonthlyPaisa ?? paisa(0)) : deal.contractValuePaisa;
  return { per, basePaisa, commissionPaisa: applyRate(basePaisa, deal.registeredRateBps) };
}

function refuseKnown(code: string): never {
  const problems = { field: 'code', message: `There is a deal ${code} already. Choose another code, or open that deal.` };
  throw new AppError('BAD_INPUT', problems.message, { fields: [problems] });
}

type PartnerEntry = Parsed<'partners.enter'>;

/** Takes a partner typed on a screen, or changes one. */
export const enterPartner = {
  decode: (input: PartnerEntry): Promise<ParsedImport> => parseEntry('partners', input.values),
  isDryRun: (input: PartnerEntry): boolean => input.dryRun ?? false,
  apply: (context: CommandContext, input: PartnerEntry, parsed: ParsedImport): Output<'partners.enter'> => {
    const code = assertExists(parsed.rows.partners[0], 'a form is one row').values.code;
    const before = partnerVersion(context, code, input.version);
    takeEntry(context, `Screen: partner ${code}`, parsed, input.values);
    const partner = assertExists(findPartner(context.db, code), 'the partner was taken');
    return { partner: code, isNew: before === undefined, version: partner.version };
  },
};

type Negotiation = Parsed<'partners.negotiate'>;

/** Records a negotiated tier or rate (1.6) with its approver, reason and document. */
export const negotiate = {
  decode: (input: Negotiation): Promise<ParsedImport> => parseEntry('negotiated_terms', input.values),
  isDryRun: (input: Negotiation): boolean => input.dryRun ?? false,
  apply: (context: CommandContext, input: Negotiation, parsed: ParsedImport): Output<'partners.negotiate'> => {
    const code = assertExists(parsed.rows.negotiated_terms[0], 'a form is one row').values.partnerCode;
    partnerVersion(context, code, input.version);
    takeEntry(context, `Screen: negotiated terms of ${code}`, parsed, input.values);
    return { partner: code };
  },
};

/** Records the completion of a fixed-price deal: its commission accrues with the next close (3.3). @throws AppError NOT_FOUND, CONFLICT, BAD_INPUT */
export function completeDeal(context: CommandContext, input: Parsed<'deals.complete'>): Output<'deals.complete'> {
  const deal = dealFor(context, input.deal, input.version);
  const values = { ...rowOfDeal(context, deal).values, completedOn: input.completedOn };
  const after = takeEnding(context, deal, values, `Screen: completion of ${deal.code}`);
  undoEnding(context, after, `Completed ${deal.code} on ${input.completedOn}`, 'completion');
  return { deal: deal.code, completedOn: input.completedOn, version: after.version };
}

/** Records how a deal ended; whether that claws back goes by 5.1 and 5.2. @throws AppError NOT_FOUND, CONFLICT, BAD_INPUT */
export function cancelDeal(context: CommandContext, input: Parsed<'deals.cancel'>): Output<'deals.cancel'> {
  const deal = dealFor(context, input.deal, input.version);
  const values = { ...rowOfDeal(context, deal).values, cancelledOn: input.cancelledOn, cancelReason: input.cancelReason };
  context.note({ what: 'deal cancelled', deal: deal.code, reason: input.reason });
  const after = takeEnding(context, deal, values, `Screen: cancellation of ${deal.code}`);
  undoEnding(context, after, `Cancelled ${deal.code} on ${input.cancelledOn}`, 'cancellation');
  return { deal: deal.code, cancelledOn: input.cancelledOn, clawedBack: after.clawedBack === 1, version: after.version };
}

function takeEnding(context: CommandContext, deal: DealRow, values: ReturnType<typeof rowOfDeal>['values'], label: string): DealRow {
  const batch = entryBatch(context, label, digestOf(values));
  const row = { ...rowOfDeal(context, deal), values };
  if (deal.contractType !== 'fixed_price' && values.completedOn !== null)
    batch.errors.add({
      file: 'screen',
      row: 1,
      column: 'completed_on',
      code: 'COMPLETION_NOT_FIXED_PRICE',
      message: 'Only a fixed-price contract is completed (rule 3.3).',
    });
  for (const [column, date] of [
    ['completed_on', values.completedOn],
    ['cancelled_on', values.cancelledOn],
  ] as const)
    if (date !== null && date < deal.signedOn)
      batch.errors.add({
        file: 'screen',
        row: 1,
        column,
        code: 'BEFORE_SIGNING',
        message: `${deal.code} was signed on ${deal.signedOn}; ${date} lies before that.`,
      });
  refuseProblems(batch.errors);
  applyDeals(batch, [row]);
  concludeEntry(context, batch);
  return assertExists(findDeal(context.db, deal.code), 'the deal is there');
}

function undoEnding(context: CommandContext, deal: DealRow, title: string, what: 'completion' | 'cancellation'): void {
  context.undoable({ title, procedure: 'deals.takeBack', input: { deal: deal.code, what, since: context.seq, version: deal.version } });
}
