import { ActionIcon } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Input } from '../../src/contract/index.ts';
import { call } from '../api/client.ts';
import { useCommandHandlers } from '../commands/keys.ts';
import { plural } from '../format/format.ts';
import { ColumnChooser } from './ColumnChooser.tsx';
import { arrange } from './grid-layout.ts';
import type { GridColumn, GridLayout } from './grid-types.ts';
import { toCsvText } from './grid-values.ts';
import { notice, warningNotice } from './Notice.tsx';
import { saveDocument, saveText } from './save.ts';
import { type ShippedView, type ViewSearch, ViewsMenu } from './ViewsMenu.tsx';

/** Where the rows of an export come from: the server for a list in pages, the screen for one that is whole on it. */
type Source<R> =
  | { readonly kind: 'server'; readonly list: Input<'exports.list'>['list']; readonly input: Input<'exports.list'>['input'] }
  | { readonly kind: 'page'; readonly rows: readonly R[] };

export interface ListToolsProps<R> {
  /** Name of the list in views, layouts and file names. */
  readonly list: string;
  readonly columns: readonly GridColumn<R>[];
  readonly layout: GridLayout;
  readonly onLayout: (layout: GridLayout) => void;
  readonly shipped: readonly ShippedView[];
  readonly search: object;
  readonly searchKeys: readonly string[];
  readonly onSearch: (search: ViewSearch) => void;
  readonly source: Source<R>;
  /** The filter as a sentence, for the head of the file. */
  readonly filterText: string;
}

async function writeOut<R>({ list, columns, layout, source, filterText }: ListToolsProps<R>): Promise<number> {
  const shown = arrange(columns, layout).filter((column) => column.field !== undefined);
  if (source.kind === 'page') {
    await saveText(`${list}.csv`, toCsvText(shown, source.rows, filterText));
    return source.rows.length;
  }
  const file = await call('exports.list', {
    list: source.list,
    input: source.input,
    columns: shown.map((column) => ({ field: column.field ?? '', header: column.unit === undefined ? column.header : `${column.header} ${column.unit}` })),
    filterText,
  });
  await saveDocument(file);
  return file.rows;
}

/** What every list can: saved views, columns, and a file of exactly what is seen (Ctrl+E). */
export function ListTools<R>(props: ListToolsProps<R>): ReactNode {
  const [isWriting, setWriting] = useState(false);
  const write = async (): Promise<void> => {
    if (isWriting) return;
    setWriting(true);
    try {
      notice(`${plural(await writeOut(props), 'row')} written out, as filtered, sorted and arranged here.`);
    } catch (error) {
      warningNotice(error instanceof Error ? error.message : String(error));
    } finally {
      setWriting(false);
    }
  };
  useCommandHandlers({ 'list.export': () => void write() });
  return (
    <div style={{ display: 'flex', gap: 6, marginLeft: 'auto' }}>
      <ViewsMenu
        list={props.list}
        shipped={props.shipped}
        search={props.search as ViewSearch}
        layout={props.layout}
        searchKeys={props.searchKeys}
        onApply={(search, layout) => {
          props.onSearch(search);
          props.onLayout(layout);
        }}
      />
      <ColumnChooser columns={props.columns} layout={props.layout} onChange={props.onLayout} />
      <ActionIcon size={30} variant="default" aria-label="Export this list" title="Export this list (Ctrl+E)" loading={isWriting} onClick={() => void write()}>
        <IconDownload size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}
