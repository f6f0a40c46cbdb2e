import type { Content, ContentTable } from 'pdfmake/interfaces.js';
import type { Stamp } from '../ports/instants.ts';
import { addPaisa, type Grouping, type Paisa, sumPaisa } from '../shared/paisa.ts';
import { formatRate } from '../shared/rate.ts';
import { amountInWords } from './amount-words.ts';
import { ACCENT, clip, figure, heading, LINE, label, QUIET, renderPdf, table } from './pdf.ts';
import type { StatementDeal, StatementLine, StatementModel } from './statement-model.ts';
import { CONTRACT_WORDS, capital, dateWords, HOLD_WORDS, KIND_WORDS, moneyWords, monthWords, quarterWords, STANDING_WORDS } from './words.ts';

type Rows = ContentTable['table']['body'];
type Money = (amount: Paisa) => string;

/** A statement of commission as PDF (6.5): the same model, grouping and date give the same bytes. */
export function renderStatement(model: StatementModel, grouping: Grouping, dated: Stamp): Promise<Uint8Array> {
  const money: Money = (amount) => moneyWords(amount, grouping);
  const name = model.number ?? `Draft ${model.quarter} ${model.partner.code}`;
  const head = {
    title: `Commission statement ${name}, ${model.partner.name}`,
    author: model.issuer.legalName,
    dated,
    foot: `${name} · ${model.partner.code} · terms version ${model.termsVersion}`,
    ...(model.number === null ? { watermark: 'DRAFT' } : {}),
  };
  return renderPdf(head, [
    letterhead(model),
    facts(model),
    netBlock(model, money, grouping),
    summary(model, money),
    ...dealTables(model, money),
    ...lineTable('Adjustments', model.adjustments, money),
    ...lineTable('Clawbacks', model.clawbacks, money),
    ...revisionMarks(model),
    notes(model, money),
  ]);
}

function letterhead({ issuer, number, quarter, revisions }: StatementModel): Content {
  const numbers = [`NTN ${issuer.ntn || '–'}`, `STRN ${issuer.strn || '–'}`].join('   ');
  const revision = revisions.length > 1 ? `, revision ${revisions.length}` : '';
  return {
    columns: [
      {
        stack: [
          { text: clip(issuer.legalName), fontSize: 11, bold: true },
          ...(issuer.address === '' ? [] : [label(clip(issuer.address))]),
          label(numbers),
          label([issuer.phone, issuer.email].filter((part) => part !== '').join('   ')),
        ],
      },
      {
        width: 240,
        alignment: 'right',
        stack: [
          { text: 'Commission statement', fontSize: 16, bold: true, color: ACCENT },
          { text: `${number ?? 'Draft, not issued'}${revision}`, fontSize: 10, bold: true, margin: [0, 1, 0, 0] },
          label(`${quarter} · ${quarterWords(quarter)}`),
        ],
      },
    ],
  };
}

function facts(model: StatementModel): Content {
  const { partner, payment } = model;
  const pair = (name: string, value: string): Content => ({
    columns: [
      { ...label(name), width: 62 },
      { text: clip(value) || '–', fontSize: 8 },
    ],
  });
  const block = (title: string, pairs: Content[]): Content => ({
    stack: [{ text: title, bold: true, fontSize: 8.5, color: ACCENT, margin: [0, 0, 0, 2] }, ...pairs],
  });
  return {
    margin: [0, 14, 0, 0],
    columnGap: 16,
    columns: [
      block('Partner', [
        { text: clip(partner.name), bold: true, fontSize: 8.5 },
        pair('Code', partner.code),
        pair('NTN', partner.ntn),
        pair('CNIC', partner.cnicMasked),
        pair('Address', partner.address),
        pair('Contact', partner.contact),
      ]),
      block('Statement', [
        pair('Issued on', dateWords(model.issuedOn)),
        pair('Dispute by', model.disputeBy === null ? 'set when issued' : dateWords(model.disputeBy)),
        pair('Terms', `version ${model.termsVersion}`),
      ]),
      block('Payment', [
        pair('Value date', dateWords(model.valueOn)),
        pair('Account title', payment.bankTitle),
        pair('Bank', payment.bankName),
        pair('IBAN', payment.ibanMasked),
      ]),
    ],
  };
}

