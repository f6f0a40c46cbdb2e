import { z } from 'zod';
import { HOLD_REASONS, PARTNER_KINDS, PARTNER_STATUSES, RATE_SOURCES, TAX_STANDINGS, TIER_REASONS } from '../shared/vocab.ts';
import { query } from './define.ts';
import { amount, code, count, isoDate, listInput, listOutput, rate, tier } from './values.ts';

const tierChange = z.strictObject({ partner: code, date: isoDate, from: tier.nullable(), to: tier, reason: z.enum(TIER_REASONS) });

export const partnerRow = z.strictObject({
  partner: code,
  name: z.string(),
  kind: z.enum(PARTNER_KINDS),
  status: z.enum(PARTNER_STATUSES),
  city: z.string().nullable(),
  accountManager: z.string().nullable(),
  joinedOn: isoDate,
  tier: tier.nullable(),
  tierSince: isoDate.nullable(),
  inGraceUntil: isoDate.nullable(),
  /** Credited referrals of the calendar year so far, and the minimum of the next tier (null at the top). */
  count,
  nextTierAt: count.nullable(),
  deals: count,
  standing: z.enum(TAX_STANDINGS).nullable(),
  bank: z.enum(['ok', 'missing', 'invalid']),
  payablePaisa: amount,
});

export const partnerRecord = partnerRow.extend({
  openedOn: isoDate,
  email: z.string().nullable(),
  phone: z.string().nullable(),
  country: z.string(),
  ntn: z.string().nullable(),
  cnicMasked: z.string().nullable(),
  bankTitle: z.string().nullable(),
  bankName: z.string().nullable(),
  ibanMasked: z.string().nullable(),
  contactName: z.string().nullable(),
  contactTitle: z.string().nullable(),
  industry: z.string().nullable(),
  website: z.string().nullable(),
  rateBps: rate.nullable(),
  rateSource: z.enum(RATE_SOURCES).nullable(),
  standingEvidence: z.array(z.strictObject({ standing: z.enum(TAX_STANDINGS), checkedOn: isoDate, method: z.string(), exemptUntil: isoDate.nullable() })),
  negotiatedTerms: z.array(
    z.strictObject({
      kind: z.enum(['tier', 'rate']),
      from: isoDate,
      to: isoDate.nullable(),
      tier: tier.nullable(),
      rateBps: rate.nullable(),
      approver: z.string(),
      reason: z.string(),
      document: z.string().nullable(),
    }),
  ),
  /** The whole path with the referrals that made each step. */
  tierPath: z.array(z.strictObject({ date: isoDate, from: tier.nullable(), to: tier, reason: z.enum(TIER_REASONS), count, referrals: z.array(z.string()) })),
  referrals: z.array(z.strictObject({ code, on: isoDate, client: z.string(), counts: z.boolean() })),
  balances: z.array(
    z.strictObject({ month: z.string(), accruedPaisa: amount, adjustmentsPaisa: amount, clawbackPaisa: amount, paidPaisa: amount, balancePaisa: amount }),
  ),
  payouts: z.array(
    z.strictObject({
      quarter: z.string(),
      grossPaisa: amount,
      withholdingPaisa: amount,
      netPaisa: amount,
      carriedPaisa: amount,
      state: z.string(),
      holdReason: z.enum(HOLD_REASONS).nullable(),
    }),
  ),
});

export const partnersProcedures = {
  'partners.list': query({
    summary: 'Partners with tier, count, standing and balance',
    input: listInput(
      {
        text: z.string().max(200),
        kind: z.enum(PARTNER_KINDS),
        status: z.enum(PARTNER_STATUSES),
        tier,
        inGrace: z.boolean(),
        accountManager: z.string(),
        withoutAccountManager: z.boolean(),
      },
      ['partner', 'name', 'joinedOn', 'count', 'payablePaisa', 'tier'],
    ),
    output: listOutput(partnerRow, z.strictObject({ payablePaisa: amount, deals: count })),
  }),
  'partners.get': query({
    summary: 'One partner with tier path, referrals, balances and payouts',
    input: z.strictObject({ partner: code }),
    output: partnerRecord,
    errors: ['NOT_FOUND'],
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
