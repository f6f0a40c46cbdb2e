import { ActionIcon, Button, Checkbox, Group, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns, IconPin } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { AS_SHIPPED, arrange, moved, withHidden, withPinned } from './grid-layout.ts';
import type { GridColumn, GridLayout } from './grid-types.ts';

interface ChooserProps<R> {
  readonly columns: readonly GridColumn<R>[];
  readonly layout: GridLayout;
  readonly onChange: (layout: GridLayout) => void;
}

function ColumnRow<R>({ column, layout, onChange, columns }: ChooserProps<R> & { readonly column: GridColumn<R> }): ReactNode {
  const at = arrange(columns, layout).findIndex(({ id }) => id === column.id);
  const name = `${column.header}${column.unit === undefined ? '' : ` ${column.unit}`}`;
  return (
    <Group gap={4} wrap="nowrap" justify="space-between">
      <Checkbox
        size="xs"
        label={name}
        checked={!layout.hidden.includes(column.id)}
        disabled={column.isRowHeader === true}
        onChange={(event) => onChange(withHidden(layout, column.id, !event.currentTarget.checked))}
      />
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          size={24}
          variant={at >= 0 && at < layout.pinned ? 'light' : 'subtle'}
          color="gray"
          disabled={at < 0}
          aria-pressed={at >= 0 && at < layout.pinned}
          aria-label={`Keep the columns up to ${name} in place`}
          onClick={() => onChange(withPinned(layout, at))}
        >
          <IconPin size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon size={24} variant="subtle" color="gray" aria-label={`${name} one place up`} onClick={() => onChange(moved(columns, layout, column.id, -1))}>
          <IconChevronUp size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          aria-label={`${name} one place down`}
          onClick={() => onChange(moved(columns, layout, column.id, 1))}
        >
          <IconChevronDown size={14} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}

/** Which columns a list shows, and in which order. The name of the row always stays. */
export function ColumnChooser<R>({ columns, layout, onChange }: ChooserProps<R>): ReactNode {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = arrange(columns, { ...layout, hidden: [] }).filter((column) => column.header.toLowerCase().includes(wanted));
  return (
    <Popover position="bottom-end" width={280} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon size={30} variant="default" aria-label="Columns" title="Columns">
          <IconColumns size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          <TextInput
            size="xs"
            placeholder="Find a column"
            aria-label="Find a column"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
          <ScrollArea.Autosize mah={320} type="auto">
            <Stack gap={4}>
              {shown.map((column) => (
                <ColumnRow key={column.id} {...{ column, columns, layout, onChange }} />
              ))}
              {shown.length === 0 && (
                <Text size="xs" c="dimmed">
                  No column of this name
                </Text>
              )}
            </Stack>
          </ScrollArea.Autosize>
          <Button size="compact-xs" variant="subtle" onClick={() => onChange(AS_SHIPPED)}>
            As shipped
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
