import type { ReadDb } from '../db/tx.ts';
import type { Actor } from '../services/context.ts';
import { AppError } from '../shared/errors.ts';
import { ROLES, type Role } from '../shared/vocab.ts';
import { ALL_PERMISSIONS, permissionsOf } from './permissions.ts';

const SOLO_OPERATOR = 'operator';

/**
 * Who acts. Solo mode has one operator with every right (another name is only recorded); team mode knows its users.
 * @throws AppError NOT_SIGNED_IN in team mode without a known, active user
 */
export function actorOf(db: ReadDb, name: string | undefined): Actor {
  const mode = db.get<{ value: string }>("SELECT value FROM settings WHERE key = 'mode'")?.value === 'team' ? 'team' : 'solo';
  if (mode === 'solo') return { name: name ?? SOLO_OPERATOR, mode, permissions: ALL_PERMISSIONS };
  if (name === undefined) throw new AppError('NOT_SIGNED_IN', 'This file is in team mode. Say who acts, for example with --as NAME.');
  const user = db.get<{ rolesJson: string }>('SELECT roles_json AS rolesJson FROM users WHERE name = ? AND is_active = 1', [name]);
  if (!user) throw new AppError('NOT_SIGNED_IN', `${name} is not an active user of this file.`);
  const roles = (JSON.parse(user.rolesJson) as string[]).filter((role): role is Role => (ROLES as readonly string[]).includes(role));
  return { name, mode, permissions: permissionsOf(roles) };
}
