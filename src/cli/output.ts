import { styleText } from 'node:util';
import { AppError, ERROR_CODES, type ErrorBody, type ErrorCode } from '../shared/errors.ts';
import { type Paint, PLAIN, printable, type Row, table } from './table.ts';

/** A stream the command line writes to; tests bring their own. */
export interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
}

export interface Io {
  readonly out: Stream;
  readonly err: Stream;
  readonly stdin: NodeJS.ReadableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Colours only on a terminal that wants them (NO_COLOR, TERM=dumb). */
export function paintFor(stream: Stream, env: Io['env']): Paint {
  const plain = stream.isTTY !== true || (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') || env['TERM'] === 'dumb';
  if (plain) return PLAIN;
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) => styleText(format, text, { validateStream: false });
  return { bold: style('bold'), dim: style('dim'), good: style('green'), bad: style('red'), warn: style('yellow') };
}

/** Where a command's answer goes: one JSON document, or text for a person. */
export interface Printer {
  readonly json: boolean;
  readonly paint: Paint;
  /** The answer of the command; `human` is asked only when a person reads. */
  readonly answer: (value: unknown, human: (paint: Paint) => string) => void;
  /** A line for a person on standard error, on a terminal only. */
  readonly aside: (text: string) => void;
}

export function createPrinter(io: Io, json: boolean): Printer {
  const paint = paintFor(io.out, io.env);
  return {
    json,
    paint,
    answer: (value, human) => {
      io.out.write(`${json ? toJson(value) : human(paint)}\n`);
    },
    aside: (text) => {
      if (io.err.isTTY === true && !json) io.err.write(`${text}\n`);
    },
  };
}

/** One line; a command without a value still is a document. */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null);
}

export function exitCodeOf(code: ErrorCode): number {
  return ERROR_CODES[code].exit;
}

/** An unexpected fault in the shape of every error; its stack is shown only when asked for. */
export function bodyOf(error: unknown): ErrorBody {
  if (error instanceof AppError) return error.toBody();
  return {
    code: 'INTERNAL',
    message: `Something went wrong: ${error instanceof Error ? error.message : String(error)}. Set PARTNERDESK_DEBUG=1 to see where.`,
  };
}

/** Reports a failure on standard error: JSON for machines, text for a person on a terminal. */
export function reportError(io: Io, error: unknown, json: boolean): number {
  const body = bodyOf(error);
  if (io.env['PARTNERDESK_DEBUG'] === '1' && error instanceof Error) io.err.write(`${error.stack ?? error.message}\n`);
  if (json || io.err.isTTY !== true) io.err.write(`${toJson({ error: { code: body.code, message: body.message, details: body.details ?? null } })}\n`);
  else io.err.write(`${errorText(body, paintFor(io.err, io.env))}\n`);
  return exitCodeOf(body.code);
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const SHOWN = 50;

/** An error for a person: what is wrong, then the rows it names. */
export function errorText(body: ErrorBody, paint: Paint = PLAIN): string {
  const lines = [`${paint.bad('Error')} ${paint.dim(`(${body.code})`)}  ${printable(body.message)}`];
  const details = body.details;
  if (isRow(details)) {
    if (typeof details['usage'] === 'string') lines.push(`Usage: ${details['usage']}`);
    else lines.push(...rowLists(details).map((rows) => `\n${table(rows, { paint, most: SHOWN })}`));
  }
  return lines.join('\n');
}

/** What an error's details hold beside what is wrong: the files of an import, and Zod's issues, which repeat the message. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['files', 'issues']);

/** The lists of rows among an error's details: findings, blockers, checks. */
function rowLists(details: Row): (readonly Row[])[] {
  return Object.entries(details)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([, value]) => value)
    .filter((value): value is readonly Row[] => Array.isArray(value) && value.length > 0 && value.every(isRow));
}
