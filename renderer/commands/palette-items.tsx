import {
  IconArrowRight,
  IconBriefcase,
  IconBuilding,
  IconCalculator,
  IconCalendar,
  IconCommand,
  IconFileInvoice,
  IconHistory,
  IconUsers,
  IconWallet,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Permission } from '../../src/contract/define.ts';
import type { Output } from '../../src/contract/index.ts';
import { COMMANDS, type Command } from './registry.ts';

export const PALETTE_SCOPES = ['Everything', 'Records', 'Screens', 'Verbs', 'Recent'] as const;
export type PaletteScope = (typeof PALETTE_SCOPES)[number];

/** One line of the palette. */
export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  readonly scope: Exclude<PaletteScope, 'Everything'>;
  readonly title: string;
  readonly detail: string;
  readonly icon: ReactNode;
  readonly keys: string | null;
  /** Why it cannot be done: it stays and says so. */
  readonly refused: boolean;
  readonly run: () => void;
}

const SIZE = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;
export const ICONS = {
  answer: <IconCalculator {...SIZE} />,
  screen: <IconArrowRight {...SIZE} />,
  verb: <IconCommand {...SIZE} />,
  recent: <IconHistory {...SIZE} />,
  partner: <IconBuilding {...SIZE} />,
  deal: <IconBriefcase {...SIZE} />,
  client: <IconUsers {...SIZE} />,
  invoice: <IconFileInvoice {...SIZE} />,
  month: <IconCalendar {...SIZE} />,
  payout: <IconWallet {...SIZE} />,
} as const;

const RECORD_GROUPS: Readonly<Record<Output<'search.records'>['rows'][number]['kind'], string>> = {
  month: 'Books',
  payout: 'Books',
  partner: 'Partners',
  deal: 'Deals',
  client: 'Clients',
  invoice: 'Invoices',
};

/** Commands the palette offers: all of them, save those that only the component in focus can do. */
export function paletteCommands(): readonly Command[] {
  return COMMANDS.filter((command) => command.builtIn !== true && command.id !== 'view.palette');
}

export function hasWords(command: Command, text: string): boolean {
  const all = `${command.title} ${command.words ?? ''} ${command.where} ${command.takes?.word ?? ''}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

interface Doing {
  readonly canRun: (command: Command) => boolean;
  /** Null while it is not known who acts. */
  readonly permissions: readonly Permission[] | null;
  readonly run: (command: Command) => void;
  readonly open: (to: string) => void;
}

/** A command as it stands here and for whoever acts: it runs, or leads to the screen where it does, or says what it needs. */
export function commandItem(command: Command, { canRun, permissions, run, open }: Doing): PaletteItem {
  const isScreen = command.group === 'Go to';
  const isHere = canRun(command);
  const lacks = command.needs !== undefined && permissions !== null && !permissions.includes(command.needs);
  const screen = COMMANDS.find((one) => one.group === 'Go to' && one.title === command.where)?.to;
  const detail = lacks ? `Needs the right “${command.needs}”` : isHere ? (command.takes?.example ?? '') : `Works in ${command.where}`;
  return {
    id: command.id,
    group: isScreen ? 'Screens' : 'Verbs',
    scope: isScreen ? 'Screens' : 'Verbs',
    title: command.title,
    detail,
    icon: isScreen ? ICONS.screen : ICONS.verb,
    keys: command.keys[0] ?? null,
    refused: lacks || (!isHere && screen === undefined),
    run: () => (isHere ? run(command) : open(screen ?? '/')),
  };
}

export function recordItem(row: Output<'search.records'>['rows'][number], open: (to: string) => void): PaletteItem {
  return {
    id: `${row.kind} ${row.id}`,
    group: RECORD_GROUPS[row.kind],
    scope: 'Records',
    title: row.title,
    detail: row.detail,
    icon: ICONS[row.kind],
    keys: null,
    refused: false,
    run: () => open(row.to),
  };
}