/** What the reader came for. */
function netBlock(model: StatementModel, money: Money, grouping: Grouping): Content {
  const isRolled = model.state === 'rolled';
  const words = isRolled
    ? `Nothing is paid for this quarter: ${money(model.carriedPaisa)} is carried forward (the minimum payout is PKR ${money(model.minimumPayoutPaisa)}).`
    : amountInWords(model.netPaisa, grouping);
  const held =
    model.holdReason === null ? [] : [{ text: `Held: ${HOLD_WORDS[model.holdReason]}.`, bold: true, margin: [0, 2, 0, 0] as [number, number, number, number] }];
  return {
    margin: [0, 14, 0, 0],
    table: {
      widths: ['*', 'auto'],
      body: [
        [
          { stack: [{ text: isRolled ? 'Carried forward' : 'Net to be paid', bold: true }, { text: words, fontSize: 8, color: QUIET }, ...held] },
          { text: `PKR ${money(isRolled ? model.carriedPaisa : model.netPaisa)}`, fontSize: 17, bold: true, alignment: 'right' },
        ],
      ],
    },
    layout: {
      hLineWidth: () => 0.8,
      vLineWidth: () => 0,
      hLineColor: () => ACCENT,
      paddingTop: () => 6,
      paddingBottom: () => 6,
      paddingLeft: () => 0,
      paddingRight: () => 0,
    },
  };
}

/** 6.2: opening + accrued + adjustments + clawbacks = gross + carried; net = gross − withholding. */
function summary(model: StatementModel, money: Money): Content {
  const { tax } = model;
  const rate = tax.rateBps === null ? 'no rate' : formatRate(tax.rateBps);
  const withheld =
    model.withholdingPaisa === 0 && tax.rateBps === null ? 'Withholding tax' : `Withholding tax, ${tax.section} at ${rate} of ${money(tax.basePaisa)}`;
  const standing = tax.standing === null ? '' : ` (${STANDING_WORDS[tax.standing]}${tax.reference === '' ? '' : `; ${clip(tax.reference, 80)}`})`;
  const available = sumPaisa([model.openingPaisa, model.accruedPaisa, model.adjustmentsPaisa, model.clawbackPaisa]);
  const row = (text: string, amount: Paisa, bold = false): Rows[number] => [{ text, bold }, figure(money(amount), { bold })];
  return {
    margin: [0, 10, 0, 0],
    ...(table(
      ['*', 110],
      [
        [label('How it comes about'), label('PKR', { alignment: 'right' })],
        row('Opening balance, brought forward', model.openingPaisa),
        row('Commission accrued in the quarter', model.accruedPaisa),
        row('Adjustments', model.adjustmentsPaisa),
        row('Clawbacks', model.clawbackPaisa),
        row('Together', available, true),
        row('Carried forward to the next quarter', model.carriedPaisa === 0 ? model.carriedPaisa : (-model.carriedPaisa as Paisa)),
        row('Gross commission paid', model.grossPaisa, true),
        row(`${withheld}${standing}`, model.withholdingPaisa === 0 ? model.withholdingPaisa : (-model.withholdingPaisa as Paisa)),
        row('Net to be paid', model.netPaisa, true),
      ],
      1,
    ) as object),
  } as Content;
}

const COLUMNS = ['Line', 'For', 'Invoice', 'Billed', 'Rate', 'Tier', 'Commission'];
const WIDTHS = [40, 46, '*', 84, 42, 46, 84];
const head = (): Rows[number] => COLUMNS.map((text, at) => label(text, at === 3 || at === 4 || at === 6 ? { alignment: 'right' } : {}));

const lineRow = (line: StatementLine, money: Money): Rows[number] => [
  { text: line.code, fontSize: 8 },
  monthWords(line.period),
  clip(line.invoiceNo ?? 'completed contract', 40),
  figure(money(line.billedPaisa)),
  figure(formatRate(line.rateBps)),
  capital(line.tier),
  figure(money(line.amountPaisa)),
];

