import type { Input } from '../../src/contract/index.ts';
import type { ProofNode } from '../../src/contract/system.ts';
import { call } from './client.ts';

export type ProofSubject = Input<'proof.of'>;

/** A step of a derivation as shown; a part may itself open a deeper proof. */
export interface ProofView extends Omit<ProofNode, 'parts'> {
  readonly parts: readonly ProofView[];
  readonly ask?: ProofRequest;
}

export interface ProofRequest {
  /** Names the figure for good: goes into `data-proof` and the query key. */
  readonly key: string;
  readonly title: string;
  readonly load: () => Promise<ProofView>;
}

/** The usual case: the core derives the figure. */
export function proofOf(subject: ProofSubject, title: string): ProofRequest {
  return { key: JSON.stringify(subject), title, load: async () => (await call('proof.of', subject)) as ProofNode };
}

const BLANK = { rule: null, termsVersion: null, source: null, link: null, note: null } as const;

export interface SumPart {
  readonly label: string;
  readonly paisa: number;
  readonly ask?: ProofRequest | undefined;
}

function part(of: SumPart): ProofView {
  return { ...BLANK, label: of.label, value: { paisa: of.paisa }, combine: 'leaf', parts: [], ...(of.ask === undefined ? {} : { ask: of.ask }) };
}

/** A total of rows that are all at hand: the rows are its addition, and each opens its own proof. */
export function sumProof(key: string, title: string, paisa: number, parts: readonly SumPart[], note: string | null = null): ProofRequest {
  const view: ProofView = { ...BLANK, label: title, value: { paisa }, note, combine: 'sum', parts: parts.map(part) };
  return { key: `local:${key}`, title, load: () => Promise.resolve(view) };
}

/** A figure explained by others that do not simply add up (a difference has one of them subtracted). */
export function factsProof(key: string, title: string, paisa: number, parts: readonly SumPart[], note: string | null = null): ProofRequest {
  const view: ProofView = { ...BLANK, label: title, value: { paisa }, note, combine: 'facts', parts: parts.map(part) };
  return { key: `local:${key}`, title, load: () => Promise.resolve(view) };
}

/** A fact that was imported, not computed: its proof is the row of the file it came from. */
export function dealFactProof(deal: string, figure: 'contractValuePaisa' | 'expectedMonthlyPaisa', title: string): ProofRequest {
  const load = async (): Promise<ProofView> => {
    const record = await call('deals.get', { deal });
    return {
      ...BLANK,
      label: title,
      value: { paisa: record[figure] ?? 0 },
      source: record.source,
      rule: '2.5',
      link: { kind: 'deal', id: deal },
      note: record.source === null ? 'As registered with the deal.' : 'As registered with the deal, from the row of the file named here.',
      combine: 'leaf',
      parts: [],
    };
  };
  return { key: `local:deal:${deal}:${figure}`, title, load };
}

export function lineProof(line: {
  deal: string;
  invoiceNo: string | null;
  period: string;
  amountPaisa: number;
  file: string | null;
  row: number | null;
}): ProofRequest {
  const title = line.invoiceNo === null ? `Completion of ${line.deal}` : `Invoice ${line.invoiceNo}`;
  const view: ProofView = {
    ...BLANK,
    label: title,
    value: { paisa: line.amountPaisa },
    rule: '3.1',
    source: line.file === null || line.row === null ? null : { file: line.file, row: line.row },
    link: { kind: 'deal', id: line.deal },
    note: `Billing of ${line.period}, net of sales tax, as imported.`,
    combine: 'leaf',
    parts: [],
  };
  return { key: `local:line:${line.deal}:${line.invoiceNo ?? 'completion'}`, title, load: () => Promise.resolve(view) };
}
