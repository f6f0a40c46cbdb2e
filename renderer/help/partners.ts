import { type HelpTopic, rule } from './topic.ts';

const TIERS = [
  rule(
    '1.1',
    'Bronze from the first day; Silver from {tiers.silver.minReferrals} a calendar year, Gold from {tiers.gold.minReferrals}, Platinum from {tiers.platinum.minReferrals}.',
  ),
  rule('1.2', 'What counts as a referral: {referralBasis}. A voided deal, or one that is clawed back, stops counting from that day.'),
  rule('1.3', 'The referral that reaches a threshold promotes at once, and already earns the new rate.'),
  rule('1.4', 'On 1 January whoever missed the tier’s minimum in the year before is in grace. Grace in force: {grace}. No second grace in a row.'),
  rule('1.5', 'How far a tier then drops: {drop}.'),
];

export const PARTNER_TOPICS: Readonly<Record<string, HelpTopic>> = {
  '/partners': {
    title: 'Partners',
    lead: 'Who refers, in which tier, and what they are owed.',
    rules: [...TIERS, rule('5.3', 'A negative balance is commission taken back: it is set against what is earned next and never paid out.')],
  },
  '/partners/$partner': {
    title: 'Partner',
    lead: 'One partner: how the tier came about, what was earned and paid.',
    rules: [
      ...TIERS,
      rule(
        '1.6',
        'A negotiated tier is a floor over the one earned; a negotiated rate stands before that of the tier. Both need an approver, a reason and a document.',
      ),
      rule('6.3', 'Evidence of the tax standing is good for {standingMaxAgeDays}. Older evidence counts as non-filer: {standingEnforced}.'),
      rule('6.4', 'Without account title and a valid IBAN a payment is held.'),
    ],
  },
  '/tiers': {
    title: 'Tiers',
    lead: 'Who stands where, who is near the next tier, in grace, or before a review.',
    rules: [...TIERS, rule('1.7', 'The path is a function of the facts by their own dates: a fact learned late can re-date it, but never a posted line.')],
  },
  '/deals': {
    title: 'Deals',
    lead: 'Every contract a partner brought, with the rate it earns.',
    rules: [
      rule('2.5', 'Tier and rate at registration are stored with the deal.'),
      rule('2.6', 'Rate of a billed month: {rateBasis}. A deal’s own rate always stands.'),
      rule('1', 'Rates: Bronze {tiers.bronze.rateBps}, Silver {tiers.silver.rateBps}, Gold {tiers.gold.rateBps}, Platinum {tiers.platinum.rateBps}.'),
      rule('3.7', 'There is no cap on what a partner can earn.'),
    ],
  },
  '/deals/$deal': {
    title: 'Deal',
    lead: 'What is expected and billed month by month, and the commission it makes.',
    rules: [
      rule('3.2', 'A recurring deal earns its rate on every billed line, in the month billed, each line rounded on its own.'),
      rule('3.3', 'Billing after the contract’s term still earns, as long as the deal is not ended.'),
      rule('3.4', 'A fixed price earns once, in the month of completion.'),
      rule('5.1', 'A client who cancels within {clawbackDays} takes the commission back in full; counted from: {clawbackFrom}. The last day still claws back.'),
      rule('5.2', 'Fraud takes it back at any time.'),
    ],
  },
};
