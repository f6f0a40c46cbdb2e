import type { WriteDb } from './tx.ts';

/** Does the work inside the transaction at hand and takes everything it wrote back; only the answer stays. Does not nest. */
export function rehearse<T>(db: WriteDb, work: () => T extends PromiseLike<unknown> ? never : T): T {
  db.run('SAVEPOINT rehearsed');
  try {
    return work();
  } finally {
    db.run('ROLLBACK TO rehearsed');
    db.run('RELEASE rehearsed');
  }
}
