/** One silver partner per line, each with one deal billed from January to March. */
export const partner = (code: string, monthly: string, more = ''): string => `
  partner ${code} tier=silver ${more}
  deal D-${code} ${code} retainer 90,000,000 signed=2026-01-05 months=24 monthly=${monthly}
  ${['01', '02', '03'].map((of) => `bill D-${code} 2026-${of} I-${of} ${monthly}`).join('\n')}
`;
export const CLOSE_Q1 = 'close 2026-01\nclose 2026-02\nclose 2026-03';
export const CLOSE_Q2 = 'close 2026-04 accepting\nclose 2026-05 accepting\nclose 2026-06 accepting';

/** A silver retainer of 18 months from January 2026, 500,000 a month. */
export const RETAINER = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
`;
