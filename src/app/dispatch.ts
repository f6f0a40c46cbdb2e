import { randomUUID } from 'node:crypto';
import type { Procedure } from '../contract/define.ts';
import type { ChangeEvent } from '../contract/host.ts';
import { isName, type ServiceName as Name, PROCEDURES } from '../contract/index.ts';
import { describeIssues } from '../contract/issues.ts';
import { openCopy } from '../db/open.ts';
import type { Connection, WriteDb } from '../db/tx.ts';
import type { StartReader } from '../importers/reader-process.ts';
import type { Clock } from '../ports/clock.ts';
import type { Actor, Change, CommandContext, Inverse, QueryContext } from '../services/context.ts';
import { assert } from '../shared/assert.ts';
import { canonicalJson } from '../shared/canonical.ts';
import { AppError, type ErrorCode } from '../shared/errors.ts';
import { appendAudit, nextAuditSeq, sha256 } from './audit.ts';
import type { CallContext } from './create-app.ts';
import { type DocumentService, HANDLERS, type Intake } from './handlers.ts';
import { actorOf } from './session.ts';
import { APP_VERSION } from './version.ts';

interface DispatcherConfig {
  readonly connection: Connection;
  readonly reopen: () => Connection;
  readonly clock: Clock;
  readonly dbPath: string;
  readonly readonly: boolean;
  readonly startReader: StartReader;
  readonly publish: (event: ChangeEvent) => void;
  readonly log: (line: string) => void;
}

type Loose = (context: QueryContext | CommandContext, input: unknown) => unknown;

interface Request {
  readonly name: Name;
  readonly input: unknown;
  readonly inputSha256: string;
  readonly context: CallContext;
}

/** Thrown to roll a rehearsal back with its answer. */
class Rehearsed {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** Errors that say nothing about the request itself: no audit row is written for them. */
const FAULTS: ReadonlySet<ErrorCode> = new Set([
  'DATABASE_BUSY',
  'DATABASE_READ_ONLY',
  'DATABASE_CORRUPT',
  'DISK_FULL',
  'OUTCOME_UNKNOWN',
  'INTERNAL',
  'CANCELLED',
]);

/**
 * The one pipeline that every call of every host takes: look up, parse, permit, decode, one transaction with idempotency,
 * service, audit, commit, events. A feature cannot forget one of them.
 */
export class Dispatcher {
  readonly #config: DispatcherConfig;
  #connection: Connection;
  /** The file could not be opened again after a fault of the disk; the next call tries once more. */
  #isLost = false;

  constructor(config: DispatcherConfig) {
    this.#config = config;
    this.#connection = config.connection;
  }

  async call(name: string, input: unknown, context: CallContext): Promise<unknown> {
    if (this.#isLost) this.#reopenLost();
    if (!isName(name)) throw new AppError('UNKNOWN_PROCEDURE', `There is no procedure ${name.slice(0, 80)}. "procedures" lists what there is.`);
    if (!isServiceName(name)) throw new AppError('UNKNOWN_PROCEDURE', `${name} is answered by the window or the browser host. On the command line use "init".`);
    const procedure: Procedure = PROCEDURES[name];
    const parsed = procedure.input.safeParse(input ?? {});
    if (!parsed.success) {
      const error = new AppError('BAD_INPUT', `${name}: ${describeIssues(parsed.error)}`, {
        issues: parsed.error.issues.slice(0, 20).map((i) => ({ path: i.path.map(String).join('.'), message: i.message })),
      });
      if (procedure.kind === 'command' || procedure.kind === 'intake')
        this.#auditRefusal({ name, input: null, inputSha256: sha256(safeJson(input)), context }, error);
      throw error;
    }
    const request: Request = { name, input: parsed.data, inputSha256: sha256(safeJson(parsed.data)), context };
    switch (procedure.kind) {
      case 'query':
        return this.#connection.snapshot((db) => (HANDLERS[name] as unknown as Loose)(this.#queryContext(db, procedure, context), request.input) as never);
      case 'document':
        return this.#document(request, procedure);
      case 'intake':
        return this.#intake(request, procedure);
      case 'rehearsal':
        return this.#transact(request, procedure, HANDLERS[name] as unknown as Loose, true);
      case 'command':
        return this.#transact(request, procedure, HANDLERS[name] as unknown as Loose, false);
      case 'host':
        throw new AppError('UNKNOWN_PROCEDURE', `${name} is answered by the host.`);
    }
  }

  #reopen(): void {
    this.#connection = this.#config.reopen();
    this.#isLost = false;
  }

  /** While the file cannot be opened, what became of the last command stays open too: whoever asks again must keep its request id. */
  #reopenLost(): void {
    try {
      this.#reopen();
    } catch {
      throw new AppError(
        'OUTCOME_UNKNOWN',
        'The file still cannot be opened after a fault of the disk. It is not known whether the last command was saved; check the disk, then try again.',
      );
    }
  }

