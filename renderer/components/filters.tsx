import { Button, CloseButton, Kbd, Select, Switch, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCommandHandlers } from '../commands/keys.ts';

/** The search of a list; `/` goes there, Esc empties it. Asks only when the typing rests. */
export function SearchBox({
  value,
  onChange,
  label,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly label: string;
}): ReactNode {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text), 150);
    return () => clearTimeout(timer);
  }, [text, value]);
  useCommandHandlers({ 'view.search': () => input.current?.focus() });
  return (
    <TextInput
      ref={input}
      w={220}
      aria-label={label}
      placeholder={label}
      value={text}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={text === '' ? <Kbd size="xs">/</Kbd> : <CloseButton size="xs" aria-label="Empty the search" onClick={() => setText('')} />}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        if (text === '') input.current?.blur();
        setText('');
      }}
    />
  );
}

export interface FilterSelectProps<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T | undefined) => void;
  readonly width?: number;
}

export function FilterSelect<T extends string>({ label, value, options, onChange, width = 150 }: FilterSelectProps<T>): ReactNode {
  return (
    <Select
      w={width}
      aria-label={label}
      placeholder={label}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
      value={value ?? null}
      data={options.map((option) => ({ value: option.value, label: option.label }))}
      onChange={(next) => onChange(options.find((option) => option.value === next)?.value)}
    />
  );
}

export function FilterSwitch({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}): ReactNode {
  return <Switch label={label} checked={value} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

export function ClearFilters({ shown, onClear }: { readonly shown: boolean; readonly onClear: () => void }): ReactNode {
  if (!shown) return null;
  return (
    <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={14} aria-hidden />} onClick={onClear}>
      Clear filters
    </Button>
  );
}
