import { Menu } from '@mantine/core';
import { IconCopy, IconFilter, IconListTree } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { GridColumn } from './grid-types.ts';
import { plainText } from './grid-values.ts';

export interface CellPlace<R> {
  readonly x: number;
  readonly y: number;
  readonly column: GridColumn<R>;
  readonly row: R;
  /** Opens the proof of the figure in the cell; null: none. */
  readonly prove: (() => void) | null;
}

interface CellMenuProps<R> {
  readonly at: CellPlace<R> | null;
  readonly onFilter: ((filter: string, value: string) => void) | undefined;
  readonly onCopy: () => void;
  readonly onClose: () => void;
}

/** What can be done with the cell under the pointer, or with the focus (Shift+F10): filter by it, copy it, see where it comes from. */
export function CellMenu<R>({ at, onFilter, onCopy, onClose }: CellMenuProps<R>): ReactNode {
  if (at === null) return null;
  const { column, row, prove } = at;
  const value = column.filterAs === undefined ? undefined : row[column.filterField ?? column.field ?? (column.id as keyof R & string)];
  const canFilter = onFilter !== undefined && column.filterAs !== undefined && value !== null && value !== undefined;
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={220} shadow="md" returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {canFilter && (
          <Menu.Item leftSection={<IconFilter size={14} aria-hidden />} onClick={() => onFilter(column.filterAs ?? '', String(value))}>
            Only “{plainText(column, row)}”
          </Menu.Item>
        )}
        {prove !== null && (
          <Menu.Item leftSection={<IconListTree size={14} aria-hidden />} onClick={prove}>
            Where it comes from
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={onCopy}>
          Copy
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
