import type { Permission } from './define.ts';

/** Every command of the product: what binds keys, fills the palette, the shortcut sheet, the native menus and the tooltips. No second list. */

export type Scope =
  | 'file'
  | 'today'
  | 'queue'
  | 'global'
  | 'grid'
  | 'partners'
  | 'partner'
  | 'tiers'
  | 'users'
  | 'deals'
  | 'deal'
  | 'reconcile'
  | 'exceptions'
  | 'close'
  | 'payouts'
  | 'statements'
  | 'imports'
  | 'verify'
  | 'terms'
  | 'calendar';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Go to' | 'Do' | 'View' | 'List';
  readonly scope: Scope;
  /** `Ctrl+K`, `?`, `G R` (one after the other). Empty: through the palette. */
  readonly keys: readonly string[];
  /** Where it works, in the words of the shortcut sheet. */
  readonly where: string;
  /** A screen to open; commands without one are run by whoever registered a handler. */
  readonly to?: string;
  /** Handled by the component that has the focus; listed for the sheet. */
  readonly builtIn?: boolean;
  readonly words?: string;
  /** The right that the act asks for; who lacks it is told so. */
  readonly needs?: Permission;
  /** What may follow its word in the palette: `close 2026-09`, `proof of P-0008`. */
  readonly takes?: Taking;
}

export interface Taking {
  readonly word: string;
  readonly value: 'month' | 'quarter' | 'record';
  readonly example: string;
}

const go = (id: string, title: string, to: string, keys: readonly string[], words = '', takes?: Taking): Command => ({
  id: `go.${id}`,
  title,
  group: 'Go to',
  scope: 'global',
  keys,
  where: 'everywhere',
  to,
  words,
  ...(takes === undefined ? {} : { takes }),
});
const ofMonth = (word: string): Taking => ({ word, value: 'month', example: `${word} 2026-09` });
const view = (id: string, title: string, keys: readonly string[], words = ''): Command => ({
  id: `view.${id}`,
  title,
  group: 'View',
  scope: 'global',
  keys,
  where: 'everywhere',
  words,
});
const list = (id: string, title: string, keys: readonly string[]): Command => ({
  id: `grid.${id}`,
  title,
  group: 'List',
  scope: 'grid',
  keys,
  where: 'in a list',
  builtIn: true,
});
const edit = (id: string, title: string, keys: readonly string[], words = ''): Command => ({
  id: `edit.${id}`,
  title,
  group: 'Do',
  scope: 'global',
  keys,
  where: 'everywhere',
  words,
});
const act = (scope: Scope, id: string, title: string, keys: readonly string[], where: string, words = ''): Command => ({
  id: `${scope}.${id}`,
  title,
  group: 'Do',
  scope,
  keys,
  where,
  words,
  ...needsOf(scope, id),
});

/** Asks for no right, or for another one at each step: its screen says which. */
const FREE: ReadonlySet<string> = new Set([
  'close.preview',
  'payouts.primary',
  'payouts.compare',
  'statements.pdf',
  'statements.workbook',
  'terms.primary',
  'imports.next',
  'reconcile.nextOpen',
  'reconcile.selectOpen',
  'exceptions.selectOpen',
]);

function needsOf(scope: Scope, id: string): Pick<Command, 'needs'> {
  const needs = FREE.has(`${scope}.${id}`) ? undefined : NEEDS[scope];
  return needs === undefined ? {} : { needs };
}

/** The right that the verbs of a screen ask for, as the contract does of their procedures. */
const NEEDS: Partial<Record<Scope, Permission>> = {
  partners: 'partners',
  partner: 'partners',
  deals: 'deals',
  deal: 'deals',
  reconcile: 'finance',
  exceptions: 'finance',
  close: 'finance',
  payouts: 'finance',
  statements: 'finance',
  imports: 'finance',
  terms: 'admin',
  calendar: 'admin',
};

