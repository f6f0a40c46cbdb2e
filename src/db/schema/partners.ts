import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const partners = sqliteTable(
  'partners',
  {
    id: integer('id').primaryKey(),
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    status: text('status').notNull(),
    joinedOn: text('joined_on').notNull(),
    openingTier: text('opening_tier').notNull(),
    /** `tier_since` when taken over from elsewhere, else the joining date: no deal before it (1.7). */
    openedOn: text('opened_on').notNull(),
    email: text('email'),
    phone: text('phone'),
    city: text('city'),
    country: text('country').notNull(),
    ntn: text('ntn'),
    cnic: text('cnic'),
    bankTitle: text('bank_title'),
    bankName: text('bank_name'),
    iban: text('iban'),
    contactName: text('contact_name'),
    contactTitle: text('contact_title'),
    industry: text('industry'),
    website: text('website'),
    accountManager: text('account_manager'),
    version: integer('version').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [
    index('partners_by_name').on(t.name, t.code, t.city),
    index('partners_by_joined').on(t.joinedOn, t.id),
    index('partners_by_status').on(t.status),
    index('partners_by_manager').on(t.accountManager),
  ],
);

/** Dated evidence of tax standing (6.3); the newest of a date wins. */
export const taxStandings = sqliteTable(
  'tax_standings',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    standing: text('standing').notNull(),
    exemptUntil: text('exempt_until'),
    checkedOn: text('checked_on').notNull(),
    method: text('method').notNull(),
    document: text('document'),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [index('tax_standings_by_partner').on(t.partnerId, t.checkedOn, t.id)],
);

/** Negotiated tier or rate, both ends included (1.6); one row is of one kind. */
export const negotiatedTerms = sqliteTable(
  'negotiated_terms',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    kind: text('kind', { enum: ['tier', 'rate'] }).notNull(),
    fromOn: text('from_on').notNull(),
    toOn: text('to_on'),
    tier: text('tier'),
    rateBps: integer('rate_bps'),
    approver: text('approver').notNull(),
    reason: text('reason').notNull(),
    document: text('document'),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [index('negotiated_terms_by_partner').on(t.partnerId, t.kind, t.fromOn)],
);

/** The tier path of a partner as a function of the facts (1.3): rewritten as a whole when a fact of the partner changes. */
export const tierChanges = sqliteTable(
  'tier_changes',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    ordinal: integer('ordinal').notNull(),
    onDate: text('on_date').notNull(),
    fromTier: text('from_tier'),
    toTier: text('to_tier').notNull(),
    reason: text('reason').notNull(),
    countReferrals: integer('count_referrals').notNull(),
    referralsJson: text('referrals_json').notNull(),
  },
  (t) => [index('tier_changes_by_partner').on(t.partnerId, t.onDate, t.ordinal)],
);

/** Days on which a grace shows (1.4, 1.7). */
export const tierGraces = sqliteTable(
  'tier_graces',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    fromOn: text('from_on').notNull(),
    toOn: text('to_on').notNull(),
    untilOn: text('until_on').notNull(),
  },
  (t) => [index('tier_graces_by_partner').on(t.partnerId, t.fromOn)],
);
