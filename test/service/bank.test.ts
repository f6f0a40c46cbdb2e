import { createHash } from 'node:crypto';
import exceljs from 'exceljs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import type { Quarter } from '../../src/shared/calendar.ts';
import { formatPlainRupees, paisa } from '../../src/shared/paisa.ts';
import type { BankProfileId } from '../../src/shared/vocab.ts';
import type { TestApp } from '../support/app.ts';
import { CLOSE_Q1, partner } from '../support/quarters.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const Q1 = '2026-Q1' as Quarter;
const COMPANY = {
  legalName: 'Example & Sons <Engineering>',
  address: '',
  ntn: '1234567-8',
  strn: '',
  phone: '',
  email: '',
  debitIban: 'PK16HABB1234567890123456',
  debitBic: 'HABBPKKA',
  version: 0,
};
const THREE = [partner('P-1', '500,000.55'), partner('P-2', '10,000'), partner('P-3', '900,000')].join('\n');

async function approved(): Promise<TestApp> {
  const app = await appFor({ today: '2026-04-10' });
  await play(app, `${THREE}\n${CLOSE_Q1}\npropose ${Q1}\napprove ${Q1}`);
  await app.call('company.set', COMPANY);
  return app;
}

const bytesOf = ({ base64 }: { base64: string }): Buffer => Buffer.from(base64, 'base64');
const rowsOf = (file: { base64: string }): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(bytesOf(file).toString('utf8').trim(), { header: true }).data;
const PROFILES: readonly BankProfileId[] = ['generic-v1', 'hbl-like', 'pain.001.001.09'];

describe('the bank file (6.6, H7)', () => {
  test('6.6: one record a payment with title, IBAN, amount and reference; what rolls over is not in it; the controls fit', async () => {
    const app = await approved();
    const run = await app.call('payouts.run', { quarter: Q1 });
    const due = run.items.filter(({ netPaisa }) => netPaisa > 0);
    expect(due.map((item) => item.partner)).toEqual(['P-1', 'P-3']);
    const file = await app.call('bank.export', { quarter: Q1, profile: 'generic-v1' });
    const rows = rowsOf(file);
    expect(rows.map((row) => [row['PaymentRef'], row['BeneficiaryIBAN'], row['BeneficiaryName'], row['Amount'], row['Currency'], row['ValueDate']])).toEqual(
      due.map((item, index) => [
        ['2026-Q1-0001', '2026-Q1-0003'][index],
        'PK36SCBL0000001123456702',
        'Partner Account',
        formatPlainRupees(paisa(item.netPaisa)),
        'PKR',
        '2026-04-15',
      ]),
    );
    expect(file.payments).toBe(2);
    expect(file.totalPaisa).toBe(due.reduce((sum, { netPaisa }) => sum + netPaisa, 0));
    expect(file.sha256).toBe(createHash('sha256').update(bytesOf(file)).digest('hex'));
  });

  test.each(PROFILES)('6.6, D3: %s is written again to the byte, on any later day', async (profile) => {
    const app = await approved();
    const file = await app.call('bank.export', { quarter: Q1, profile });
    app.today = '2026-09-01';
    expect(bytesOf(await app.call('bank.file', { exportId: file.exportId })).equals(bytesOf(file))).toBe(true);
  });

  test('6.4, 6.6: nothing goes out twice by accident; with a reason it does, and the record says so', async () => {
    const app = await approved();
    const first = await app.call('bank.export', { quarter: Q1, profile: 'generic-v1' });
    const refused = await app.refusal('bank.export', { quarter: Q1, profile: 'generic-v1' });
    expect(refused).toMatchObject({ code: 'CONFLICT', details: { exportId: first.exportId } });
    expect(refused.message).toContain('pays twice unless the bank never took it');
    await app.call('bank.export', { quarter: Q1, profile: 'pain.001.001.09', again: 'the portal lost the first file' });
    const { exports, totals } = await app.call('bank.payments', { quarter: Q1 });
    expect(exports.map(({ fileName, reason }) => [fileName, reason])).toEqual([
      ['PD-2026-Q1-01.csv', ''],
      ['PD-2026-Q1-02.xml', 'the portal lost the first file'],
    ]);
    expect(totals).toMatchObject({ payments: 2, waiting: 0, waitingPaisa: 0 });
  });

  test('6.4: what the bank returned goes out again without a reason, and alone', async () => {
    const app = await approved();
    await app.call('bank.export', { quarter: Q1, profile: 'generic-v1' });
    await play(app, `send ${Q1}`);
    await app.call('payouts.fail', { quarter: Q1, partner: 'P-3', note: 'account closed' });
    expect((await app.call('bank.payments', { quarter: Q1 })).totals.waiting).toBe(1);
    const again = await app.call('bank.export', { quarter: Q1, profile: 'generic-v1' });
    expect(rowsOf(again).map((row) => row['PaymentRef'])).toEqual(['2026-Q1-0003']);
  });

  test('6.4: nothing is told of a run that is not approved, and nothing without an account that pays', async () => {
    const app = await appFor({ today: '2026-04-10' });
    await play(app, `${THREE}\n${CLOSE_Q1}`);
    expect(await app.refusal('bank.export', { quarter: Q1, profile: 'generic-v1' })).toMatchObject({ code: 'NOT_FOUND' });
    await play(app, `propose ${Q1}`);
    expect(await app.refusal('bank.export', { quarter: Q1, profile: 'generic-v1' })).toMatchObject({ code: 'TRANSITION_REFUSED' });
    await play(app, `approve ${Q1}`);
    expect((await app.refusal('bank.export', { quarter: Q1, profile: 'generic-v1' })).message).toContain('account that pays');
    expect((await app.refusal('company.set', { ...COMPANY, debitIban: 'PK17HABB1234567890123456' })).message).toContain('check digits');
  });

  test('D1: what went to the bank stays on record', async () => {
    const app = await approved();
    await app.call('bank.export', { quarter: Q1, profile: 'generic-v1' });
    const connection = openDatabase(app.path);
    try {
      for (const act of [
        'UPDATE bank_exports SET payments = 9',
        'DELETE FROM bank_exports',
        'DELETE FROM bank_export_payments',
        'UPDATE bank_export_payments SET amount_paisa = 1',
      ])
        expect(() => connection.raw.exec(act), act).toThrow(/stays on record/);
    } finally {
      connection.close();
    }
  });
});

