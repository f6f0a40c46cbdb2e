/** Every command of the product: what binds keys, fills the palette, the shortcut sheet and the tooltips. No second list. */

export type Scope = 'global' | 'grid' | 'partners' | 'deals' | 'reconcile' | 'exceptions' | 'close' | 'payouts' | 'imports' | 'verify';

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
}

const go = (id: string, title: string, to: string, keys: readonly string[], words = ''): Command => ({
  id: `go.${id}`,
  title,
  group: 'Go to',
  scope: 'global',
  keys,
  where: 'everywhere',
  to,
  words,
});
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
const act = (scope: Scope, id: string, title: string, keys: readonly string[], where: string, words = ''): Command => ({
  id: `${scope}.${id}`,
  title,
  group: 'Do',
  scope,
  keys,
  where,
  words,
});

export const COMMANDS: readonly Command[] = [
  go('today', 'Today', '/', ['G H', 'Ctrl+1'], 'home queues'),
  go('partners', 'Partners', '/partners', ['G P', 'Ctrl+2'], 'tiers list'),
  go('deals', 'Deals', '/deals', ['G D', 'Ctrl+3'], 'contracts clients'),
  go('close', 'Close', '/close', ['G C', 'Ctrl+4'], 'month cockpit preview'),
  go('imports', 'Import', '/imports', ['G I'], 'files csv xlsx billing'),
  go('reconcile', 'Reconcile', '/reconcile', ['G R'], 'variances expected billed'),
  go('exceptions', 'Exceptions', '/exceptions', ['G X'], 'lines that do not accrue 3.5'),
  go('ledger', 'Accruals ledger', '/ledger', ['G L'], 'posted lines commission'),
  go('journal', 'Journal', '/journal', ['G J'], 'entries trial balance debit credit'),
  go('payouts', 'Payout run', '/payouts', ['G U', 'Ctrl+5'], 'quarter pay bank'),
  go('balances', 'Balances', '/balances', ['G B'], 'payable receivable clawback'),
  go('verify', 'Verify', '/verify', ['G V', 'Ctrl+6'], 'invariants checks recompute'),
  go('audit', 'Audit trail', '/audit', ['G A'], 'who what when'),
  view('palette', 'Find or do anything', ['Ctrl+K'], 'search command palette'),
  view('shortcuts', 'Keyboard shortcuts', ['?', 'Ctrl+/'], 'help keys'),
  view('rail', 'Fold or unfold the rail', ['Ctrl+B'], 'sidebar navigation'),
  view('hideAmounts', 'Hide or show amounts', ['Ctrl+Shift+H'], 'mask privacy screen sharing'),
  view('letters', 'Single-letter keys on or off', [], 'accessibility shortcuts'),
  view('search', 'Search this list', ['/'], 'filter find'),
  view('monthBack', 'Month or quarter before', ['['], 'period'),
  view('monthForward', 'Month or quarter after', [']'], 'period'),
  view('light', 'Light colours', [], 'theme'),
  view('dark', 'Dark colours', [], 'theme'),
  view('system', 'Colours of the system', [], 'theme auto'),
  view('density', 'Compact or normal rows', [], 'density'),
  view('grouping', 'Group digits by thousand or by lakh', [], '1,234,567 12,34,567 crore'),
  list('next', 'Next row', ['J', 'ArrowDown']),
  list('previous', 'Row before', ['K', 'ArrowUp']),
  list('cells', 'Cell left or right', ['ArrowLeft', 'ArrowRight']),
  list('first', 'First row', ['Home']),
  list('last', 'Last row', ['End']),
  list('page', 'A page up or down', ['PageUp', 'PageDown']),
  list('open', 'Open', ['Enter']),
  list('peek', 'Peek, or select the row', ['Space']),
  list('proof', 'Where the figure comes from', ['Alt+Enter']),
  act('reconcile', 'explain', 'Explain the variance', ['E'], 'Reconcile'),
  act('reconcile', 'escalate', 'Escalate the variance', ['X'], 'Reconcile'),
  act('reconcile', 'correct', 'Mark as corrected by billing', ['C'], 'Reconcile'),
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
  act('imports', 'choose', 'Choose files', ['Ctrl+O', 'O'], 'Import'),
  act('imports', 'next', 'Next step', ['Ctrl+Enter'], 'Import'),
  act('verify', 'run', 'Verify now', ['Ctrl+Enter'], 'Verify'),
];

export function commandById(id: string): Command | undefined {
  return COMMANDS.find((command) => command.id === id);
}

export interface Stroke {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

function parseStroke(text: string): Stroke {
  const parts = text.split('+').filter((piece) => piece !== '');
  const key = parts.at(-1) ?? text;
  return { key: key.length === 1 ? key.toLowerCase() : key, ctrl: parts.includes('Ctrl'), alt: parts.includes('Alt'), shift: parts.includes('Shift') };
}

/** `G R` → two strokes; `Ctrl+Shift+H` → one. */
export function parseKeys(keys: string): readonly Stroke[] {
  return keys.split(' ').map(parseStroke);
}

export function strokeOf(event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }): Stroke {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // `?` needs Shift on most keyboards and not on others: for signs the shift is part of the sign.
  const sign = key.length === 1 && !/[a-z0-9]/.test(key);
  return { key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: sign ? false : event.shiftKey };
}

export function sameStroke(a: Stroke, b: Stroke): boolean {
  return a.key === b.key && a.ctrl === b.ctrl && a.alt === b.alt && a.shift === b.shift;
}

/** A single letter or sign without Ctrl or Alt: never fires while typing, and can be switched off. */
export function isLetterKey(stroke: Stroke): boolean {
  return !stroke.ctrl && !stroke.alt && stroke.key.length === 1;
}
