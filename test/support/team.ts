import { openDatabase } from '../../src/db/open.ts';
import type { Role } from '../../src/shared/vocab.ts';
import type { TestApp } from './app.ts';

/** Adds users to a file in team mode; there is no procedure for it yet. */
export function addUsers(app: TestApp, users: Readonly<Record<string, readonly Role[]>>): void {
  const connection = openDatabase(app.path);
  try {
    connection.write((db) => {
      for (const [name, roles] of Object.entries(users))
        db.run('INSERT INTO users (name, roles_json, password_hash, is_active, version, recorded_seq) VALUES (?, ?, NULL, 1, 1, 1)', [
          name,
          JSON.stringify(roles),
        ]);
    });
  } finally {
    connection.close();
  }
}
