import type { Output, Parsed } from '../contract/index.ts';
import type { ReadDb } from '../db/tx.ts';
import { AppError } from '../shared/errors.ts';
import { ROLES, type Role } from '../shared/vocab.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

type User = Output<'users.add'>;

function loadUsers(db: ReadDb): User[] {
  return db
    .all<{ name: string; rolesJson: string; isActive: number; version: number }>(
      'SELECT name, roles_json AS rolesJson, is_active AS isActive, version FROM users ORDER BY is_active DESC, name',
    )
    .map(({ rolesJson, isActive, ...user }) => ({ ...user, roles: inOrder(JSON.parse(rolesJson) as Role[]), isActive: isActive === 1 }));
}

/** Each role once, in the order of the word list. */
const inOrder = (roles: readonly Role[]): Role[] => ROLES.filter((role) => roles.includes(role));

/** Who may act on this file; active ones first. */
export function list(context: QueryContext): Output<'users.list'> {
  return { mode: context.actor.mode, rows: loadUsers(context.db) };
}

/** @throws AppError CONFLICT when the name is taken, whatever its letters' case */
export function add(context: CommandContext, input: Parsed<'users.add'>): User {
  const { db, seq } = context;
  const taken = loadUsers(db).find((user) => user.name.toLowerCase() === input.name.toLowerCase());
  if (taken) throw new AppError('CONFLICT', `There is a user ${taken.name} already${taken.isActive ? '' : ', who is not active; make them active again'}.`);
  const roles = inOrder(input.roles);
  db.run('INSERT INTO users (name, roles_json, password_hash, is_active, version, recorded_seq) VALUES (?, ?, NULL, 1, 1, ?)', [
    input.name,
    JSON.stringify(roles),
    seq,
  ]);
  context.note({ what: 'user', user: input.name, before: null, after: { roles, isActive: true } });
  context.touch('system');
  return { name: input.name, roles, isActive: true, version: 1 };
}

/**
 * Other roles for a person, or none any more.
 * @throws AppError NOT_FOUND, CONFLICT when the person was changed since, TRANSITION_REFUSED when nobody could administer the file any more
 */
export function change(context: CommandContext, input: Parsed<'users.change'>): User {
  const { db, seq } = context;
  const users = loadUsers(db);
  const stored = users.find((user) => user.name === input.name);
  if (!stored) throw new AppError('NOT_FOUND', `There is no user ${input.name}.`);
  refuseStale(context, { record: stored.name, stored: stored.version, shown: input.version, isAbout: (change) => change['user'] === stored.name });
  const after = { roles: inOrder(input.roles), isActive: input.isActive };
  const administers = (user: Pick<User, 'roles' | 'isActive'>): boolean => user.isActive && user.roles.includes('admin');
  if (!administers(after) && !users.some((user) => user.name !== stored.name && administers(user)))
    throw new AppError('TRANSITION_REFUSED', `${stored.name} is the only active administrator. Make another person administrator first.`);
  db.run('UPDATE users SET roles_json = ?, is_active = ?, version = version + 1, recorded_seq = ? WHERE name = ?', [
    JSON.stringify(after.roles),
    after.isActive ? 1 : 0,
    seq,
    stored.name,
  ]);
  context.note({ what: 'user', user: stored.name, before: { roles: stored.roles, isActive: stored.isActive }, after, reason: input.reason });
  context.undoable({
    title: `Changed the roles of ${stored.name}`,
    procedure: 'users.change',
    input: { name: stored.name, version: stored.version + 1, roles: stored.roles, isActive: stored.isActive, reason: 'Taken back' },
  });
  context.touch('system');
  return { name: stored.name, ...after, version: stored.version + 1 };
}
