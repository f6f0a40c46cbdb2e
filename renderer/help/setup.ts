import { type HelpTopic, rule } from './topic.ts';

export const SETUP_TOPICS: Readonly<Record<string, HelpTopic>> = {
  '/': {
    title: 'Today',
    lead: 'What waits for someone, with its count, its oldest and what is due next.',
    rules: [
      rule('3.6', 'Months close in order; the next one stands here with what is in its way.'),
      rule('6.1', 'A quarter’s payout is due {payoutDays} after its last day.'),
      rule('1.7', 'A partner who reaches Silver without an account manager appears here.'),
    ],
  },
  '/queue': {
    title: 'Work queue',
    lead: 'Every clock that runs, the most urgent first. A snooze stops no clock; what only comes to pass is marked with an eye.',
    rules: [
      rule('3.6', 'A month that is over is closed in order, once its billing has come.'),
      rule('4', 'A variance waits until it is explained, corrected or escalated; an escalated one until somebody works it again.'),
      rule('6.1', 'A payout is due {payoutDays} after the quarter’s last day.'),
      rule('6.3', 'A tax standing older than {standingMaxAgeDays} on the payment date is checked anew.'),
      rule('1.4', 'Reviews of 1 January stand here from 60 days before, as the counts are now.'),
      rule('5.1', 'A deal stands here for the last 14 days in which a client’s cancellation claws back.'),
    ],
  },
  '/terms': {
    title: 'Programme terms',
    lead: 'Every policy of the programme, by version and date.',
    rules: [
      rule('terms', 'A version holds from its date until the next one. It is never edited, and cannot begin in a closed month.'),
      rule(
        'terms',
        'Tiers and graces go by the terms on their day, a clawback by those on the cancellation, a month by its last day, a payout by its quarter’s last day.',
      ),
      rule('1.3', 'New terms can re-date the tier history; rates stored with deals and lines posted never change by it.'),
      rule('6.4', 'A draft is approved before it is activated; in team mode by another person than who wrote it.'),
    ],
  },
  '/terms/draft': {
    title: 'Prepare new terms',
    lead: 'Only what you change travels; all else is taken from the version in force on that date.',
    rules: [
      rule('terms', 'The impact closes the open months and pays their quarters twice, as now and as then, in a rehearsal that is taken back.'),
      rule('1.4', 'Reviews look a year back: terms that begin now move tiers on the next 1 January, 1 April or 1 July.'),
      rule('6.3', 'An agreed withholding rate holds for every payment date; an empty one follows the dated rates of the law.'),
    ],
  },
  '/calendar': {
    title: 'Calendar of holidays',
    lead: 'Days on which no bank pays.',
    rules: [
      rule('6.3', 'A payout due on a weekend or a holiday is paid {paymentDay}.'),
      rule('9.1', 'Applications are reviewed within {applicationBusinessDays}; weekends and holidays do not count.'),
      rule('6.4', 'A day that would move the payment date of an approved run is not changed any more.'),
    ],
  },
  '/acts': {
    title: 'My acts',
    lead: 'What you did, and what of it can be taken back.',
    rules: [
      rule('3.6', 'Nothing posted is taken back: a correction is a line of its own.'),
      rule('6.4', 'An approval, a sending and a payment stand; a payment is held, or failed, instead.'),
    ],
  },
  '/file': {
    title: 'File',
    lead: 'The company is one file: where it is, who holds it, and its backups.',
    rules: [
      rule('file', 'A backup is taken of a consistent state, and checked before it counts.'),
      rule('file', 'One program writes at a time; another one only reads, and says who holds the file.'),
    ],
  },
  '/users': {
    title: 'Users',
    lead: 'Who may act in team mode, and in which role.',
    rules: [
      rule('6.4', 'Who proposes does not approve: two people, two acts.'),
      rule('roles', 'Administrators prepare terms and keep the calendar, finance closes and proposes, a finance director approves, auditors only look.'),
    ],
  },
  '/verify': {
    title: 'Verify',
    lead: 'Recomputes everything from its sources by a way of its own, and changes nothing.',
    rules: [
      rule('7.5', 'Every posted line is worked out again, and every difference is named.'),
      rule('3.8', 'Debits equal credits; balances are what months, payments and journal say.'),
      rule('1.3', 'Tier history is a function of the facts and is replayed from them.'),
    ],
  },
  '/audit': {
    title: 'Audit trail',
    lead: 'Who did what, when; refused acts included.',
    rules: [
      rule('trail', 'Each row is chained to the one before by its hash: a changed or missing row shows.'),
      rule('6.4', 'Proposal, approval, sending and payment are separate acts with their actor.'),
    ],
  },
};
