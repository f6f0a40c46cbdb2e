import type { KindOf, ServiceName as Name, Output, Parsed } from '../contract/index.ts';
import type { StartReader } from '../importers/index.ts';
import * as accruals from '../services/accruals.ts';
import * as acts from '../services/acts.ts';
import * as audit from '../services/audit.ts';
import { risk } from '../services/balances/risk.ts';
import * as balances from '../services/balances.ts';
import { control as bankControl, file as bankFile } from '../services/bank/documents.ts';
import * as bank from '../services/bank.ts';
import * as company from '../services/company.ts';
import type { CommandContext, QueryContext } from '../services/context.ts';
import * as deals from '../services/deals.ts';
import * as desk from '../services/desk.ts';
import * as exceptions from '../services/exceptions.ts';
import * as holidays from '../services/holidays.ts';
import * as forms from '../services/imports/forms.ts';
import * as importHistory from '../services/imports/history.ts';
import { revert as revertImport } from '../services/imports/revert.ts';
import { rows as importRows } from '../services/imports/rows.ts';
import * as imports from '../services/imports.ts';
import * as journal from '../services/journal.ts';
import * as months from '../services/months.ts';
import * as partners from '../services/partners.ts';
import { compare } from '../services/payouts/compare.ts';
import * as payouts from '../services/payouts.ts';
import * as queue from '../services/queue.ts';
import { addsUp } from '../services/reconciliation/adds-up.ts';
import * as reconciliation from '../services/reconciliation.ts';
import * as search from '../services/search.ts';
import { pdf as statementPdf, workbook as statementWorkbook } from '../services/statements/documents.ts';
import * as statementIssues from '../services/statements/issues.ts';
import * as statements from '../services/statements.ts';
import * as system from '../services/system.ts';
import * as terms from '../services/terms.ts';
import * as tiers from '../services/tiers.ts';
import * as today from '../services/today.ts';
import * as users from '../services/users.ts';
import * as verify from '../services/verify.ts';
import { exportList } from './export-list.ts';
import { impact } from './impact.ts';
import { proofOf, proofOfPreview } from './proofs.ts';
import { undo } from './undo.ts';

/** An intake decodes outside any transaction, then applies inside one; no async code can sit in the second. */
export interface Intake<N extends Name, D = never> {
  readonly decode: (
    input: Parsed<N>,
    options: {
      readonly allowPaths: boolean;
      readonly startReader: StartReader;
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
  'terms.drafts': terms.drafts,
  'terms.draft': terms.draft,
  'terms.approve': terms.approve,
  'terms.activate': terms.activate,
  'terms.withdraw': terms.withdraw,
  'terms.impact': impact,
  'terms.examples': terms.examples,
  'holidays.list': holidays.list,
  'holidays.add': holidays.add,
  'holidays.remove': holidays.remove,
  'partners.list': partners.list,
  'partners.totals': partners.totals,
  'partners.get': partners.get,
  'partners.enter': forms.enterPartner,
  'partners.negotiate': forms.negotiate,
  'partners.set': partners.set,
  'partners.label': partners.label,
  'partners.assign': partners.assign,
  'tiers.board': tiers.board,
  'tiers.simulate': tiers.simulate,
  'tiers.asOf': tiers.asOf,
  'tiers.history': tiers.history,
  'deals.list': deals.list,
  'deals.totals': deals.totals,
  'deals.get': deals.get,
  'deals.rates': deals.rates,
  'deals.void': deals.voidDeal,
  'deals.enter': forms.enterDeal,
  'deals.complete': forms.completeDeal,
  'deals.cancel': forms.cancelDeal,
  'deals.takeBack': deals.takeBack,
  'reconciliation.month': reconciliation.month,
  'reconciliation.list': reconciliation.list,
  'reconciliation.addsUp': addsUp,
  'reconciliation.work': reconciliation.work,
  'exceptions.list': exceptions.list,
  'exceptions.decide': exceptions.decide,
  'months.list': months.list,
  'months.preview': months.preview,
  'months.close': months.close,
  'accruals.list': accruals.list,
  'accruals.page': accruals.page,
  'accruals.totals': accruals.totals,
  'balances.partners': balances.partners,
  'balances.risk': risk,
  'journal.trialBalance': journal.trialBalance,
  'journal.entries': journal.entries,
  'journal.map': journal.map,
  'exports.list': exportList(queryNamed),
  'exports.journal': journal.exportCsv,
  'payouts.quarter': payouts.quarter,
  'payouts.run': payouts.run,
  'payouts.compare': compare,
  'payouts.propose': payouts.propose,
  'payouts.approve': payouts.approve,
  'payouts.send': payouts.send,
  'payouts.pay': payouts.pay,
  'payouts.hold': payouts.hold,
  'payouts.release': payouts.release,
  'payouts.fail': payouts.fail,
  'statements.list': statements.list,
  'statements.get': statements.get,
  'statements.line': statements.line,
  'statements.issue': statementIssues.issue,
  'statements.reissue': statementIssues.reissue,
  'statements.pdf': statementPdf,
  'statements.workbook': statementWorkbook,
  'bank.payments': bank.payments,
  'bank.export': bank.exportFile,
  'bank.file': bankFile,
  'bank.control': bankControl,
  'company.get': company.get,
  'company.set': company.set,
  'imports.run': imports.run,
  'imports.list': importHistory.list,
  'imports.rows': importRows,
  'imports.get': importHistory.get,
  'imports.changes': importHistory.changes,
  'imports.revert': revertImport,
  'system.info': system.info,
  'system.verify': verify.run,
  'system.recordVerify': system.recordVerify,
  'proof.of': proofOf,
  'proof.ofPreview': proofOfPreview,
  'today.summary': today.summary,
  'today.seen': today.seen,
  'system.actor': system.actor,
  'queue.list': queue.list,
  'queue.assign': queue.assign,
  'queue.snooze': queue.snooze,
  'queue.calendar': queue.calendar,
  'search.records': search.records,
  'audit.list': audit.list,
  'audit.overview': audit.overview,
  'audit.seal': verify.seal,
  'users.list': users.list,
  'users.add': users.add,
  'users.change': users.change,
  'views.list': desk.views,
  'views.save': desk.saveView,
  'views.remove': desk.removeView,
  'drafts.list': desk.drafts,
  'drafts.save': desk.saveDraft,
  'drafts.discard': desk.discardDraft,
  'acts.list': acts.list,
  'acts.undo': undo(commandNamed),
} satisfies Handlers;

/** A command by name; only commands can be the inverse of an act. */
function commandNamed(name: string): ((context: CommandContext, input: unknown) => unknown) | undefined {
  const handler = (HANDLERS as Readonly<Record<string, unknown>>)[name];
  return typeof handler === 'function' ? (handler as (context: CommandContext, input: unknown) => unknown) : undefined;
}

/** A query by name: what a list written out is asked. */
function queryNamed(name: string): ((context: QueryContext, input: unknown) => unknown) | undefined {
  const handler = (HANDLERS as Readonly<Record<string, unknown>>)[name];
  return typeof handler === 'function' ? (handler as (context: QueryContext, input: unknown) => unknown) : undefined;
}