  close(): void {
    this.#connection.close();
  }

  #queryContext(db: Connection | QueryContext['db'], procedure: Procedure, context: CallContext): QueryContext {
    const actor = actorOf(db, context.actor);
    permit(actor, procedure);
    return { db, today: this.#config.clock.today(), actor, file: { path: this.#config.dbPath, appVersion: APP_VERSION } };
  }

  async #document(request: Request, procedure: Procedure): Promise<unknown> {
    const service = HANDLERS[request.name] as unknown as DocumentService<Name, unknown>;
    const model = this.#connection.snapshot((db) => service.read(this.#queryContext(db, procedure, request.context), request.input as never) as never);
    return service.render(model, request.input as never);
  }

  async #intake(request: Request, procedure: Procedure): Promise<unknown> {
    const service = HANDLERS[request.name] as unknown as Intake<Name, unknown>;
    const { context } = request;
    const isDryRun = service.isDryRun(request.input as never);
    let decoded: unknown;
    try {
      permit(actorOf(this.#connection, context.actor), procedure);
      decoded = await service.decode(request.input as never, {
        allowPaths: context.allowPaths ?? false,
        startReader: this.#config.startReader,
        ...(context.signal ? { signal: context.signal } : {}),
        onProgress: (phase, done, total) => context.onProgress?.({ phase, done, total }),
      });
    } catch (error) {
      if (error instanceof AppError && !isDryRun) this.#auditRefusal(request, error);
      throw error;
    }
    const apply: Loose = (commandContext, input) => service.apply(commandContext as CommandContext, input as never, decoded);
    return this.#transact(request, procedure, apply, isDryRun);
  }

  /** One transaction: repeated request, service, audit row, answer. A rehearsal takes the same road and is rolled back. */
  #transact(request: Request, procedure: Procedure, service: Loose, rehearsal: boolean, connection = this.#connection): unknown {
    if (this.#config.readonly && connection === this.#connection) {
      if (!rehearsal) throw new AppError('DATABASE_READ_ONLY', 'This connection only reads.');
      return this.#rehearseOnCopy(request, procedure, service);
    }
    const topics = new Set<string>();
    let seq = 0;
    let hash = '';
    let repeated = false;
    try {
      const value = connection.write((db) => {
        const actor = this.#queryContext(db, procedure, request.context).actor;
        const answered = rehearsal ? undefined : this.#answered(db, request);
        if (answered !== undefined) {
          repeated = true;
          return answered as never;
        }
        seq = nextAuditSeq(db);
        const changes: Change[] = [];
        const inverses: Inverse[] = [];
        const context = this.#commandContext(db, procedure, request, { seq, changes, topics, inverses });
        const output = service(context, request.input);
        assert(!(output instanceof Promise), `${request.name} answered with a promise inside a transaction`);
        if (rehearsal) throw new Rehearsed(output);
        hash = this.#record(db, seq, request, actor, output, changes, context.now);
        rememberInverse(db, seq, actor, inverses, context.now);
        return output as never;
      });
      if (!repeated) this.#config.publish({ topics: [...topics], seq });
      return value;
    } catch (error) {
      if (error instanceof Rehearsed) return error.value;
      if (error instanceof AppError && error.code === 'OUTCOME_UNKNOWN') return this.#settleUnknown(request, seq, hash, error);
      if (error instanceof AppError && !rehearsal) this.#auditRefusal(request, error);
      throw error;
    }
  }

  /** A reader has no connection that could write, not even to take it back: what it tries, it tries on a copy in memory. */
  #rehearseOnCopy(request: Request, procedure: Procedure, service: Loose): unknown {
    const copy = openCopy(this.#connection);
    try {
      return this.#transact(request, procedure, service, true, copy);
    } finally {
      copy.close();
    }
  }

  #commandContext(
    db: WriteDb,
    procedure: Procedure,
    request: Request,
    run: { seq: number; changes: Change[]; topics: Set<string>; inverses: Inverse[] },
  ): CommandContext {
    const { context } = request;
    return {
      ...this.#queryContext(db, procedure, context),
      db,
      seq: run.seq,
      now: this.#config.clock.now(),
      note: (change) => run.changes.push(change),
      touch: (...names) => {
        for (const topic of names) run.topics.add(topic);
      },
      undoable: (inverse) => run.inverses.push(inverse),
      progress: (phase, done, total) => context.onProgress?.({ phase, done, total }),
      checkCancelled: () => {
        if (context.signal?.aborted) throw new AppError('CANCELLED', 'Stopped as you asked; nothing was changed.');
      },
    };
  }

  #answered(db: WriteDb, request: Request): unknown {
    const { requestId } = request.context;
    if (requestId === undefined) return undefined;
    const row = db.get<{ procedure: string; inputSha256: string; outputJson: string }>(
      'SELECT procedure, input_sha256 AS inputSha256, output_json AS outputJson FROM requests WHERE request_id = ?',
      [requestId],
    );
    if (!row) return undefined;
    if (row.procedure !== request.name || row.inputSha256 !== request.inputSha256) {
      throw new AppError('IDEMPOTENCY_CONFLICT', 'This request id was used before for something else. Start the act again.');
    }
    return JSON.parse(row.outputJson) as unknown;
  }

  #record(db: WriteDb, seq: number, request: Request, actor: Actor, output: unknown, changes: readonly Change[], at: string): string {
    const { requestId, host } = request.context;
    const hash = appendAudit(db, seq, {
      at,
      businessDate: this.#config.clock.today(),
      actor: actor.name,
      host,
      procedure: request.name,
      requestId: requestId ?? null,
      inputSha256: request.inputSha256,
      outcome: 'done',
      changes,
    });
    if (requestId !== undefined) {
      db.run('INSERT INTO requests (request_id, procedure, input_sha256, output_json, recorded_seq) VALUES (?, ?, ?, ?, ?)', [
        requestId,
        request.name,
        request.inputSha256,
        JSON.stringify(output),
        seq,
      ]);
    }
    return hash;
  }

  /** A refused command leaves its own row: who asked for what, and why it was refused. */
  #auditRefusal(request: Request, error: AppError): void {
    if (this.#config.readonly || FAULTS.has(error.code)) return;
    try {
      this.#connection.write((db) => {
        appendAudit(db, nextAuditSeq(db), {
          at: this.#config.clock.now(),
          businessDate: this.#config.clock.today(),
          actor: request.context.actor ?? 'operator',
          host: request.context.host,
          procedure: request.name,
          requestId: request.context.requestId ?? null,
          inputSha256: request.inputSha256,
          outcome: `refused: ${error.code}`,
          changes: [],
        });
      });
    } catch (failure) {
      this.#config.log(`the refusal of ${request.name} could not be recorded: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  }

  /** A failed commit may still be on disk: open the file again and look for the command's own audit row before answering. */
  #settleUnknown(request: Request, seq: number, hash: string, error: AppError): unknown {
    try {
      this.#connection.close();
    } catch {
      // the broken handle is given up either way; the new one decides
    }
    this.#isLost = true;
    try {
      this.#reopen();
    } catch {
      throw error; // still not known: the caller looks again once the file can be opened
    }
    const saved = hash !== '' && this.#connection.get<{ hash: string }>('SELECT hash FROM audit_rows WHERE seq = ?', [seq])?.hash === hash;
    if (!saved)
      throw new AppError(
        'OUTCOME_UNKNOWN',
        'The disk reported a fault while saving. The file was opened again: the command was not saved. Check the disk, then repeat it.',
        { saved: false },
      );
    if (request.context.requestId !== undefined) {
      const row = this.#connection.get<{ outputJson: string }>('SELECT output_json AS outputJson FROM requests WHERE request_id = ?', [
        request.context.requestId,
      ]);
      if (row) return JSON.parse(row.outputJson) as unknown;
    }
    throw new AppError('OUTCOME_UNKNOWN', 'The disk reported a fault, but the command was saved. Do not repeat it; check the disk.', {
      saved: true,
      cause: error.message,
    });
  }
}

