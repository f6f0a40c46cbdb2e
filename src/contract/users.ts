import { z } from 'zod';
import { ROLES } from '../shared/vocab.ts';
import { command, query } from './define.ts';
import { nothing, reason, version } from './values.ts';

const name = z
  .string()
  .trim()
  .min(2, 'write a name of at least two letters')
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'letters, digits, spaces, dots and hyphens only');
const roles = z.array(z.enum(ROLES)).min(1, 'give at least one role').max(ROLES.length);

export const userRow = z.strictObject({ name: z.string(), roles: z.array(z.enum(ROLES)), isActive: z.boolean(), version: z.int() });

export const usersProcedures = {
  'users.list': query({
    summary: 'Who may act on this file in team mode, with roles',
    input: nothing,
    output: z.strictObject({ mode: z.enum(['solo', 'team']), rows: z.array(userRow) }),
  }),
  'users.add': command({
    summary: 'Adds a person with roles',
    permission: 'admin',
    input: z.strictObject({ name, roles }),
    output: userRow,
    errors: ['CONFLICT'],
  }),
  'users.change': command({
    summary: 'Gives a person other roles, or takes the file away from them; one active administrator always remains',
    permission: 'admin',
    input: z.strictObject({ name: z.string(), version, roles, isActive: z.boolean(), reason }),
    output: userRow,
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
};
