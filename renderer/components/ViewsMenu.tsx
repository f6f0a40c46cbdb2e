import { Button, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconTrash } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Output } from '../../src/contract/index.ts';
import { useCommand, useProcedure } from '../api/hooks.ts';
import { AS_SHIPPED, isLayout } from './grid-layout.ts';
import type { GridLayout } from './grid-types.ts';
import { notice } from './Notice.tsx';
import { ErrorPanel } from './states.tsx';

/** The parts of an address that are the view: filter and sort, but not what is peeked at, nor the period. */
export type ViewSearch = Readonly<Record<string, unknown>>;

export interface ShippedView {
  readonly name: string;
  readonly search: ViewSearch;
}

export interface ViewsProps {
  readonly list: string;
  readonly shipped: readonly ShippedView[];
  readonly search: ViewSearch;
  readonly layout: GridLayout;
  /** Members of the search that a view sets; those it does not name are emptied. */
  readonly searchKeys: readonly string[];
  readonly onApply: (search: ViewSearch, layout: GridLayout) => void;
}

type Saved = Output<'views.list'>[number];

const bodyOf = (keys: readonly string[], search: ViewSearch, layout: GridLayout): Saved['body'] => ({
  search: Object.fromEntries(keys.filter((key) => search[key] !== undefined).map((key) => [key, search[key]])),
  layout,
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function SaveDialog({
  initial,
  onSave,
  onClose,
  error,
  isRunning,
}: {
  readonly initial: string;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
  readonly error: unknown;
  readonly isRunning: boolean;
}): ReactNode {
  const [name, setName] = useState(initial);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') onSave(name.trim());
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>Save this view</Text>} size={380}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={80} data-autofocus />
          <Text size="xs" c="dimmed">
            Filter, sort, columns and widths. Only you see it.
          </Text>
          {error !== null && <ErrorPanel error={error} />}
          <Button type="submit" loading={isRunning} disabled={name.trim() === ''}>
            Save
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

/** What is chosen, whether it was changed since, and what can be done with it. */
function useViews(props: ViewsProps) {
  const query = useProcedure('views.list', { list: props.list });
  const save = useCommand('views.save');
  const remove = useCommand('views.remove');
  const [current, setCurrent] = useState<string | null>(null);
  const [isNaming, setNaming] = useState(false);
  const own = query.data ?? [];
  const now = bodyOf(props.searchKeys, props.search, props.layout);
  const chosen = own.find((view) => view.name === current);
  const apply = (name: string, search: unknown, layout: unknown): void => {
    const wanted = (search ?? {}) as ViewSearch;
    setCurrent(name);
    props.onApply(Object.fromEntries(props.searchKeys.map((key) => [key, wanted[key]])), isLayout(layout) ? layout : AS_SHIPPED);
  };
  const store = async (name: string): Promise<void> => {
    const known = own.find((view) => view.name === name);
    const answer = await save.run({ list: props.list, name, body: now, ...(known === undefined || name !== current ? {} : { version: known.version }) });
    if (answer === null) return;
    setCurrent(answer.name);
    setNaming(false);
    notice(`View “${answer.name}” saved.`);
  };
  const drop = async (name: string): Promise<void> => {
    if ((await remove.run({ list: props.list, name, ...(chosen === undefined ? {} : { version: chosen.version }) })) !== null) setCurrent(null);
  };
  return { own, chosen, current, isModified: chosen !== undefined && !same(chosen.body, now), apply, store, drop, save, isNaming, setNaming };
}

type Views = ReturnType<typeof useViews>;

function ViewItems({ views, shipped }: { readonly views: Views; readonly shipped: readonly ShippedView[] }): ReactNode {
  return (
    <>
      {shipped.length > 0 && <Menu.Label>Shipped</Menu.Label>}
      {shipped.map((view) => (
        <Menu.Item key={view.name} onClick={() => views.apply(view.name, view.search, AS_SHIPPED)}>
          {view.name}
        </Menu.Item>
      ))}
      {views.own.length > 0 && <Menu.Label>Mine</Menu.Label>}
      {views.own.map((view) => (
        <Menu.Item key={view.name} onClick={() => views.apply(view.name, view.body['search'], view.body['layout'])}>
          {view.name}
        </Menu.Item>
      ))}
    </>
  );
}

function ViewActs({ views }: { readonly views: Views }): ReactNode {
  const { chosen } = views;
  return (
    <>
      {views.isModified && chosen !== undefined && (
        <>
          <Menu.Item leftSection={<IconDeviceFloppy size={14} aria-hidden />} onClick={() => void views.store(chosen.name)}>
            Save “{chosen.name}”
          </Menu.Item>
          <Menu.Item onClick={() => views.apply(chosen.name, chosen.body['search'], chosen.body['layout'])}>Back to “{chosen.name}” as saved</Menu.Item>
        </>
      )}
      <Menu.Item onClick={() => views.setNaming(true)}>Save as…</Menu.Item>
      {chosen !== undefined && (
        <Menu.Item color="red" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => void views.drop(chosen.name)}>
          Remove “{chosen.name}”
        </Menu.Item>
      )}
    </>
  );
}

/** Saved views of a list: shipped ones and one's own. A changed view says so and never overwrites itself. */
export function ViewsMenu(props: ViewsProps): ReactNode {
  const views = useViews(props);
  const { chosen, save } = views;
  return (
    <>
      <Menu position="bottom-start" width={240} shadow="md">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={15} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            title={views.isModified ? 'Changed since it was saved' : 'Saved views'}
          >
            {views.current ?? 'Views'}
            {views.isModified ? ' •' : ''}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ViewItems views={views} shipped={props.shipped} />
          <Menu.Divider />
          <ViewActs views={views} />
        </Menu.Dropdown>
      </Menu>
      {views.isNaming && (
        <SaveDialog
          initial={chosen === undefined ? '' : `${chosen.name} 2`}
          isRunning={save.isRunning}
          error={save.error}
          onSave={(name) => void views.store(name)}
          onClose={() => views.setNaming(false)}
        />
      )}
    </>
  );
}
