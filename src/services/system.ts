import type { Output, Parsed } from '../contract/index.ts';
import type { CommandContext, QueryContext } from './context.ts';

/** The open file and how it stands. */
export function info(context: QueryContext): Output<'system.info'> {
  const { db, file, actor, today } = context;
  const setting = (key: string): string | undefined => db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', [key])?.value;
  const count = (table: 'partners' | 'deals' | 'billing_lines' | 'accrual_lines'): number =>
    db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  const parsed = <T>(key: string): T | null => {
    const value = setting(key);
    return value === undefined ? null : (JSON.parse(value) as T);
  };
  return {
    appVersion: file.appVersion,
    path: file.path,
    mode: actor.mode,
    isSample: setting('sample') === '1',
    today,
    actor: actor.name,
    schemaVersion: db.get<{ n: number }>('SELECT count(*) AS n FROM schema_migrations')?.n ?? 0,
    counts: { partners: count('partners'), deals: count('deals'), billingLines: count('billing_lines'), accrualLines: count('accrual_lines') },
    lastVerify: parsed<{ at: string; ok: boolean }>('last_verify'),
    lastBackup: parsed<{ at: string; path: string }>('last_backup'),
  };
}

/** Notes when the file was verified, for the health light. */
export function recordVerify(context: CommandContext, input: Parsed<'system.recordVerify'>): Output<'system.recordVerify'> {
  context.db.run("INSERT INTO settings (key, value) VALUES ('last_verify', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [
    JSON.stringify({ at: context.now, ok: input.ok }),
  ]);
  context.touch('system');
  return { at: context.now };
}

/** Who acts, and with which rights: what a screen needs to say why a verb is not offered. */
export function actor({ actor: { name, mode, permissions } }: QueryContext): Output<'system.actor'> {
  return { name, mode, permissions: [...permissions] as Output<'system.actor'>['permissions'] };
}
