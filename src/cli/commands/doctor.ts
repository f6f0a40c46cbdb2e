import { AppError } from '../../shared/errors.ts';
import type { Environment } from '../environment.ts';
import { plural, printable } from '../table.ts';

/** Checks the installation and says what to do about what is wrong. */
export async function doctor(env: Environment): Promise<void> {
  const { examine } = await import('../../app/doctor.ts');
  const checks = await examine(env.dbPath);
  const failed = checks.filter((check) => check.state === 'fail');
  env.print.answer({ ok: failed.length === 0, checks }, (paint) => {
    const width = Math.max(...checks.map((check) => check.name.length));
    const marks = { ok: paint.good('ok  '), warn: paint.warn('warn'), fail: paint.bad('FAIL') };
    return checks
      .flatMap(({ name, state, found, hint }) => [
        `${marks[state]}  ${name.padEnd(width)}  ${printable(found)}`,
        ...(hint === null ? [] : [`      ${' '.repeat(width)}  ${paint.dim(`→ ${printable(hint)}`)}`]),
      ])
      .join('\n');
  });
  if (failed.length > 0)
    throw new AppError('VERIFY_FAILED', `${plural(failed.length, 'check')} of this installation failed: ${failed.map((check) => check.name).join(', ')}.`, {
      failed: failed.map((check) => check.name),
    });
}
