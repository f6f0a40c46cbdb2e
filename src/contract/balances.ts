import { z } from 'zod';
import { query } from './define.ts';
import { amount, code, count, isoDate, month } from './values.ts';

const figures = {
  /** Payable, or below zero a receivable. */
  balancePaisa: amount,
  payablePaisa: amount,
  /** A negative balance, which what comes is netted against (5.3). */
  receivablePaisa: amount,
  /** Zero or below. */
  clawedBackPaisa: amount,
  /** Of all clawed back, what was netted against earnings. */
  setOffPaisa: amount,
  /** Accrued, adjusted and clawed back, paid or not: safe + at risk + to reverse. */
  earnedPaisa: amount,
  safePaisa: amount,
  atRiskPaisa: amount,
  /** Of deals clawed back already, reversed by a close to come. */
  toReversePaisa: amount,
};

export const balancesProcedures = {
  'balances.partners': query({
    summary: 'What each partner is owed after a month; negative: a clawback receivable',
    rules: ['5.3'],
    frozen: true,
    input: z.strictObject({ asOf: month }),
    output: z.array(z.strictObject({ partner: code, payablePaisa: amount })),
  }),
  'balances.risk': query({
    summary: 'Payable, receivable and what of the commission earned a cancellation could still take back, by the date it becomes safe',
    rules: ['5.1', '5.3'],
    input: z.strictObject({ asOf: month }),
    output: z.strictObject({
      /** The day it is judged on: the last of the month. */
      on: isoDate,
      clawbackDays: count,
      clawbackFrom: z.enum(['signed_on', 'start_on']),
      partners: z.array(
        z.strictObject({
          partner: code,
          name: z.string(),
          ...figures,
          /** When the last of it becomes safe; null with nothing at risk. */
          safeOn: isoDate.nullable(),
        }),
      ),
      deals: z.array(
        z.strictObject({
          deal: code,
          partner: code,
          client: z.string(),
          amountPaisa: amount,
          state: z.enum(['at_risk', 'to_reverse']),
          safeOn: isoDate.nullable(),
        }),
      ),
      months: z.array(z.strictObject({ month, amountPaisa: amount, deals: count })),
      totals: z.strictObject(figures),
    }),
  }),
};
