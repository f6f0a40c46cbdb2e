import type { KindOf, ServiceName as Name, Output, Parsed } from '../contract/index.ts';
import * as accruals from '../services/accruals.ts';
import * as audit from '../services/audit.ts';
import * as balances from '../services/balances.ts';
import type { CommandContext, QueryContext } from '../services/context.ts';
import * as deals from '../services/deals.ts';
import * as exceptions from '../services/exceptions.ts';
import * as imports from '../services/imports.ts';
import * as journal from '../services/journal.ts';
import * as months from '../services/months.ts';
import * as partners from '../services/partners.ts';
import * as payouts from '../services/payouts.ts';
import * as proof from '../services/proof.ts';
import * as reconciliation from '../services/reconciliation.ts';
import * as system from '../services/system.ts';
import * as terms from '../services/terms.ts';
import * as tiers from '../services/tiers.ts';
import * as today from '../services/today.ts';
import * as verify from '../services/verify.ts';

/** An intake decodes outside any transaction, then applies inside one; no async code can sit in the second. */
export interface Intake<N extends Name, D = never> {
  readonly decode: (
    input: Parsed<N>,
    options: {
      readonly allowPaths: boolean;
      readonly xlsxChildPath?: string;
      readonly signal?: AbortSignal;
      readonly onProgress: (phase: string, done: number, total: number) => void;
    },
  ) => Promise<D>;
  readonly apply: (context: CommandContext, input: Parsed<N>, decoded: D) => Output<N>;
  /** True when the input asks for the report only: everything is rolled back. */
  readonly isDryRun: (input: Parsed<N>) => boolean;
}

/** A document reads one view, then renders off the database. */
export interface DocumentService<N extends Name, M = never> {
  readonly read: (context: QueryContext, input: Parsed<N>) => M;
  readonly render: (model: M, input: Parsed<N>) => Promise<Output<N>>;
}

type HandlerByKind<N extends Name> = {
  query: (context: QueryContext, input: Parsed<N>) => Output<N>;
  command: (context: CommandContext, input: Parsed<N>) => Output<N>;
  rehearsal: (context: CommandContext, input: Parsed<N>) => Output<N>;
  // biome-ignore lint/suspicious/noExplicitAny: the model between the two phases is private to each service
  intake: Intake<N, any>;
  // biome-ignore lint/suspicious/noExplicitAny: the model between the two phases is private to each service
  document: DocumentService<N, any>;
};

export type Handler<N extends Name> = HandlerByKind<N>[KindOf<N>];
export type Handlers = { readonly [N in Name]: Handler<N> };

/** Name → service function; a procedure without one does not compile. */
export const HANDLERS = {
  'terms.list': terms.list,
  'terms.add': terms.add,
  'holidays.list': terms.holidays,
  'partners.list': partners.list,
  'partners.get': partners.get,
  'tiers.asOf': tiers.asOf,
  'tiers.history': tiers.history,
  'deals.list': deals.list,
  'deals.get': deals.get,
  'deals.rates': deals.rates,
  'deals.void': deals.voidDeal,
  'reconciliation.month': reconciliation.month,
  'reconciliation.list': reconciliation.list,
  'reconciliation.work': reconciliation.work,
  'exceptions.list': exceptions.list,
  'exceptions.decide': exceptions.decide,
  'months.list': months.list,
  'months.preview': months.preview,
  'months.close': months.close,
  'accruals.list': accruals.list,
  'accruals.page': accruals.page,
  'balances.partners': balances.partners,
  'journal.trialBalance': journal.trialBalance,
  'journal.entries': journal.entries,
  'exports.journal': journal.exportCsv,
  'payouts.quarter': payouts.quarter,
  'payouts.run': payouts.run,
  'payouts.propose': payouts.propose,
  'payouts.approve': payouts.approve,
  'payouts.send': payouts.send,
  'payouts.pay': payouts.pay,
  'payouts.hold': payouts.hold,
  'payouts.release': payouts.release,
  'payouts.fail': payouts.fail,
  'imports.run': imports.run,
  'imports.list': imports.list,
  'system.info': system.info,
  'system.verify': verify.run,
  'system.recordVerify': system.recordVerify,
  'proof.of': proof.of,
  'today.summary': today.summary,
  'audit.list': audit.list,
} satisfies Handlers;
