import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router';
import { z } from 'zod';
import { ACCRUAL_KINDS, CONTRACT_TYPES, PARTNER_KINDS, PARTNER_STATUSES, QUEUE_STATES, QUEUES, RECONCILIATION_STATUSES, TIERS } from '../src/shared/vocab.ts';
import { Empty, ErrorPanel, Loading } from './components/states.tsx';
import { DEAL_SORTS, DEAL_STATUSES, PARTNER_SORTS, PARTNER_TABS, SPANS } from './route-words.ts';
import { Shell } from './shell/Shell.tsx';

/** What a screen shows is in its address: filter, sort, what is selected. A part that makes no sense is left out, not an error. */
const word = z.string().min(1).max(200).optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values).optional().catch(undefined);
const direction = oneOf(['asc', 'desc']);
const number = z.number().int().positive().optional().catch(undefined);

const rootSearch = z.object({ month: word, quarter: word, span: oneOf(SPANS), asOf: word });

const root = createRootRoute({
  validateSearch: rootSearch,
  search: { middlewares: [retainSearchParams(['month', 'quarter', 'span', 'asOf'])] },
  component: Shell,
  notFoundComponent: () => <Empty kind="first" title="No such screen" description="The address leads nowhere. Choose a screen on the left, or press Ctrl+K." />,
  errorComponent: ({ error, reset }) => <ErrorPanel error={error} retry={reset} />,
});

const today = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./pages/today/TodayPage.tsx'), 'TodayPage') });

const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  validateSearch: z.object({ queue: oneOf(QUEUES), state: oneOf(QUEUE_STATES), who: word }),
  component: lazyRouteComponent(() => import('./pages/today/QueuePage.tsx'), 'QueuePage'),
});

const partners = createRoute({
  getParentRoute: () => root,
  path: '/partners',
  validateSearch: z.object({
    text: word,
    tier: oneOf(TIERS),
    status: oneOf(PARTNER_STATUSES),
    kind: oneOf(PARTNER_KINDS),
    inGrace: flag,
    withoutAccountManager: flag,
    by: oneOf(PARTNER_SORTS),
    direction,
    secondBy: oneOf(PARTNER_SORTS),
    secondDirection: direction,
    peek: word,
  }),
  component: lazyRouteComponent(() => import('./pages/partners/PartnersPage.tsx'), 'PartnersPage'),
});
const partner = createRoute({
  getParentRoute: () => root,
  path: '/partners/$partner',
  validateSearch: z.object({ tab: oneOf(PARTNER_TABS) }),
  component: lazyRouteComponent(() => import('./pages/partners/PartnerPage.tsx'), 'PartnerPage'),
});

