import { describe, expect, test } from 'vitest';
import { linkAddress, linkWords, termsAddress } from '../../renderer/components/proof-links.ts';

describe('a link of a proof opens the screen of what it names (D6)', () => {
  test.each([
    ['deal', 'D-1', '#/deals/D-1', 'Open D-1'],
    ['partner', 'P/1', '#/partners/P%2F1', 'Open P/1'],
    ['billing', 'D-1#INV#2', '#/deals/D-1', 'Open D-1#INV#2'],
    ['accrual', 'D-1#17', '#/ledger?deal=D-1&all=true', 'Open the ledger of D-1'],
    ['month', '2026-09', '#/ledger?month=2026-09', 'Open 2026-09'],
    ['close', '2026-10', '#/close?month=2026-10', 'Open 2026-10'],
    ['entry', '2026-09#41', '#/journal?month=2026-09', 'Open entry 41'],
    ['exception', 'D-1', '#/exceptions?text=D-1&all=true', 'Open D-1'],
    ['terms', '2', '#/terms?version=2', 'Open terms v2'],
    ['payout', '2026-Q3 P-0001', '#/payouts?quarter=2026-Q3&peek=P-0001', 'Open 2026-Q3 P-0001'],
    ['reconciliation', '2026-09', '#/reconcile?month=2026-09&open=false', 'Open 2026-09'],
    ['reconciliation', '2026-09 D-1', '#/reconcile?month=2026-09&peek=D-1&open=false', 'Open 2026-09 D-1'],
    ['address', '/imports', '#/imports', 'Open'],
  ])('%s %s', (kind, id, to, words) => {
    expect(linkAddress({ kind, id })).toBe(to);
    expect(linkWords({ kind, id })).toBe(words);
  });

  test('what no screen shows is no link', () => expect(linkAddress({ kind: 'unknown', id: 'x' })).toBeNull());

  test('a terms version opens its own text', () => expect(termsAddress(3)).toBe('#/terms?version=3'));
});
