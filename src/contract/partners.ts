import { z } from 'zod';
import { HOLD_REASONS, PARTNER_KINDS, PARTNER_STATUSES, RATE_SOURCES, TAX_STANDINGS, TIER_REASONS } from '../shared/vocab.ts';
import { command, intake, query } from './define.ts';
import { amount, code, count, entry, isoDate, listFilter, listInput, listOutput, rate, tier, totalsInput, totalsOutput, twoKeys, version } from './values.ts';

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
  version: z.int(),
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

const text = z.string().trim().min(1).max(300).nullable();
const tag = z.string().trim().min(1).max(40);

/** What may be set, or emptied, without further rules; codes, dates, tiers and bank details have forms of their own. */
const partnerFields = z
  .strictObject({
    status: z.enum(PARTNER_STATUSES),
    email: text,
    phone: text,
    city: text,
    contactName: text,
    contactTitle: text,
    industry: text,
    website: text,
    accountManager: text,
  })
  .partial();

export const partnerFilter = listFilter({
  text: z.string().max(200),
  kind: z.enum(PARTNER_KINDS),
  status: z.enum(PARTNER_STATUSES),
  tier,
  inGrace: z.boolean(),
  accountManager: z.string(),
  withoutAccountManager: z.boolean(),
});

export const partnersProcedures = {
  'partners.list': query({
    summary: 'Partners with tier, count, standing and balance',
    input: listInput(partnerFilter, twoKeys(['partner', 'name', 'joinedOn', 'count', 'payablePaisa', 'tier'])),
    output: listOutput(partnerRow),
  }),
  'partners.totals': query({
    summary: 'Count and sums over all partners of a filter',
    input: totalsInput(partnerFilter),
    output: totalsOutput(z.strictObject({ payablePaisa: amount, deals: count })),
  }),
  'partners.get': query({
    summary: 'One partner with tier path, referrals, balances and payouts',
    input: z.strictObject({ partner: code }),
    output: partnerRecord,
    errors: ['NOT_FOUND'],
  }),
  'partners.enter': intake({
    summary: 'Takes a partner typed on a screen, or changes one, by the rules of the partners file',
    rules: ['1.7', '6.4'],
    permission: 'partners',
    input: entry,
    output: z.strictObject({ partner: code, isNew: z.boolean(), version: z.int() }),
    errors: ['CONFLICT'],
  }),
  'partners.negotiate': intake({
    summary: 'Records a negotiated tier or rate with its dates, approver, reason and document',
    rules: ['1.6'],
    permission: 'partners',
    input: entry,
    output: z.strictObject({ partner: code }),
    errors: ['CONFLICT'],
  }),
  'partners.set': command({
    summary: 'Sets plain fields of a partner as they are given, empty ones included',
    permission: 'partners',
    input: z.strictObject({ partner: code, version, fields: partnerFields }),
    output: z.strictObject({ partner: code, version: z.int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'partners.label': command({
    summary: 'Puts words on partners to find them again, or takes them off',
    permission: 'partners',
    input: z.strictObject({ partners: z.array(code).min(1).max(10_000), add: z.array(tag).max(20).optional(), remove: z.array(tag).max(20).optional() }),
    output: z.strictObject({ changed: count }),
    errors: ['NOT_FOUND'],
  }),
  'partners.assign': command({
    summary: 'Gives partners an account manager each; null leaves a partner without one',
    rules: ['9.4'],
    permission: 'partners',
    input: z.strictObject({
      items: z
        .array(z.strictObject({ partner: code, accountManager: z.string().trim().min(1).max(200).nullable(), version: version.optional() }))
        .min(1)
        .max(10_000),
    }),
    output: z.strictObject({ changed: count }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
