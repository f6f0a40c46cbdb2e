import type { Queue } from '../../src/shared/vocab.ts';

/** The screen on which each queue is worked: where its count stands in the rail. */
export const QUEUE_SCREENS: Readonly<Record<Queue, string>> = {
  close: '/close',
  billing: '/imports',
  variances: '/reconcile',
  exceptions: '/exceptions',
  escalated: '/reconcile',
  payout: '/payouts',
  payments: '/payouts',
  standing: '/queue',
  bank: '/queue',
  managers: '/partners',
  endings: '/queue',
  terms: '/terms',
  drafts: '/queue',
  reviews: '/queue',
  grace: '/partners',
  clawbacks: '/deals',
};