/** The elements of pain.001.001.09 that we write, in the order of its schema. */
const PAIN_ORDER = [
  'GrpHdr MsgId CreDtTm NbOfTxs CtrlSum InitgPty Nm Id OrgId Othr Id SchmeNm Cd',
  'PmtInf PmtInfId PmtMtd BtchBookg NbOfTxs CtrlSum PmtTpInf InstrPrty CtgyPurp Cd ReqdExctnDt Dt Dbtr Nm DbtrAcct Id IBAN Ccy DbtrAgt FinInstnId BICFI ChrgBr',
];
const TRANSFER = 'CdtTrfTxInf PmtId InstrId EndToEndId Amt InstdAmt Cdtr Nm CdtrAcct Id IBAN Purp Cd RmtInf Ustrd';

describe('pain.001.001.09 (6.6)', () => {
  test('6.6: elements in the order of the schema, count and sum in both headers, names escaped into the letters a bank takes', async () => {
    const app = await approved();
    const file = await app.call('bank.export', { quarter: Q1, profile: 'pain.001.001.09' });
    const xml = bytesOf(file).toString('utf8');
    const names = [...xml.matchAll(/<([A-Za-z]+)[ >]/g)].map(([, name]) => name);
    expect(names).toEqual(['Document', 'CstmrCdtTrfInitn', ...PAIN_ORDER.flatMap((line) => line.split(' ')), ...TRANSFER.split(' '), ...TRANSFER.split(' ')]);
    const textsOf = (name: string): string[] => [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(([, text]) => text ?? '');
    expect(textsOf('CtrlSum')).toEqual([formatPlainRupees(paisa(file.totalPaisa)), formatPlainRupees(paisa(file.totalPaisa))]);
    expect(textsOf('NbOfTxs')).toEqual(['2', '2']);
    expect(textsOf('CreDtTm')[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:00$/);
    expect(textsOf('Dt')).toEqual(['2026-04-15']);
    expect(textsOf('Nm')[0]).toBe('Example Sons Engineering');
    expect(xml).toContain('<InstdAmt Ccy="PKR">');
    expect(textsOf('EndToEndId').every((text) => text.length <= 35)).toBe(true);
  });
});

describe('the control sheet (6.6, G6)', () => {
  test('6.6: every difference is zero, accounts are masked, the hash is that of the file', async () => {
    const app = await approved();
    const file = await app.call('bank.export', { quarter: Q1, profile: 'generic-v1' });
    const book = new exceljs.Workbook();
    await book.xlsx.load(bytesOf(await app.call('bank.control', { exportId: file.exportId })) as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('Control');
    const found = new Map((sheet?.getSheetValues() ?? []).flatMap((row) => (Array.isArray(row) ? [[String(row[1]), row] as const] : [])));
    expect(found.get('SHA-256')?.[2]).toBe(file.sha256);
    expect(found.get('Sum, PKR')?.[2]).toBe(file.totalPaisa / 100);
    expect(found.get('Sum, PKR')?.[3]).toMatchObject({ result: file.totalPaisa / 100 });
    expect(found.get('Number of payments')?.[3]).toMatchObject({ result: 2 });
    expect([sheet?.getCell('B11').value, sheet?.getCell('D11').formula, sheet?.getCell('D12').formula]).toEqual([2, 'B11-C11', 'ROUND(B12-C12,2)']);
    expect(JSON.stringify(book.getWorksheet('Payments')?.getSheetValues())).not.toContain('PK36SCBL');
  });
});
