import type { Input } from '../../src/contract/index.ts';
import type { ProofNode, ProofSubject } from '../../src/contract/proof.ts';
import { call } from './client.ts';

export type { ProofSubject } from '../../src/contract/proof.ts';

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

/** What closing a month would post: the core derives it in a rehearsal of the close (3.6). */
export function previewProof(input: Input<'proof.ofPreview'>, title: string): ProofRequest {
  return { key: `proof.ofPreview ${JSON.stringify(input)}`, title, load: async () => (await call('proof.ofPreview', input)) as ProofNode };
}

const BLANK = { rule: null, termsVersion: null, source: null, link: null, note: null, deeper: null } as const;

export interface SumPart {
  readonly label: string;
  readonly paisa: number;
  readonly ask?: ProofRequest | undefined;
}

function part(of: SumPart): ProofView {
  return { ...BLANK, label: of.label, value: { paisa: of.paisa }, combine: 'leaf', parts: [], ...(of.ask === undefined ? {} : { ask: of.ask }) };
}

const local = (key: string, view: ProofView): ProofRequest => ({ key: `local:${key}`, title: view.label, load: () => Promise.resolve(view) });

/**
 * A total of what a rehearsal has just answered: nothing of it is stored, so the answer's own rows are its addition.
 * Figures of the file are proved by the core.
 */
export function sumProof(key: string, title: string, paisa: number, parts: readonly SumPart[], note: string | null = null): ProofRequest {
  return local(key, { ...BLANK, label: title, value: { paisa }, note, combine: 'sum', parts: parts.map(part) });
}

/** A figure of a rehearsal, explained by others that do not simply add up (a difference has one of them subtracted). */
export function factsProof(key: string, title: string, paisa: number, parts: readonly SumPart[], note: string | null = null): ProofRequest {
  return local(key, { ...BLANK, label: title, value: { paisa }, note, combine: 'facts', parts: parts.map(part) });
}

/** A figure of a rehearsal that the core worked out as a whole, with the words for how. */
export function rehearsedProof(key: string, title: string, value: ProofNode['value'], note: string, rule: string | null = null): ProofRequest {
  return local(key, { ...BLANK, label: title, value, note, rule, combine: 'leaf', parts: [] });
}

/** A count of a rehearsal, as the list of what it counted. */
export function countedProof(key: string, title: string, parts: readonly { readonly label: string; readonly count: number }[], note: string): ProofRequest {
  const views = parts.map(({ label, count }): ProofView => ({ ...BLANK, label, value: { count }, combine: 'leaf', parts: [] }));
  const count = parts.reduce((total, one) => total + one.count, 0);
  return local(key, { ...BLANK, label: title, value: { count }, note, combine: 'sum', parts: views });
}

/** What chosen cells come to, made of those cells; they are named when the proof is opened. Only a sum adds them up. */
export function cellsProof(
  key: string,
  title: string,
  value: ProofNode['value'],
  how: { readonly combine: 'sum' | 'facts'; readonly note: string | null; readonly parts: () => readonly Pick<ProofNode, 'label' | 'value'>[] },
): ProofRequest {
  const load = async (): Promise<ProofView> => {
    const parts = how.parts().map((one): ProofView => ({ ...BLANK, ...one, combine: 'leaf', parts: [] }));
    return { ...BLANK, label: title, value, note: how.note, combine: how.combine, parts };
  };
  return { key: `local:${key}`, title, load };
}

/** One billing line: its row of the file and what became of it. */
export function billingProof(deal: string, invoiceNo: string): ProofRequest {
  return proofOf({ kind: 'billing', deal, invoiceNo }, `Invoice ${invoiceNo}`);
}
