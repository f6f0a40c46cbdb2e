import type { MenuItemConstructorOptions } from 'electron';

export interface MenuDeps {
  readonly isMac: boolean;
  readonly packaged: boolean;
  /** File names, newest first. */
  readonly recent: readonly string[];
  /** Tells the page in front which of its commands was chosen. */
  readonly command: (id: string) => void;
  readonly newCompany: () => void;
  readonly openCompany: () => void;
  readonly openSample: () => void;
  readonly openRecent: (position: number) => void;
  readonly saveCopy: () => void;
  readonly backUp: () => void;
  readonly revealFile: () => void;
  readonly newWindow: () => void;
  readonly showLogs: () => void;
  readonly checkForUpdates: () => void;
}

type Item = MenuItemConstructorOptions;
const SEPARATOR: Item = { type: 'separator' };

/** Screens by the ids of the page's command registry; the first ones have the key they have there. */
const SCREENS: readonly (readonly [label: string, id: string])[] = [
  ['Today', 'go.today'],
  ['Partners', 'go.partners'],
  ['Deals', 'go.deals'],
  ['Close', 'go.close'],
  ['Payout run', 'go.payouts'],
  ['Verify', 'go.verify'],
  ['Import', 'go.imports'],
  ['Reconcile', 'go.reconcile'],
  ['Exceptions', 'go.exceptions'],
  ['Accruals ledger', 'go.ledger'],
  ['Journal', 'go.journal'],
  ['Balances', 'go.balances'],
  ['Audit trail', 'go.audit'],
];
const SCREENS_WITH_KEY = 6;

/** The menu bar. What the screens do is a command id that their own registry knows; what the system does keeps its role. */
export function menuTemplate(deps: MenuDeps): Item[] {
  const command = (label: string, id: string, accelerator?: string): Item => ({
    label,
    id,
    click: () => deps.command(id),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  return [
    ...(deps.isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    fileMenu(deps),
    { label: '&Edit', submenu: editItems(command) },
    { label: '&View', submenu: viewItems(deps, command) },
    { label: '&Go', submenu: SCREENS.map(([label, id], index) => command(label, id, index < SCREENS_WITH_KEY ? `CmdOrCtrl+${index + 1}` : undefined)) },
    {
      label: '&Tools',
      submenu: [
        command('Find or do anything', 'view.palette', 'CmdOrCtrl+K'),
        command('Hide or show amounts', 'view.hideAmounts', 'CmdOrCtrl+Shift+H'),
        SEPARATOR,
        { label: 'Back up now', click: deps.backUp },
      ],
    },
    { label: '&Window', submenu: [{ label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: deps.newWindow }, { role: 'minimize' }, { role: 'close' }] },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        command('Keyboard shortcuts', 'view.shortcuts', 'CmdOrCtrl+/'),
        { label: 'Look around in the sample', click: deps.openSample },
        SEPARATOR,
        { label: 'Show log folder', click: deps.showLogs },
        { label: 'Check for updates…', click: deps.checkForUpdates },
        ...(deps.isMac ? [] : [{ role: 'about' } satisfies Item]),
      ],
    },
  ];
}

type Command = (label: string, id: string, accelerator?: string) => Item;

function fileMenu(deps: MenuDeps): Item {
  const recent: Item[] = deps.recent.map((name, position) => ({ label: name.replaceAll('&', '&&'), click: () => deps.openRecent(position) }));
  return {
    label: '&File',
    submenu: [
      { label: 'New company file…', click: deps.newCompany },
      { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: deps.openCompany },
      { label: 'Open recent', submenu: recent, enabled: recent.length > 0 },
      SEPARATOR,
      { label: 'Save a copy…', accelerator: 'CmdOrCtrl+Shift+S', click: deps.saveCopy },
      { label: 'Show in folder', click: deps.revealFile },
      SEPARATOR,
      { role: deps.isMac ? 'close' : 'quit' },
    ],
  };
}

function editItems(command: Command): Item[] {
  return [
    { role: 'undo' },
    { role: 'redo' },
    SEPARATOR,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
    SEPARATOR,
    command('Search this list', 'view.search', 'CmdOrCtrl+F'),
  ];
}

function viewItems(deps: MenuDeps, command: Command): Item[] {
  return [
    command('Fold or unfold the rail', 'view.rail', 'CmdOrCtrl+B'),
    SEPARATOR,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(deps.packaged ? [] : [SEPARATOR, { role: 'reload' } satisfies Item, { role: 'toggleDevTools' } satisfies Item]),
  ];
}
