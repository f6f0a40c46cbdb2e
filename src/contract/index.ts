import type { z } from 'zod';
import { actsProcedures } from './acts.ts';
import { balancesProcedures } from './balances.ts';
import { bankProcedures } from './bank.ts';
import { companyProcedures } from './company.ts';
import { dealsProcedures, reconciliationProcedures } from './deals.ts';
import type { Procedure } from './define.ts';
import { deskProcedures } from './desk.ts';
import { exportsProcedures } from './exports.ts';
import { filesProcedures } from './files.ts';
import { importsProcedures } from './imports.ts';
import { monthsProcedures, payoutsProcedures } from './months.ts';
import { partnersProcedures } from './partners.ts';
import { proofProcedures } from './proof.ts';
import { queueProcedures } from './queue.ts';
import { searchProcedures } from './search.ts';
import { statementsProcedures } from './statements.ts';
import { systemProcedures } from './system.ts';
import { termsProcedures } from './terms.ts';
import { tiersProcedures } from './tiers.ts';
import { usersProcedures } from './users.ts';

/** Everything a client may call: the one map from which types, hosts, handlers and tests are derived. */
export const PROCEDURES = {
  ...filesProcedures,
  ...termsProcedures,
  ...partnersProcedures,
  ...tiersProcedures,
  ...dealsProcedures,
  ...reconciliationProcedures,
  ...monthsProcedures,
  ...payoutsProcedures,
  ...balancesProcedures,
  ...statementsProcedures,
  ...companyProcedures,
  ...bankProcedures,
  ...importsProcedures,
  ...systemProcedures,
  ...proofProcedures,
  ...actsProcedures,
  ...deskProcedures,
  ...exportsProcedures,
  ...usersProcedures,
  ...queueProcedures,
  ...searchProcedures,
} satisfies Record<string, Procedure>;

export type Procedures = typeof PROCEDURES;
export type Name = keyof Procedures;
export type Input<N extends Name> = z.input<Procedures[N]['input']>;
/** Input after parsing: what a service receives. */
export type Parsed<N extends Name> = z.output<Procedures[N]['input']>;
export type Output<N extends Name> = z.input<Procedures[N]['output']>;
/** An answer as parsed: money, dates and codes in their own types. */
export type Answer<N extends Name> = z.output<Procedures[N]['output']>;
export type KindOf<N extends Name> = Procedures[N]['kind'];

/** Procedures that a service answers. */
export type ServiceName = { [N in Name]: KindOf<N> extends 'host' ? never : N }[Name];

export function isName(name: string): name is Name {
  return Object.hasOwn(PROCEDURES, name);
}

/** Areas of which something changed, published after a commit; screens showing them refetch. */
export const TOPICS = ['partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts', 'terms', 'system', 'files', 'desk'] as const;
export type Topic = (typeof TOPICS)[number];