export const COMMANDS: readonly Command[] = [
  go('today', 'Today', '/', ['G H', 'Ctrl+1'], 'home queues'),
  go('queue', 'Work queue', '/queue', ['G Q'], 'clocks deadlines due overdue waiting'),
  go('partners', 'Partners', '/partners', ['G P', 'Ctrl+2'], 'tiers list'),
  go('tiers', 'Tiers', '/tiers', ['G E'], 'board promotion grace review simulate'),
  go('deals', 'Deals', '/deals', ['G D', 'Ctrl+3'], 'contracts clients'),
  go('close', 'Close', '/close', ['G C', 'Ctrl+4'], 'month cockpit preview', ofMonth('close')),
  go('imports', 'Import', '/imports', ['G I'], 'files csv xlsx billing'),
  go('reconcile', 'Reconcile', '/reconcile', ['G R'], 'variances expected billed', ofMonth('reconcile')),
  go('exceptions', 'Exceptions', '/exceptions', ['G X'], 'lines that do not accrue 3.5'),
  go('ledger', 'Accruals ledger', '/ledger', ['G L'], 'posted lines commission', ofMonth('ledger')),
  go('journal', 'Journal', '/journal', ['G J'], 'entries trial balance debit credit', ofMonth('journal')),
  go('payouts', 'Payout run', '/payouts', ['G U', 'Ctrl+5'], 'quarter pay bank', { word: 'payout', value: 'quarter', example: 'payout 2026-Q3' }),
  go('statements', 'Statements', '/statements', ['G S'], 'partner paper number dispute line code'),
  go('balances', 'Balances', '/balances', ['G B'], 'payable receivable clawback', ofMonth('balances')),
  go('verify', 'Verify', '/verify', ['G V', 'Ctrl+6'], 'invariants checks recompute'),
  go('users', 'People', '/users', ['G W'], 'users roles rights team setup'),
  go('acts', 'My acts', '/acts', ['G Z'], 'undo take back history'),
  go('file', 'File', '/file', ['G F'], 'backup restore company path size recent lease'),
  go('audit', 'Audit trail', '/audit', ['G A'], 'who what when'),
  go('terms', 'Programme terms', '/terms', ['G T', 'Ctrl+7'], 'policies versions tiers rates setup'),
  go('calendar', 'Calendar of holidays', '/calendar', ['G Y'], 'bank holidays business days year setup'),
  view('palette', 'Find or do anything', ['Ctrl+K'], 'search command palette'),
  view('shortcuts', 'Keyboard shortcuts', ['?', 'Ctrl+/'], 'help keys'),
  view('help', 'The rule behind this screen', ['F1'], 'help rules terms in force'),
  view('rail', 'Fold or unfold the rail', ['Ctrl+B'], 'sidebar navigation'),
  view('hideAmounts', 'Hide or show amounts', ['Ctrl+Shift+H'], 'mask privacy screen sharing'),
  view('letters', 'Single-letter keys on or off', [], 'accessibility shortcuts'),
  view('search', 'Search this list', ['/'], 'filter find'),
  view('back', 'Back', ['Alt+ArrowLeft'], 'history before'),
  view('forward', 'Forward', ['Alt+ArrowRight'], 'history after'),
  view('pane', 'Next part of the window', ['F6'], 'focus pane rail header footer'),
  view('paneBack', 'Part of the window before', ['Shift+F6'], 'focus pane rail header footer'),
  view('copyLink', 'Copy a link to this screen', ['Ctrl+Shift+L'], 'address url share partnerdesk'),
  view('jobs', 'Show running and finished jobs', [], 'progress cancel tray'),
  view('monthBack', 'Month or quarter before', ['['], 'period'),
  view('monthForward', 'Month or quarter after', [']'], 'period'),
  view('light', 'Light colours', [], 'theme'),
  view('dark', 'Dark colours', [], 'theme'),
  view('system', 'Colours of the system', [], 'theme auto'),
  view('density', 'Compact or normal rows', [], 'density'),
  view('grouping', 'Group digits by thousand or by lakh', [], '1,234,567 12,34,567 crore'),
  edit('undo', 'Take back my last act', ['Ctrl+Z'], 'undo'),
  edit('redo', 'Do again what was taken back', ['Ctrl+Y', 'Ctrl+Shift+Z'], 'redo'),
  {
    ...edit('proof', 'Proof of a partner’s balance or a deal’s rate', [], 'where a figure comes from'),
    takes: { word: 'proof of', value: 'record', example: 'proof of P-0008' },
  },
  act('today', 'next', 'Open the next item', ['Enter'], 'Today', 'work due first'),
  act('today', 'seen', 'Mark what is new as seen', ['C'], 'Today', 'since last visit changed'),
  act('queue', 'assign', 'Assign', ['A'], 'Work queue', 'give take person'),
  act('queue', 'mine', 'Take it myself', ['M'], 'Work queue', 'assign me'),
  act('queue', 'snooze', 'Snooze, with a reason', ['S'], 'Work queue', 'pause until later'),
  act('queue', 'calendar', 'Save the dates as a calendar file', [], 'Work queue', 'ics export outlook'),
  { id: 'list.export', title: 'Write this list to a file', group: 'List', scope: 'grid', keys: ['Ctrl+E'], where: 'in a list', words: 'export csv download' },
  list('range', 'Choose cells', ['Shift+ArrowDown', 'Shift+ArrowRight']),
  list('copy', 'Copy the cells chosen', ['Ctrl+C']),
  list('next', 'Next row', ['J', 'ArrowDown']),
  list('previous', 'Row before', ['K', 'ArrowUp']),
  list('cells', 'Cell left or right', ['ArrowLeft', 'ArrowRight']),
  list('first', 'First row', ['Home']),
  list('last', 'Last row', ['End']),
  list('page', 'A page up or down', ['PageUp', 'PageDown']),
  list('open', 'Open', ['Enter']),
  list('peek', 'Peek, or select the row', ['Space']),
  list('proof', 'Where the figure comes from', ['Alt+Enter']),
  act('partners', 'new', 'New partner', ['N'], 'Partners', 'take on add'),
  act('partner', 'change', 'Change the partner', ['E'], 'a partner', 'edit'),
  act('partner', 'negotiate', 'Record negotiated terms', [], 'a partner', 'tier rate 1.6'),
  act('users', 'add', 'Add a person', ['N'], 'People', 'user role'),
  act('tiers', 'simulate', 'What if this partner registers more', ['S'], 'Tiers', 'simulate'),
  act('deals', 'register', 'Register a deal', ['R', 'N'], 'Deals', 'new add'),
  act('deal', 'change', 'Change the deal', ['E'], 'a deal', 'edit'),
  act('deal', 'complete', 'Record the completion', [], 'a deal', 'fixed price'),
  act('deal', 'cancel', 'Record a cancellation', [], 'a deal', 'clawback end'),
  act('deal', 'void', 'Void the deal', [], 'a deal', 'mistake'),
  act('reconcile', 'explain', 'Explain the variance', ['E'], 'Reconcile'),
  act('reconcile', 'escalate', 'Escalate the variance', ['X'], 'Reconcile'),
  act('reconcile', 'correct', 'Mark as corrected by billing', ['C'], 'Reconcile'),
  act('reconcile', 'addsUp', 'What adds up to this?', ['W'], 'Reconcile', 'sum lines difference'),
  act('reconcile', 'repeat', 'Repeat the last decision', ['.'], 'Reconcile'),
  act('reconcile', 'nextOpen', 'Next open row', ['N'], 'Reconcile'),
  act('reconcile', 'selectOpen', 'Select all open rows', ['Ctrl+A'], 'Reconcile'),
  act('exceptions', 'accept', 'Let it accrue', ['A'], 'Exceptions'),
  act('exceptions', 'leaveOut', 'Leave it out', ['R'], 'Exceptions'),
  act('exceptions', 'repeat', 'Repeat the last decision', ['.'], 'Exceptions'),
  act('exceptions', 'selectOpen', 'Select all undecided', ['Ctrl+A'], 'Exceptions'),
  act('close', 'close', 'Close the month', ['Ctrl+Shift+Enter'], 'Close'),
  act('close', 'preview', 'Work the preview out again', ['P'], 'Close'),
  act('payouts', 'primary', 'Next step of the run', ['Ctrl+Enter'], 'Payout run', 'propose approve send pay'),
  act('payouts', 'hold', 'Hold or release the payment', ['H'], 'Payout run'),
  act('payouts', 'compare', 'Compare with the last run', ['V'], 'Payout run', 'difference before'),
  act('statements', 'issue', 'Issue the statements', ['I'], 'Statements', 'send out number paper'),
  act('statements', 'pdf', 'Save the statement as PDF', ['P'], 'Statements', 'paper print'),
  act('statements', 'workbook', 'Save the statement as workbook', ['X'], 'Statements', 'excel check formulas'),
  act('statements', 'reissue', 'Issue the statement again', ['R'], 'Statements', 'revision correct name account'),
  act('imports', 'choose', 'Choose files', ['Ctrl+O', 'O'], 'Import'),
  act('imports', 'next', 'Next step', ['Ctrl+Enter'], 'Import'),
  act('imports', 'leaveOut', 'Leave the bad rows out', ['X'], 'Import', 'refused csv reasons good rows'),
  act('imports', 'revert', 'Take the import back', ['U'], 'Import', 'revert undo batch history'),
  act('terms', 'new', 'Prepare new terms', ['N'], 'Programme terms', 'draft version'),
  act('terms', 'change', 'Change the draft', ['E'], 'Programme terms'),
  act('terms', 'primary', 'Next step of the draft', ['Ctrl+Enter'], 'Programme terms', 'keep approve activate'),
  act('terms', 'withdraw', 'Withdraw the draft', ['W'], 'Programme terms'),
  act('calendar', 'add', 'Add a holiday', ['N'], 'Calendar of holidays'),
  act('verify', 'run', 'Verify now', ['Ctrl+Enter'], 'Verify'),
  act('file', 'backup', 'Back up now', ['B'], 'File', 'copy safe'),
  act('file', 'saveCopy', 'Save a copy', ['Ctrl+Shift+S'], 'File', 'export duplicate'),
];

export function commandById(id: string): Command | undefined {
  return COMMANDS.find((command) => command.id === id);
}
