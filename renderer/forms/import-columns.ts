import type { ImportKind } from '../../src/shared/vocab.ts';

/** Columns of interchange.md by kind: required ones first. What a header can be mapped to. */
export const IMPORT_COLUMNS: Record<ImportKind, { readonly required: readonly string[]; readonly optional: readonly string[] }> = {
  partners: {
    required: ['code', 'name', 'kind', 'joined_on'],
    optional: [
      'status',
      'tier',
      'tier_since',
      'email',
      'phone',
      'city',
      'country',
      'tax_standing',
      'exempt_until',
      'ntn',
      'cnic',
      'bank_title',
      'bank_name',
      'iban',
      'contact_name',
      'contact_title',
      'industry',
      'website',
      'account_manager',
    ],
  },
  deals: {
    required: ['code', 'partner_code', 'client', 'contract_type', 'contract_value', 'signed_on', 'start_on'],
    optional: ['duration_months', 'expected_monthly_billing', 'rate_percent', 'rate_reason', 'completed_on', 'cancelled_on', 'cancel_reason'],
  },
  billing: { required: ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'], optional: ['kind'] },
  leads: {
    required: ['partner_code', 'client', 'contact_name', 'contact_email', 'submitted_on'],
    optional: [
      'status',
      'contact_title',
      'contact_phone',
      'description',
      'estimated_value',
      'timeline',
      'services',
      'decision_timeline',
      'industry',
      'qualified_on',
      'closed_on',
      'lost_reason',
      'deal_code',
    ],
  },
  negotiated_terms: { required: ['partner_code', 'from', 'approver', 'reason'], optional: ['to', 'tier', 'rate_percent', 'document'] },
  campaigns: { required: ['code', 'partner_code', 'category', 'title', 'budget', 'starts_on', 'ends_on'], optional: ['approved_on'] },
  claims: { required: ['campaign_code', 'invoice_no', 'spent_on', 'submitted_on', 'amount'], optional: ['approved_amount', 'approved_on', 'reimbursed_on'] },
  holidays: { required: ['date', 'name'], optional: [] },
};

export const normalHeader = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** A file says its kind by its name, as the importer reads it; else the headers that fit best. */
export function guessKind(fileName: string, headers: readonly string[]): ImportKind | undefined {
  const kinds = Object.keys(IMPORT_COLUMNS) as ImportKind[];
  const stem = normalHeader(fileName.replace(/\.[^.]+$/, ''));
  const named = kinds.find((kind) => stem === kind) ?? kinds.find((kind) => stem.includes(kind));
  if (named !== undefined || headers.length === 0) return named;
  const present = new Set(headers.map(normalHeader));
  return kinds.find((kind) => IMPORT_COLUMNS[kind].required.every((column) => present.has(column)));
}

const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The first record of a delimited text: enough to show what its columns are called. The core parses the file itself. */
export function headerOf(text: string): { headers: readonly string[]; delimiter: Delimiter } {
  const line = firstRecord(text.startsWith('\ufeff') ? text.slice(1) : text);
  const best = DELIMITERS.map((delimiter) => ({ delimiter, headers: cells(line, delimiter) })).reduce((a, b) => (b.headers.length > a.headers.length ? b : a));
  return best;
}

function firstRecord(text: string): string {
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '\n' || char === '\r')) return text.slice(0, index);
  }
  return text;
}

function cells(line: string, delimiter: string): string[] {
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      found.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  return [...found, cell.trim()];
}
