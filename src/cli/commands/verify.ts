import { AppError } from '../../shared/errors.ts';
import { type Environment, withApp } from '../environment.ts';
import { cell, plural, table } from '../table.ts';

/** Recomputes everything; the report goes to standard output whatever it says, a failure to standard error as well. */
export async function verify(env: Environment): Promise<void> {
  const report = await withApp(env, (call) => call('system.verify', {}));
  const failed = report.checks.filter((check) => !check.ok);
  env.print.answer(report, (paint) => {
    const rows = report.checks.map((check) => ({
      check: check.name,
      checked: check.checked,
      problems: check.problemCount,
      result: check.ok ? 'ok' : 'FAILED',
    }));
    const problems = failed.flatMap((check) => [
      '',
      `${paint.bad(check.name)}  ${check.what}`,
      ...check.problems.map((problem) => `  ${cell('', problem)}`),
      ...(check.problemCount > check.problems.length ? [paint.dim(`  … and ${check.problemCount - check.problems.length} more`)] : []),
    ]);
    return [
      table(rows, { paint }),
      ...problems,
      '',
      report.ok ? paint.good(`All ${plural(report.checks.length, 'check')} hold.`) : paint.bad(`${plural(failed.length, 'check')} failed.`),
    ].join('\n');
  });
  if (!report.ok) {
    const names = failed.map((check) => check.name);
    throw new AppError(
      'VERIFY_FAILED',
      `${plural(failed.length, 'check')} failed: ${names.join(', ')}. Nothing was changed; restore a backup or ask for help.`,
      { failed: names },
    );
  }
}
