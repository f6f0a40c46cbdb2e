import { z } from 'zod';
import { TIER_REASONS } from '../shared/vocab.ts';
import { query } from './define.ts';
import { amount, code, count, isoDate, rate, tier } from './values.ts';

const tierChange = z.strictObject({ partner: code, date: isoDate, from: tier.nullable(), to: tier, reason: z.enum(TIER_REASONS) });

const step = z.strictObject({ date: isoDate, to: tier, reason: z.enum(TIER_REASONS) });

export const boardRow = z.strictObject({
  partner: code,
  name: z.string(),
  accountManager: z.string().nullable(),
  tier,
  since: isoDate,
  count,
  /** Referrals still wanted this year for the next tier; null at the top. */
  toNext: count.nullable(),
  inGraceUntil: isoDate.nullable(),
  /** Referrals still wanted to recover from the grace, as things stand today; null without one. */
  toRecover: count.nullable(),
  /** What comes next by itself when no further referral is made. */
  next: step.nullable(),
});

const standing = z.strictObject({ tier, count, rateBps: rate, coopPaisa: amount, inGraceUntil: isoDate.nullable(), next: step.nullable() });

export const tiersProcedures = {
  'tiers.board': query({
    summary: 'Every partner under its tier on a date: what is missing to the next one, who is in grace, what comes by itself',
    rules: ['1.1', '1.3', '1.4', '1.7'],
    input: z.strictObject({ date: isoDate.optional() }),
    output: z.strictObject({
      date: isoDate,
      tiers: z.array(z.strictObject({ tier, minReferrals: count, rateBps: rate, coopPaisa: amount, partners: count })),
      rows: z.array(boardRow),
    }),
  }),
  'tiers.simulate': query({
    summary: 'What if this partner registers so many more deals on a day: tier, rate, fund, review; nothing is written',
    rules: ['1.3', '1.4', '1.6'],
    input: z.strictObject({ partner: code, referrals: z.int().min(1).max(200), on: isoDate.optional() }),
    output: z.strictObject({
      on: isoDate,
      before: standing,
      after: standing,
      /** Which of the new referrals changes what. */
      steps: z.array(z.strictObject({ referral: z.int(), to: tier, reason: z.enum(TIER_REASONS) })),
    }),
    errors: ['NOT_FOUND', 'BAD_INPUT'],
  }),
  'tiers.asOf': query({
    summary: 'The tier each partner holds on a date, with the referrals counted',
    rules: ['1.2', '1.4', '1.6', '1.7'],
    frozen: true,
    input: z.strictObject({ date: isoDate }),
    output: z.array(z.strictObject({ partner: code, tier, since: isoDate, count, inGraceUntil: isoDate.nullable() })),
  }),
  'tiers.history': query({
    summary: 'Every change of the tier held, up to today',
    rules: ['1.3', '1.4', '1.5', '1.7'],
    frozen: true,
    input: z.strictObject({ partner: code.optional() }),
    output: z.array(tierChange),
    errors: ['NOT_FOUND'],
  }),
};
