import { Group, Modal, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { KeyCaps } from '../components/Keys.tsx';
import classes from './Palette.module.css';
import { PALETTE_SCOPES, type PaletteItem, type PaletteScope } from './palette-items.tsx';
import { closePalette, usePaletteOpen } from './palette-store.ts';
import { usePaletteItems } from './usePaletteItems.tsx';

const LIST = 'palette-list';
const optionId = (index: number): string => `palette-option-${index}`;

function Scopes({ scope, onScope }: { readonly scope: PaletteScope; readonly onScope: (scope: PaletteScope) => void }): ReactNode {
  return (
    <div className={classes.scopes} role="group" aria-label="What to search">
      {PALETTE_SCOPES.map((one, index) => (
        <UnstyledButton key={one} tabIndex={-1} className={classes.scope} aria-pressed={one === scope} onClick={() => onScope(one)} title={`Ctrl+${index + 1}`}>
          {one}
        </UnstyledButton>
      ))}
    </div>
  );
}

function Option({
  item,
  index,
  isActive,
  onRun,
}: {
  readonly item: PaletteItem;
  readonly index: number;
  readonly isActive: boolean;
  readonly onRun: (item: PaletteItem) => void;
}): ReactNode {
  return (
    <UnstyledButton
      id={optionId(index)}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={item.refused || undefined}
      className={classes.option}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onRun(item)}
    >
      <span className={classes.icon}>{item.icon}</span>
      <span className={classes.title}>{item.title}</span>
      <span className={classes.detail}>{item.detail}</span>
      {item.keys !== null && <KeyCaps keys={item.keys} />}
    </UnstyledButton>
  );
}

function Options({
  items,
  active,
  onRun,
}: {
  readonly items: readonly PaletteItem[];
  readonly active: number;
  readonly onRun: (item: PaletteItem) => void;
}): ReactNode {
  useEffect(() => {
    document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const groups = [...new Set(items.map((item) => item.group))];
  return (
    <div id={LIST} role="listbox" aria-label="Found" className={classes.list} tabIndex={-1}>
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group}>
          <div className={classes.group} aria-hidden>
            {group}
          </div>
          {items.map((item, index) => item.group === group && <Option key={item.id} {...{ item, index, onRun }} isActive={index === active} />)}
        </div>
      ))}
    </div>
  );
}

/** Lines of one group stand together, groups in the order of their first line; so the keys walk what the eye sees. */
function grouped(items: readonly PaletteItem[]): readonly PaletteItem[] {
  return [...Map.groupBy(items, (item) => item.group).values()].flat();
}

function PaletteBox(): ReactNode {
  const [text, setText] = useState('');
  const [scope, setScope] = useState<PaletteScope>('Everything');
  const [moved, setMoved] = useState<number | null>(null);
  const items = grouped(usePaletteItems(text, scope));
  const first = Math.max(
    0,
    items.findIndex((item) => !item.refused),
  );
  const active = moved === null ? first : Math.min(moved, items.length - 1);
  const input = useRef<HTMLInputElement>(null);
  const run = (item: PaletteItem | undefined): void => {
    if (item === undefined || item.refused) return;
    closePalette();
    item.run();
  };
  const choose = (next: PaletteScope): void => {
    setScope(next);
    setMoved(null);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = (event.ctrlKey || event.metaKey) && /^[1-5]$/.test(event.key) ? PALETTE_SCOPES[Number(event.key) - 1] : undefined;
    if (wanted !== undefined) choose(wanted);
    else if (event.key === 'ArrowDown') setMoved((active + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setMoved((active - 1 + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(items[active]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <TextInput
        ref={input}
        data-autofocus
        size="md"
        variant="unstyled"
        role="combobox"
        aria-label="Find or do anything"
        aria-expanded
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={items.length === 0 ? undefined : optionId(active)}
        placeholder="Partner, deal, invoice, screen, verb, or 18% of 45 lakh"
        leftSection={<IconSearch size={18} aria-hidden />}
        classNames={{ root: classes.box }}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMoved(null);
        }}
        onKeyDown={onKeyDown}
      />
      <Scopes scope={scope} onScope={choose} />
      {items.length === 0 ? (
        <Text c="dimmed" p="md" role="status">
          Nothing has these words.
        </Text>
      ) : (
        <Options items={items} active={active} onRun={run} />
      )}
    </>
  );
}

/** Ctrl+K, over dialogs too: records, screens, verbs and recent places in one box, and small sums. */
export function Palette(): ReactNode {
  const opened = usePaletteOpen();
  return (
    <Modal
      opened={opened}
      onClose={closePalette}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': 'Find or do anything' } }}
      size={680}
      padding={0}
      yOffset="10vh"
      centered={false}
      zIndex={1000}
      overlayProps={{ backgroundOpacity: 0.25, blur: 0 }}
      transitionProps={{ duration: 0 }}
    >
      {opened && <PaletteBox />}
    </Modal>
  );
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
