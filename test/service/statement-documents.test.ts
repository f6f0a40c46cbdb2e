import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { amountInWords } from '../../src/exporters/amount-words.ts';
import type { Quarter } from '../../src/shared/calendar.ts';
import { formatRupees, paisa } from '../../src/shared/paisa.ts';
import type { TestApp } from '../support/app.ts';
import { pdfProblem, pdfText } from '../support/pdf.ts';
import { CLOSE_Q1, CLOSE_Q2, partner } from '../support/quarters.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const Q1 = '2026-Q1' as Quarter;
const Q2 = '2026-Q2' as Quarter;
const problem = pdfProblem();
if (problem !== null) process.stderr.write(`SKIPPED what PDFs say: ${problem}\n`);
const whatItSays = test.skipIf(problem !== null);
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Paper {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

async function paper(app: TestApp, code: string, more: { revision?: number; grouping?: 'thousands' | 'lakh'; quarter?: Quarter } = {}): Promise<Paper> {
  const { fileName, mediaType, base64 } = await app.call('statements.pdf', { quarter: Q1, partner: code, ...more });
  expect(mediaType).toBe('application/pdf');
  const bytes = Buffer.from(base64, 'base64');
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  return { fileName, bytes };
}

async function rename(app: TestApp, name: string): Promise<void> {
  const csv = `code,name,kind,joined_on\nP-1,"${name}",agency,2026-01-01\n`;
  await app.call('imports.run', { files: [{ name: 'partners.csv', base64: Buffer.from(csv).toString('base64') }] });
}

async function approved(lines: string): Promise<TestApp> {
  const app = await appFor({ today: '2026-04-10' });
  await play(app, `${lines}\n${CLOSE_Q1}\npropose ${Q1}\napprove ${Q1}`);
  return app;
}

const TWO = `${partner('P-1', '500,000')}\n${partner('P-2', '10,000')}`;
const COMPANY = {
  legalName: 'Example Engineering (Private) Limited',
  address: '14 Example Road',
  ntn: '1234567-8',
  strn: '',
  phone: '',
  email: '',
  debitIban: '',
  debitBic: '',
};

describe('statements on paper (6.5, H1)', () => {
  whatItSays('6.5: number, both parties, figures to the paisa, words, section and rate, masked account, dispute-by date and codes', async () => {
    const app = await approved(TWO);
    await app.call('company.set', { ...COMPANY, version: 0 });
    expect(await app.call('statements.issue', { quarter: Q1 })).toEqual({ issued: 2, already: 0 });
    const statement = await app.call('statements.get', { quarter: Q1, partner: 'P-1' });
    const text = pdfText((await paper(app, 'P-1')).bytes);
    const said = (value: number): string => formatRupees(paisa(value));
    for (const figure of [statement.accruedPaisa, statement.grossPaisa, statement.netPaisa]) expect(text).toContain(said(figure));
    expect(text).toContain(`(${said(statement.withholdingPaisa)})`);
    expect(text).toContain(amountInWords(paisa(statement.netPaisa), 'thousands'));
    for (const line of statement.deals.flatMap(({ lines }) => lines)) {
      expect(text).toContain(line.code);
      expect(text).toContain(line.invoiceNo);
      expect(text).toContain(said(line.amountPaisa));
    }
    for (const words of ['2026-Q1-0001', COMPANY.legalName, 'NTN 1234567-8', '233', '24 %', '•••• 6702', '10-May-2026', 'terms version 1', 'Page 1 of 1'])
      expect(text).toContain(words);
    expect(text).not.toContain('DRAFT');
  });

  whatItSays('6.5: a partner below the minimum gets one too, saying what rolls over', async () => {
    const app = await approved(TWO);
    await app.call('statements.issue', { quarter: Q1 });
    const { carriedPaisa } = await app.call('statements.get', { quarter: Q1, partner: 'P-2' });
    const text = pdfText((await paper(app, 'P-2')).bytes);
    expect(text).toContain('PKR 5,400.00');
    expect(text).not.toContain('Net to be paid PKR');
    expect(text).toContain(`${formatRupees(paisa(carriedPaisa))} is carried forward`);
    expect(text).toContain('the minimum payout is PKR 50,000.00');
  });

  whatItSays('6.5: a draft until it is issued, then never again', async () => {
    const app = await approved(TWO);
    expect(pdfText((await paper(app, 'P-1')).bytes)).toMatch(/Draft, not issued/);
    await app.call('statements.issue', { quarter: Q1 });
    expect(pdfText((await paper(app, 'P-1')).bytes)).not.toMatch(/Draft/i);
  });

  test('6.5: regenerating gives the same bytes, whatever changed since; each grouping has its own', async () => {
    const app = await approved(TWO);
    await app.call('statements.issue', { quarter: Q1 });
    const first = await paper(app, 'P-1');
    app.today = '2026-06-30';
    await rename(app, 'Another Name Altogether');
    await app.call('company.set', { ...COMPANY, version: 0 });
    const again = await paper(app, 'P-1');
    expect([again.fileName, hash(again.bytes)]).toEqual([first.fileName, hash(first.bytes)]);
    const lakh = await paper(app, 'P-1', { grouping: 'lakh' });
    expect(hash(lakh.bytes)).not.toBe(hash(first.bytes));
    if (problem === null) expect(pdfText(lakh.bytes)).toContain('2,70,000.00');
  });

  whatItSays('6.5: a re-issue keeps number and figures, marks what changed, and leaves the first as it was', async () => {
    const app = await approved(TWO);
    await app.call('statements.issue', { quarter: Q1 });
    const first = await paper(app, 'P-1');
    app.today = '2026-05-02';
    const { version } = await app.call('partners.get', { partner: 'P-1' });
    await app.call('partners.set', { partner: 'P-1', version, fields: { contactName: 'Somebody Else' } });
    const reissued = await app.call('statements.reissue', { quarter: Q1, partner: 'P-1', reason: 'the partner asked for it' });
    expect(reissued).toEqual({ number: '2026-Q1-0001', revision: 2, changed: ['the contact'] });
    const second = await paper(app, 'P-1');
    const text = pdfText(second.bytes);
    for (const words of ['2026-Q1-0001, revision 2', 'Revisions', '02-May-2026', 'the partner asked for it', 'the contact', 'Somebody Else'])
      expect(text).toContain(words);
    expect(second.fileName).toContain('_r2.pdf');
    expect(hash((await paper(app, 'P-1', { revision: 1 })).bytes)).toBe(hash(first.bytes));
    expect((await app.refusal('statements.pdf', { quarter: Q1, partner: 'P-1', revision: 3 })).message).toContain('was issued 2 times');
  });

  test('6.5: numbers have no gap, and issuing twice issues nothing twice', async () => {
    const app = await approved(TWO);
    await app.call('statements.issue', { quarter: Q1 });
    expect(await app.call('statements.issue', { quarter: Q1 })).toEqual({ issued: 0, already: 2 });
    const connection = openDatabase(app.path, { readonly: true });
    try {
      const numbers = connection.all<{ number: string }>('SELECT number FROM statement_issues ORDER BY number').map(({ number }) => number);
      expect(numbers).toEqual(['2026-Q1-0001', '2026-Q1-0002']);
    } finally {
      connection.close();
    }
  });

  test('6.4, 6.5: nothing is issued of a run that may still change, and nothing issued is changed', async () => {
    const app = await appFor({ today: '2026-04-10' });
    await play(app, `${TWO}\n${CLOSE_Q1}`);
    expect(await app.refusal('statements.issue', { quarter: Q1 })).toMatchObject({ code: 'NOT_FOUND' });
    await play(app, `propose ${Q1}`);
    expect(await app.refusal('statements.issue', { quarter: Q1 })).toMatchObject({ code: 'CONFLICT' });
    await play(app, `approve ${Q1}`);
    expect(await app.refusal('statements.reissue', { quarter: Q1, partner: 'P-1', reason: 'too early' })).toMatchObject({ code: 'CONFLICT' });
    await app.call('statements.issue', { quarter: Q1 });
    const connection = openDatabase(app.path);
    try {
      expect(() => connection.raw.exec("UPDATE statement_issues SET number = 'x'")).toThrow(/stays as it is/);
      expect(() => connection.raw.exec('DELETE FROM statement_issues')).toThrow(/stays as it is/);
    } finally {
      connection.close();
    }
  });

  whatItSays('6.5: clawbacks name the line they take back', async () => {
    const app = await approved(TWO);
    await app.call('deals.cancel', { deal: 'D-P-1', cancelledOn: '2026-04-02', cancelReason: 'client', reason: 'the client left' });
    await play(app, CLOSE_Q2);
    app.today = '2026-07-10';
    await play(app, `propose ${Q2}`);
    const { clawbacks } = await app.call('statements.get', { quarter: Q2, partner: 'P-1' });
    expect(clawbacks.length).toBeGreaterThan(0);
    const text = pdfText((await paper(app, 'P-1', { quarter: Q2 })).bytes);
    for (const line of clawbacks) expect(text).toContain(`takes back ${line.reverses}`);
  });

  whatItSays('I4: a name of thousands of letters, one like a path and one like a formula are only text', async () => {
    const app = await approved(TWO);
    for (const name of ['W'.repeat(200), '../../etc/passwd', '=cmd|calc', 'file:///etc/passwd']) {
      await rename(app, name);
      const { fileName, bytes } = await paper(app, 'P-1');
      expect(fileName).toMatch(/^Statement_draft-2026-Q1_[A-Za-z0-9-]+\.pdf$/);
      expect(pdfText(bytes)).toContain(name.slice(0, 12));
    }
  });
});

describe('amounts in words (H2)', () => {
  test.each([
    [81_000_000, 'thousands', 'Eight Hundred Ten Thousand Rupees Only'],
    [81_000_000, 'lakh', 'Eight Lakh Ten Thousand Rupees Only'],
    [3_375_000_050, 'lakh', 'Three Crore Thirty Seven Lakh Fifty Thousand Rupees And Fifty Paisa Only'],
    [100, 'thousands', 'One Rupee Only'],
    [100, 'lakh', 'One Rupee Only'],
    [1, 'thousands', 'Zero Rupees And One Paisa Only'],
    [0, 'thousands', 'Zero Rupees Only'],
    [-12_345, 'thousands', 'Minus One Hundred Twenty Three Rupees And Forty Five Paisa Only'],
    [
      Number.MAX_SAFE_INTEGER,
      'thousands',
      'Ninety Trillion Seventy One Billion Nine Hundred Ninety Two Million Five Hundred Forty Seven Thousand Four Hundred Nine Rupees And Ninety One Paisa Only',
    ],
  ] as const)('%i paisa, %s', (amount, grouping, words) => {
    expect(amountInWords(paisa(amount), grouping)).toBe(words);
  });
});
