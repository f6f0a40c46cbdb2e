/** Closed lists of what an address can say; apart from the routes, so that screens can import them. */
export const PARTNER_SORTS = ['partner', 'name', 'joinedOn', 'count', 'payablePaisa', 'tier'] as const;
export const PARTNER_TABS = ['tier', 'deals', 'balances', 'payouts', 'terms', 'details'] as const;
export const DEAL_SORTS = ['signedOn', 'deal', 'client', 'partnerName', 'contractValuePaisa', 'accruedPaisa'] as const;
export const DEAL_STATUSES = ['running', 'beyond_term', 'completed', 'cancelled', 'clawed_back', 'voided'] as const;
/** How wide a period is that starts from the month chosen. */
export const SPANS = ['month', 'quarter', 'year', 'tax_year'] as const;
