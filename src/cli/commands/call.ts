import { AppError } from '../../shared/errors.ts';
import { type Command, usageError } from '../args.ts';
import { callAny, contextOf, type Environment, withApp } from '../environment.ts';
import type { Io } from '../output.ts';

const MOST_INPUT = 64 * 1024 * 1024;

/** Calls any procedure; the answer is its JSON value, on one line with `--json`, indented for a person. */
export async function callProcedure(env: Environment, { procedure, input }: Extract<Command, { name: 'call' }>): Promise<void> {
  const value = parseInput(input === '-' ? await readAll(env.io) : (input ?? '{}'));
  const answer = await withApp(env, (_, app) => callAny(app, procedure, value, contextOf(env)));
  env.print.answer(answer, () => JSON.stringify(answer ?? null, null, 2));
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw usageError(`The input is not JSON: ${error instanceof Error ? error.message : String(error)}`, 'call');
  }
}

async function readAll(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_INPUT) throw new AppError('FILE_TOO_LARGE', 'The input is larger than 64 MB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
