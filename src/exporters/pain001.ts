import type { BankBatch, BankPayment } from '../domain/bank-file.ts';
import { formatPlainRupees, sumPaisa } from '../shared/paisa.ts';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';

/** An element with its text or its children; nothing when there is no text. */
type Element = string | null;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const leaf = (name: string, text: string, attribute = ''): Element => (text === '' ? null : `<${name}${attribute}>${escaped(text)}</${name}>`);
const node = (name: string, ...children: Element[]): Element => {
  const inner = children.filter((child) => child !== null);
  return inner.length === 0 ? null : `<${name}>${inner.join('')}</${name}>`;
};

/**
 * A customer credit transfer as ISO 20022 pain.001.001.09, in the element order of its schema: one payment information with a transfer
 * for each payment. Texts are those of `bankText`; `at` is the instant of creation with its offset.
 */
export function pain001(batch: BankBatch, payments: readonly BankPayment[], at: string, text: (value: string, most: number) => string): string {
  const count = String(payments.length);
  const total = formatPlainRupees(sumPaisa(payments.map(({ amountPaisa }) => amountPaisa)));
  const payer = text(batch.payerName, 140);
  const taxId = text(batch.payerTaxId, 35);
  const identified = taxId === '' ? null : node('Id', node('OrgId', node('Othr', leaf('Id', taxId), node('SchmeNm', leaf('Cd', 'TXID')))));
  const agent = batch.debitBic === '' ? node('Othr', leaf('Id', 'NOTPROVIDED')) : leaf('BICFI', batch.debitBic);
  const header = node(
    'GrpHdr',
    leaf('MsgId', batch.reference),
    leaf('CreDtTm', at),
    leaf('NbOfTxs', count),
    leaf('CtrlSum', total),
    node('InitgPty', leaf('Nm', payer), identified),
  );
  const information = node(
    'PmtInf',
    leaf('PmtInfId', batch.reference),
    leaf('PmtMtd', 'TRF'),
    leaf('BtchBookg', 'false'),
    leaf('NbOfTxs', count),
    leaf('CtrlSum', total),
    node('PmtTpInf', leaf('InstrPrty', 'NORM'), node('CtgyPurp', leaf('Cd', 'SUPP'))),
    node('ReqdExctnDt', leaf('Dt', batch.valueOn)),
    node('Dbtr', leaf('Nm', payer)),
    node('DbtrAcct', node('Id', leaf('IBAN', batch.debitIban)), leaf('Ccy', 'PKR')),
    node('DbtrAgt', node('FinInstnId', agent)),
    leaf('ChrgBr', 'DEBT'),
    ...payments.map((payment) => transfer(payment, text)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${NAMESPACE}">${node('CstmrCdtTrfInitn', header, information) ?? ''}</Document>\n`;
}

function transfer({ reference, amountPaisa, title, iban, narration }: BankPayment, text: (value: string, most: number) => string): Element {
  return node(
    'CdtTrfTxInf',
    node('PmtId', leaf('InstrId', reference), leaf('EndToEndId', reference)),
    node('Amt', leaf('InstdAmt', formatPlainRupees(amountPaisa), ' Ccy="PKR"')),
    node('Cdtr', leaf('Nm', text(title, 140))),
    node('CdtrAcct', node('Id', leaf('IBAN', iban))),
    node('Purp', leaf('Cd', 'COMM')),
    node('RmtInf', leaf('Ustrd', text(narration, 140))),
  );
}
