import type { Parsed } from '../../contract/index.ts';

/** What one kind of proof is asked about. */
export type Subject<K extends Parsed<'proof.of'>['kind']> = Extract<Parsed<'proof.of'>, { kind: K }>;
