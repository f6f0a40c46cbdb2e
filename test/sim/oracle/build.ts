// Small builders of import rows, for tests that name only what matters to them.

import type { Cells } from './facts.ts';

export function partner(code: string, extra: Cells = {}): Cells {
  return {
    code,
    name: `Partner ${code}`,
    kind: 'agency',
    joined_on: '2023-01-01',
    tax_standing: 'filer',
    bank_title: 'A Title',
    iban: 'PK36SCBL0000001123456702',
    ...extra,
  };
}

// A retainer of PKR 100,000 a month unless told otherwise.
export function deal(code: string, signedOn: string, extra: Cells = {}): Cells {
  return {
    code,
    partner_code: 'A',
    client: `Client ${code}`,
    contract_type: 'retainer',
    contract_value: '1200000',
    signed_on: signedOn,
    start_on: signedOn,
    expected_monthly_billing: '100000',
    ...extra,
  };
}

export function fixedPrice(code: string, signedOn: string, value: string, extra: Cells = {}): Cells {
  return deal(code, signedOn, {
    contract_type: 'fixed_price',
    contract_value: value,
    expected_monthly_billing: '',
    ...extra,
  });
}

// So many deals of partner A on one date, D01, D02, …; `prefix` tells sets apart.
export function deals(count: number, signedOn: string, prefix = 'D', extra: Cells = {}): Cells[] {
  const rows: Cells[] = [];
  for (let number = 1; number <= count; number++) {
    rows.push(deal(`${prefix}${String(number).padStart(2, '0')}`, signedOn, extra));
  }
  return rows;
}

export function line(dealCode: string, period: string, amount: string, extra: Cells = {}): Cells {
  return {
    deal_code: dealCode,
    period,
    invoice_no: `I-${period}`,
    invoice_date: `${period}-28`,
    amount,
    kind: amount.startsWith('-') ? 'credit_note' : 'invoice',
    ...extra,
  };
}

export function negotiated(from: string, to: string, extra: Cells): Cells {
  return { partner_code: 'A', from, to, approver: 'MD', reason: 'Agreed', document: 'DOC', ...extra };
}
