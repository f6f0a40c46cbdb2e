import { describe, expect, test } from 'vitest';
import { sheetXml, workbook } from '../corpus/workbook-writer.ts';
import { csvOf } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';

/** Names as people write them: scripts, forms of one letter, joiners, emoji, quotes, what a program might take for its own. */
const NAMES = [
  'محمد علی ٹریڈرز',
  'كمال',
  'کمال',
  'ي',
  'ی',
  'ہجے ۂ ۃ',
  'نیم\u200cفاصلہ',
  'جوڑ\u200dا',
  'شرکت ۱۲۳ (نجی) لمیٹڈ',
  'Ali علی & Co',
  'Café (NFC)',
  'Cafe\u0301 (NFD)',
  'Zoe\u0308',
  'İstanbul ıI',
  'ISPARTA ispartA',
  'Straße & Söhne',
  'Ünïcödé',
  'Ångström A\u030a',
  '株式会社パートナー',
  '김치 주식회사',
  'Ελληνικά',
  'Кириллица',
  'हिन्दी',
  '🤝 Partners',
  '👩🏽‍💻 Team',
  '🇵🇰 Exports',
  'O’Brien "and" Sons',
  "O'Neil",
  'Comma, Semi; Tab',
  "'; DROP TABLE partners; --",
  '100 % _under_ \\back',
  '=HYPERLINK("http://x")',
  '+92 Partners',
  '-1 Ltd',
  '@home',
  '__proto__',
  'constructor',
  'NULL',
  '007',
  'x'.repeat(300),
] as const;

const partners = NAMES.map((name, n) => ({ code: `P-${n + 10}`, name, kind: 'agency', joined_on: '2025-01-01' }));

describe('H7: names survive', () => {
  test('forty names, by CSV and by workbook: the same in the database, found by search, and as they were in the file once more', async () => {
    expect(new Set(NAMES).size).toBe(40);
    const header = ['code', 'name', 'kind', 'joined_on'] as const;
    const book = workbook({ sheets: [{ name: 'partners', xml: sheetXml([header, ...partners.map((row) => header.map((column) => row[column]))]) }] });
    for (const [name, bytes] of [
      ['partners.csv', Buffer.from(csvOf(partners))],
      ['partners.xlsx', book],
    ] as const) {
      const app = await appFor();
      await app.call('imports.run', { files: [{ name, base64: bytes.toString('base64') }] });
      const { rows } = await app.call('partners.list', {});
      expect(
        rows.map((row) => row.name),
        name,
      ).toEqual(NAMES);
      for (const [n, of] of NAMES.entries()) {
        const found = await app.call('partners.list', { filter: { text: of.slice(0, 200) } });
        expect(
          found.rows.map((row) => row.partner),
          `${name}: ${of}`,
        ).toContain(`P-${n + 10}`);
      }
      const again = await app.import({ 'partners.csv': csvOf(partners) });
      expect(again.counts.partners, `${name}, once more`).toEqual({ new: 0, changed: 0, unchanged: 40 });
    }
  });

  test.each(['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'])(
    'a name that turns text around is refused: %j',
    async (control) => {
      const app = await appFor();
      const refusal = await app.refusal('imports.run', {
        files: [
          {
            name: 'partners.csv',
            base64: Buffer.from(csvOf([{ code: 'P-1', name: `a${control}b`, kind: 'agency', joined_on: '2025-01-01' }])).toString('base64'),
          },
        ],
      });
      expect(JSON.stringify(refusal.details)).toContain('BIDI_CONTROL');
    },
  );
});
