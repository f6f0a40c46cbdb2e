import { Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconBriefcase, IconBuilding, IconCommand, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useProcedure } from '../api/hooks.ts';
import { KeyCaps } from '../components/Keys.tsx';
import { canRun, runCommand } from './keys.ts';
import { COMMANDS, type Command } from './registry.ts';

const SHOWN = 6;

/** Commands the palette offers: all of them, save those that only the component in focus can do. */
export function paletteCommands(): readonly Command[] {
  return COMMANDS.filter((command) => command.builtIn !== true && command.id !== 'view.palette');
}

function matches(command: Command, query: string): boolean {
  const text = `${command.title} ${command.words ?? ''} ${command.where}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function commandAction(command: Command): SpotlightActionData {
  const isHere = canRun(command);
  return {
    id: command.id,
    label: command.title,
    description: isHere ? '' : `Works in ${command.where}`,
    disabled: !isHere,
    leftSection: command.group === 'Go to' ? <IconArrowRight size={16} aria-hidden /> : <IconCommand size={16} aria-hidden />,
    rightSection: command.keys[0] === undefined ? null : <KeyCaps keys={command.keys[0]} />,
    onClick: () => void runCommand(command.id),
  };
}

function useRecords(query: string): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const enabled = query.trim().length >= 2;
  const input = { filter: { text: query.trim() }, limit: SHOWN };
  const partners = useProcedure('partners.list', input, { enabled, keep: true });
  const deals = useProcedure('deals.list', input, { enabled, keep: true });
  if (!enabled) return [];
  return [
    {
      group: 'Partners',
      actions: (partners.data?.rows ?? []).map((row) => ({
        id: `partner:${row.partner}`,
        label: row.name,
        description: row.partner,
        leftSection: <IconBuilding size={16} aria-hidden />,
        onClick: () => void navigate({ to: '/partners/$partner', params: { partner: row.partner } }),
      })),
    },
    {
      group: 'Deals',
      actions: (deals.data?.rows ?? []).map((row) => ({
        id: `deal:${row.deal}`,
        label: `${row.client}`,
        description: `${row.deal} · ${row.partnerName}`,
        leftSection: <IconBriefcase size={16} aria-hidden />,
        onClick: () => void navigate({ to: '/deals/$deal', params: { deal: row.deal } }),
      })),
    },
  ].filter((group) => group.actions.length > 0);
}

/** Ctrl+K: screens, verbs, partners and deals in one box. */
export function Palette(): ReactNode {
  const [query, setQuery] = useState('');
  const [settled] = useDebouncedValue(query, 120);
  const records = useRecords(settled);
  const groups: SpotlightActionGroupData[] = (['Go to', 'Do', 'View'] as const)
    .map((group) => ({
      group,
      actions: paletteCommands()
        .filter((command) => command.group === group && matches(command, query))
        .map(commandAction),
    }))
    .map(({ group, actions }) => ({ group, actions: actions.toSorted((a, b) => Number(a.disabled) - Number(b.disabled)) }))
    .filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={[...records, ...groups]}
      filter={(_, actions) => actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      overlayProps={{ backgroundOpacity: 0.25, blur: 0 }}
      scrollable
      maxHeight={460}
      highlightQuery
      nothingFound="Nothing has these words"
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Partner, client, deal, screen or verb',
        'aria-label': 'Find or do anything',
      }}
      radius="md"
      size={620}
    />
  );
}

export function openPalette(): void {
  spotlight.open();
}

export function PaletteHint(): ReactNode {
  return (
    <Group gap={6} wrap="nowrap" style={{ flex: 1 }}>
      <IconSearch size={14} aria-hidden />
      <Text size="sm" style={{ flex: 1, textAlign: 'left' }}>
        Find or do anything
      </Text>
      <KeyCaps keys="Ctrl+K" />
    </Group>
  );
}
