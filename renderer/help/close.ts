import { type HelpTopic, rule } from './topic.ts';

export const CLOSE_TOPICS: Readonly<Record<string, HelpTopic>> = {
  '/close': {
    title: 'Close',
    lead: 'Posts what accrues in a month and freezes it.',
    rules: [
      rule('3.6', 'Months close in order. What arrives later posts in the earliest open month; nothing posted is ever edited.'),
      rule('4', 'Every exception must be decided. A close waits for every variance: {closeRequiresReconciled}.'),
      rule('5.1', 'Clawbacks post in the month of cancellation, or the earliest open one.'),
      rule('3.8', 'A close posts its journal with it, balanced to the paisa.'),
    ],
  },
  '/imports': {
    title: 'Import',
    lead: 'Takes partners, deals, billing and the rest from files, all or nothing; wrong cells are mended in place, bad rows left out only by choice.',
    rules: [
      rule(
        '3.1',
        'One invoice number is unique per deal. The same line again changes nothing; the same number with other content is an error that names both.',
      ),
      rule('3.6', 'A whole import can be taken back from the history until something posted, decided or recorded depends on it.'),
      rule('1.7', 'No deal can be signed before its partner joined.'),
      rule('1.6', 'Negotiated terms need an approver, a reason and a document.'),
    ],
  },
  '/reconcile': {
    title: 'Reconcile',
    lead: 'What each deal should have billed in a month, against what came.',
    rules: [
      rule(
        '4',
        'Billed matches when it differs from expected by at most {tolerancePaisa}. Missing: expected, and no line. Unexpected: a line, and nothing expected.',
      ),
      rule('4', 'A variance is explained with a reason, corrected by billing, or escalated. Other figures open it again.'),
      rule('3.3', 'After the term nothing is expected; what is billed then is matched, and marked as retained.'),
    ],
  },
  '/exceptions': {
    title: 'Exceptions',
    lead: 'Lines that do not accrue by themselves, for finance to decide.',
    rules: [
      rule('3.5', 'Before the month of the start; after the month of cancellation; on a clawed-back deal, for the month of cancellation or later.'),
      rule('3.5', 'Accepted with a reason, a line accrues. Left out, it does not. A month closes only when each is decided.'),
    ],
  },
  '/ledger': {
    title: 'Accruals ledger',
    lead: 'Every posted line of commission, frozen with its month.',
    rules: [
      rule('3.2', 'Amount × rate, rounded to the paisa, half away from zero; a reversal is exactly the negative.'),
      rule('3.6', 'A correction is a line of its own that points at what it corrects.'),
      rule('2.6', 'Rate of a billed month: {rateBasis}.'),
    ],
  },
  '/journal': {
    title: 'Journal',
    lead: 'The same events in double entry, for the accounting system.',
    rules: [
      rule('3.8', 'Every event posts a balanced entry: expense, partner payable, withholding, bank, clawback receivable.'),
      rule('5.3', 'Payable never stands below zero; the negative part is a receivable of its own.'),
    ],
  },
};
