import type { Output, Parsed } from '../contract/index.ts';
import * as accruals from '../services/accruals.ts';
import type { CommandContext, QueryContext } from '../services/context.ts';
import * as deals from '../services/deals.ts';
import * as months from '../services/months.ts';
import * as partners from '../services/partners.ts';
import { workOut } from '../services/payouts/work-out.ts';
import * as proof from '../services/proof.ts';

/**
 * A proof of a list's total takes the filter of that very list, and one of a run not yet proposed the payouts' own working-out, so that a figure
 * and its proof cannot mean other rows. It belongs to no service: a service knows no other.
 * @throws AppError NOT_FOUND
 */
export function proofOf(context: QueryContext, input: Parsed<'proof.of'>): Output<'proof.of'> {
  switch (input.kind) {
    case 'dealsTotal':
      return proof.dealsTotalProof(context, deals.filterOf(context, input.filter), input);
    case 'partnersTotal':
      return proof.partnersTotalProof(context, partners.filterOf(context, input.filter), input);
    case 'accrualsTotal':
      return proof.accrualsTotalProof(context, accruals.filterOf(context, input.filter), input);
    default:
      return proof.of(context, input, workOut);
  }
}

/** What closing a month would post, proved by closing it; the dispatcher rolls it back. @throws AppError as the preview does */
export function proofOfPreview(context: CommandContext, input: Parsed<'proof.ofPreview'>): Output<'proof.ofPreview'> {
  months.preview(context, { month: input.month });
  return proof.ofPreview(context, input);
}
