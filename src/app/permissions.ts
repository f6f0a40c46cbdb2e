import type { Permission } from '../contract/define.ts';
import { PERMISSIONS } from '../contract/define.ts';
import type { Role } from '../shared/vocab.ts';

/** What each role may do in team mode. Maker-checker (a proposer does not approve) is a rule of its own, 6.4. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: ['read', 'admin'],
  partner_manager: ['read', 'partners', 'deals'],
  finance: ['read', 'finance'],
  finance_director: ['read', 'finance', 'approve'],
  case_handler: ['read'],
  auditor: ['read'],
};

export const ALL_PERMISSIONS: ReadonlySet<string> = new Set<string>(PERMISSIONS);

export function permissionsOf(roles: readonly Role[]): ReadonlySet<string> {
  return new Set<string>(roles.flatMap((role) => ROLE_PERMISSIONS[role]));
}
