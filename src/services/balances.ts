import type { Output, Parsed } from '../contract/index.ts';
import type { QueryContext } from './context.ts';

/** All posted up to a month less all paid by then, per partner; negative is a clawback receivable (5.3). */
export function partners(context: QueryContext, input: Parsed<'balances.partners'>): Output<'balances.partners'> {
  return context.db.all<Output<'balances.partners'>[number]>(
    `SELECT p.code AS partner, sum(m.amount) AS payablePaisa FROM (
       SELECT partner_id, accrued_paisa + adjustments_paisa + clawback_paisa AS amount FROM partner_months WHERE month <= :asOf
       UNION ALL SELECT partner_id, -gross_paisa FROM payout_items WHERE state = 'paid' AND substr(paid_on, 1, 7) <= :asOf) m
     JOIN partners p ON p.id = m.partner_id GROUP BY p.id HAVING payablePaisa <> 0 ORDER BY p.code`,
    { asOf: input.asOf },
  );
}