/** One act, one way back: a command that registers two would be taken back by halves. */
function rememberInverse(db: WriteDb, seq: number, actor: Actor, inverses: readonly Inverse[], at: string): void {
  const [inverse] = inverses;
  if (inverse === undefined) return;
  assert(inverses.length === 1, 'a command registers one inverse');
  db.run('INSERT INTO undoable_acts (seq, actor, title, procedure, input_json, at, undoes_seq) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    seq,
    actor.name,
    inverse.title,
    inverse.procedure,
    JSON.stringify(inverse.input),
    at,
    inverse.undoes ?? null,
  ]);
}

function isServiceName(name: keyof typeof PROCEDURES): name is Name {
  return Object.hasOwn(HANDLERS, name);
}

function permit(actor: Actor, procedure: Procedure): void {
  if (!actor.permissions.has(procedure.permission)) {
    throw new AppError('FORBIDDEN', `${actor.name} may not do this: it needs the right "${procedure.permission}".`, { permission: procedure.permission });
  }
}

/** Input as text for its hash; what JSON cannot say (cycles, BigInt) still gets a hash of its own. */
function safeJson(value: unknown): string {
  try {
    return canonicalJson(value) ?? 'undefined';
  } catch {
    return `unserialisable ${randomUUID()}`;
  }
}