const tiers = createRoute({
  getParentRoute: () => root,
  path: '/tiers',
  validateSearch: z.object({ on: word, tier: oneOf(TIERS), lens: oneOf(['all', 'near', 'grace', 'review']), text: word, peek: word }),
  component: lazyRouteComponent(() => import('./pages/tiers/TiersPage.tsx'), 'TiersPage'),
});
const deals = createRoute({
  getParentRoute: () => root,
  path: '/deals',
  validateSearch: z.object({
    text: word,
    partner: word,
    type: oneOf(CONTRACT_TYPES),
    status: oneOf(DEAL_STATUSES),
    by: oneOf(DEAL_SORTS),
    direction,
    secondBy: oneOf(DEAL_SORTS),
    secondDirection: direction,
    peek: word,
  }),
  component: lazyRouteComponent(() => import('./pages/deals/DealsPage.tsx'), 'DealsPage'),
});
const deal = createRoute({
  getParentRoute: () => root,
  path: '/deals/$deal',
  component: lazyRouteComponent(() => import('./pages/deals/DealPage.tsx'), 'DealPage'),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  validateSearch: z.object({ tab: oneOf(['history']), batch: z.int().min(1).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./pages/imports/ImportsPage.tsx'), 'ImportsPage'),
});
const reconcile = createRoute({
  getParentRoute: () => root,
  path: '/reconcile',
  validateSearch: z.object({ open: flag, status: oneOf(RECONCILIATION_STATUSES), text: word, peek: word }),
  component: lazyRouteComponent(() => import('./pages/reconciliation/ReconcilePage.tsx'), 'ReconcilePage'),
});
const exceptions = createRoute({
  getParentRoute: () => root,
  path: '/exceptions',
  validateSearch: z.object({ all: flag, text: word }),
  component: lazyRouteComponent(() => import('./pages/reconciliation/ExceptionsPage.tsx'), 'ExceptionsPage'),
});
const close = createRoute({
  getParentRoute: () => root,
  path: '/close',
  component: lazyRouteComponent(() => import('./pages/months/ClosePage.tsx'), 'ClosePage'),
});
const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  validateSearch: z.object({
    text: word,
    kind: oneOf(ACCRUAL_KINDS),
    partner: word,
    deal: word,
    pair: number,
    all: flag,
    by: oneOf(['postedIn', 'partner', 'deal']),
    direction,
  }),
  component: lazyRouteComponent(() => import('./pages/months/LedgerPage.tsx'), 'LedgerPage'),
});
const journal = createRoute({
  getParentRoute: () => root,
  path: '/journal',
  validateSearch: z.object({ tab: oneOf(['entries', 'balance', 'map']) }),
  component: lazyRouteComponent(() => import('./pages/months/JournalPage.tsx'), 'JournalPage'),
});
const payouts = createRoute({
  getParentRoute: () => root,
  path: '/payouts',
  validateSearch: z.object({ state: word, text: word, peek: word, compare: flag }),
  component: lazyRouteComponent(() => import('./pages/payouts/PayoutsPage.tsx'), 'PayoutsPage'),
});
const balances = createRoute({
  getParentRoute: () => root,
  path: '/balances',
  validateSearch: z.object({ peek: word }),
  component: lazyRouteComponent(() => import('./pages/payouts/BalancesPage.tsx'), 'BalancesPage'),
});
const statements = createRoute({
  getParentRoute: () => root,
  path: '/statements',
  validateSearch: z.object({ text: word, peek: word }),
  component: lazyRouteComponent(() => import('./pages/payouts/StatementsPage.tsx'), 'StatementsPage'),
});
const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: lazyRouteComponent(() => import('./pages/data/VerifyPage.tsx'), 'VerifyPage'),
});
const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  component: lazyRouteComponent(() => import('./pages/users/UsersPage.tsx'), 'UsersPage'),
});
const acts = createRoute({ getParentRoute: () => root, path: '/acts', component: lazyRouteComponent(() => import('./pages/data/ActsPage.tsx'), 'ActsPage') });
const file = createRoute({
  getParentRoute: () => root,
  path: '/file',
  component: lazyRouteComponent(() => import('./pages/data/FilePage.tsx'), 'FilePage'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: z.object({ procedure: word, actor: word, record: word, from: word, to: word }),
  component: lazyRouteComponent(() => import('./pages/data/AuditPage.tsx'), 'AuditPage'),
});

const terms = createRoute({
  getParentRoute: () => root,
  path: '/terms',
  validateSearch: z.object({ version: number, draft: number }),
  component: lazyRouteComponent(() => import('./pages/terms/TermsPage.tsx'), 'TermsPage'),
});
const termsDraft = createRoute({
  getParentRoute: () => root,
  path: '/terms/draft',
  validateSearch: z.object({ draft: number }),
  component: lazyRouteComponent(() => import('./pages/terms/DraftPage.tsx'), 'DraftPage'),
});
const calendar = createRoute({
  getParentRoute: () => root,
  path: '/calendar',
  validateSearch: z.object({ year: number }),
  component: lazyRouteComponent(() => import('./pages/terms/CalendarPage.tsx'), 'CalendarPage'),
});

const tree = root.addChildren([
  today,
  queue,
  partners,
  partner,
  tiers,
  deals,
  deal,
  imports,
  reconcile,
  exceptions,
  close,
  ledger,
  journal,
  payouts,
  statements,
  balances,
  verify,
  file,
  users,
  acts,
  audit,
  terms,
  termsDraft,
  calendar,
]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultPreload: 'intent',
    defaultPendingComponent: () => <Loading />,
    defaultPendingMs: 300,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
