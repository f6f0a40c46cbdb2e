import { z } from 'zod';
import type { ErrorCode } from '../shared/errors.ts';

/** What an actor must be allowed to do; roles grant permissions in `app/permissions.ts`. */
export const PERMISSIONS = ['read', 'partners', 'deals', 'finance', 'approve', 'admin'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * query: reads one consistent view. command: one transaction, audited. intake: decodes bytes first, then a command.
 * document: reads one view, then renders bytes. rehearsal: does what a command would do and is always rolled back.
 * host: about which file is open; answered by the host before there is one.
 */
export type ProcedureKind = 'query' | 'command' | 'intake' | 'document' | 'rehearsal' | 'host';

export interface Procedure<K extends ProcedureKind = ProcedureKind, I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: K;
  readonly summary: string;
  /** Rule numbers of programme.md that it carries out. */
  readonly rules: readonly string[];
  readonly permission: Permission;
  readonly input: I;
  readonly output: O;
  /** Refusals it may answer with, beyond bad input, missing rights and faults of the file. */
  readonly errors: readonly ErrorCode[];
  /** Name and shapes are fixed by interchange.md. */
  readonly frozen: boolean;
}

interface Definition<I extends z.ZodType, O extends z.ZodType> {
  readonly summary: string;
  readonly rules?: readonly string[];
  readonly permission?: Permission;
  readonly input: I;
  readonly output: O;
  readonly errors?: readonly ErrorCode[];
  readonly frozen?: boolean;
}

const define =
  <K extends ProcedureKind>(kind: K, permission: Permission) =>
  <I extends z.ZodType, O extends z.ZodType>(definition: Definition<I, O>): Procedure<K, I, O> => ({
    kind,
    rules: [],
    permission,
    errors: [],
    frozen: false,
    ...definition,
  });

export const query = define('query', 'read');
export const command = define('command', 'admin');
export const intake = define('intake', 'admin');
export const document = define('document', 'read');
export const rehearsal = define('rehearsal', 'read');
export const host = define('host', 'read');

/** Bytes that a document procedure hands to its host to save. */
export const fileOutput = z.strictObject({ fileName: z.string(), mediaType: z.string(), base64: z.string() });
