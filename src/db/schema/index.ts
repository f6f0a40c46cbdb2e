export * from './accruals.ts';
export * from './deals.ts';
export * from './imports.ts';
export * from './journal.ts';
export * from './partners.ts';
export * from './payouts.ts';
export * from './system.ts';
export * from './terms.ts';