function dealTables(model: StatementModel, money: Money): Content[] {
  if (model.deals.length === 0) return [heading('Commission by deal'), { text: 'Nothing accrued in this quarter.', color: QUIET }];
  const total = (of: (deal: StatementDeal) => Paisa): Paisa => sumPaisa(model.deals.map(of));
  const rows = model.deals.flatMap((deal) => [
    [
      {
        colSpan: 7,
        text: [
          { text: `${deal.deal}  `, bold: true },
          { text: clip(deal.client, 80), bold: true },
          { text: `   ${CONTRACT_WORDS[deal.contractType]}, contract value PKR ${money(deal.contractValuePaisa)}`, color: QUIET },
        ],
        margin: [0, 4, 0, 0] as [number, number, number, number],
      },
      ...Array.from({ length: 6 }, () => ''),
    ],
    ...deal.lines.map((line) => lineRow(line, money)),
    ...(deal.lines.length > 1 ? [sumRow(`${deal.deal} together`, deal.billedPaisa, deal.amountPaisa, money)] : []),
  ]);
  const all = sumRow(
    'Commission accrued in the quarter',
    total((deal) => deal.billedPaisa),
    total((deal) => deal.amountPaisa),
    money,
  );
  return [heading('Commission by deal'), table(WIDTHS, [head(), ...rows, all], 1)];
}

function sumRow(text: string, billed: Paisa, amount: Paisa, money: Money): Rows[number] {
  return [{ text, colSpan: 3, bold: true }, '', '', figure(money(billed), { bold: true }), '', '', figure(money(amount), { bold: true })];
}

function lineTable(title: string, lines: readonly StatementLine[], money: Money): Content[] {
  if (lines.length === 0) return [];
  const rows = lines.map((line) => {
    const [code, period, invoice, ...rest] = lineRow(line, money);
    const takesBack = line.reverses === null ? KIND_WORDS[line.kind] : `takes back ${line.reverses}`;
    return [code, period, { stack: [`${line.deal}, ${String(invoice)}`, label(takesBack)] }, ...rest] as Rows[number];
  });
  const all = sumRow(`${title} together`, sumOf(lines, 'billedPaisa'), sumOf(lines, 'amountPaisa'), money);
  return [heading(title), table(WIDTHS, [head(), ...rows, all], 1)];
}

const sumOf = (lines: readonly StatementLine[], of: 'billedPaisa' | 'amountPaisa'): Paisa => lines.reduce((sum, line) => addPaisa(sum, line[of]), 0 as Paisa);

/** What a re-issue replaces, and in what it differs. */
function revisionMarks({ revisions }: StatementModel): Content[] {
  if (revisions.length < 2) return [];
  const rows = revisions.map(({ revision, issuedOn, reason, changed }) => [
    String(revision),
    dateWords(issuedOn),
    clip(reason),
    changed.length === 0 ? 'nothing but the issue' : changed.join(', '),
  ]);
  return [heading('Revisions'), table([40, 70, '*', '*'], [['No', 'Issued on', 'Why', 'Changed'].map((text) => label(text)), ...rows])];
}

function notes(model: StatementModel, money: Money): Content {
  const lines = [
    model.disputeBy === null
      ? 'This is a draft: figures may still change until the payout run is approved.'
      : `Whoever finds an error says so by ${dateWords(model.disputeBy)}, naming the line by its code. The last character of a code checks the others.`,
    `A balance below PKR ${money(model.minimumPayoutPaisa)} is carried forward, and no fee is deducted.`,
    ...(model.withholdingPaisa === 0 ? [] : ['The certificate of the tax withheld follows when the deposit is recorded.']),
  ];
  return {
    margin: [0, 16, 0, 0],
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: 511, y2: 0, lineWidth: 0.4, lineColor: LINE }] },
      ...lines.map((text) => label(text, { margin: [0, 3, 0, 0] })),
    ],
    unbreakable: true,
  };
}
