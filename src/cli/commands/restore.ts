import { prepareFolderOf } from '../../app/paths.ts';
import type { Environment } from '../environment.ts';

/** Puts a checked copy in the place of the database and says where the old one is kept. */
export async function restore(env: Environment, source: string): Promise<void> {
  prepareFolderOf(env.dbPath);
  const { restoreFrom } = await import('../../app/files.ts');
  const { kept } = await restoreFrom(source, env.dbPath);
  env.print.answer({ path: env.dbPath, kept }, (paint) =>
    [`${paint.good('Restored')} ${env.dbPath}`, `    from ${source}`, ...(kept === null ? [] : [paint.dim(`The file that was there is kept as ${kept}`)])].join(
      '\n',
    ),
  );
}
