import type { ReadDb, WriteDb } from '../db/tx.ts';
import type { IsoDate } from '../shared/calendar.ts';

/** Who acts: in solo mode the one operator, who may do everything. */
export interface Actor {
  readonly name: string;
  readonly mode: 'solo' | 'team';
  readonly permissions: ReadonlySet<string>;
}

export interface FileInfo {
  readonly path: string;
  readonly appVersion: string;
}

/** What a service function may use to answer a query: one consistent view, the business date, the actor. */
export interface QueryContext {
  readonly db: ReadDb;
  readonly today: IsoDate;
  readonly actor: Actor;
  readonly file: FileInfo;
}

/** What changed, for the audit row; bank and identity numbers are masked before they come here. */
export interface Change {
  readonly what: string;
  readonly [detail: string]: unknown;
}

/** The call that takes an act back, and what the act is called in a person's list of acts. */
export interface Inverse {
  readonly title: string;
  readonly procedure: string;
  readonly input: unknown;
  /** The act that this one takes back itself. */
  readonly undoes?: number;
}

/** What a service function may use to carry out a command, inside its one transaction. */
export interface CommandContext extends QueryContext {
  readonly db: WriteDb;
  /** Number of this command's audit row: what later commands compare "known by then" with. */
  readonly seq: number;
  readonly now: string;
  readonly note: (change: Change) => void;
  readonly touch: (...topics: string[]) => void;
  /** The act that this command takes back, under `acts.undo`. */
  readonly takesBack?: number;
  /** Registers how this command is taken back while nothing is posted, approved or sent on it. */
  readonly undoable: (inverse: Inverse) => void;
  readonly progress: (phase: string, done: number, total: number) => void;
  /** Throws CANCELLED when the caller has asked to stop; call it between steps. */
  readonly checkCancelled: () => void;
}
