import { prepareFolderOf } from '../../app/paths.ts';
import type { Environment } from '../environment.ts';

/** A consistent copy, also while another process uses the file. */
export async function backup(env: Environment, target: string): Promise<void> {
  prepareFolderOf(target);
  const { backupTo } = await import('../../app/files.ts');
  const { path } = await backupTo(env.dbPath, target, env.clock);
  env.print.answer({ path }, (paint) => `${paint.good('Backed up')} ${env.dbPath}\n       to ${path}`);
}
