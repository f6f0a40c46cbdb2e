import type { Queue } from '../../src/shared/vocab.ts';

/** What each queue is called where one is chosen. */
export const QUEUE_WORDS: Record<Queue, string> = {
  close: 'Months to close',
  billing: 'Billing to come',
  variances: 'Variances',
  exceptions: 'Exceptions',
  escalated: 'Escalated variances',
  payout: 'Payout runs',
  payments: 'Payments held or returned',
  standing: 'Tax standing',
  bank: 'Bank details',
  managers: 'Account managers',
  endings: 'Negotiated terms',
  terms: 'Terms to approve',
  drafts: 'My drafts',
  reviews: 'Reviews on 1 January',
  grace: 'Grace',
  clawbacks: 'Clawback windows',
};
