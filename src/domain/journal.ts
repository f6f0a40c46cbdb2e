/** Accounts of the journal (3.8), with the number and name that finance knows them by. */
export const ACCOUNTS = {
  commission_expense: { number: '5210', name: 'Referral commission expense' },
  accrued_adjustments: { number: '5290', name: 'Accrued adjustments' },
  partner_payable: { number: '2120', name: 'Partner commission payable' },
  clawback_receivable: { number: '1320', name: 'Partner clawback receivable' },
  withholding_payable: { number: '2130', name: 'Income tax withheld payable' },
  bank: { number: '1010', name: 'Bank, payout account' },
  coop_expense: { number: '5220', name: 'Co-op marketing expense' },
  coop_payable: { number: '2150', name: 'Co-op reimbursement payable' },
} as const;

export type Account = keyof typeof ACCOUNTS;

export function isAccount(name: string): name is Account {
  return Object.hasOwn(ACCOUNTS, name);
}

/** The expense side that each kind of posted line goes to. */
export const EXPENSE_OF_EVENT = { accrual: 'commission_expense', clawback: 'commission_expense', adjustment: 'accrued_adjustments' } as const satisfies Record<
  string,
  Account
>;

interface Posting {
  readonly event: string;
  readonly when: string;
  readonly debit: readonly Account[];
  readonly credit: readonly Account[];
  readonly rule: string;
  /** What a negative sum does; null where there is none. */
  readonly negative: string | null;
}

/** Which event posts to which accounts (3.8). */
export const POSTINGS: readonly Posting[] = [
  { event: 'accrual', when: 'A month is closed', debit: [EXPENSE_OF_EVENT.accrual], credit: ['partner_payable'], rule: '3.8', negative: 'sides exchanged' },
  {
    event: 'adjustment',
    when: 'A month is closed',
    debit: [EXPENSE_OF_EVENT.adjustment],
    credit: ['partner_payable'],
    rule: '3.5',
    negative: 'sides exchanged',
  },
  { event: 'clawback', when: 'A month is closed', debit: [EXPENSE_OF_EVENT.clawback], credit: ['partner_payable'], rule: '5.1', negative: 'sides exchanged' },
  {
    event: 'receivable',
    when: 'A balance falls below zero, or rises again',
    debit: ['clawback_receivable'],
    credit: ['partner_payable'],
    rule: '5.3',
    negative: 'sides exchanged when it is set off',
  },
  { event: 'payout', when: 'A payment is recorded as paid', debit: ['partner_payable'], credit: ['withholding_payable', 'bank'], rule: '6.3', negative: null },
];
