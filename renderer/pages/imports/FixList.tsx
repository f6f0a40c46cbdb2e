import { ActionIcon, Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { plural } from '../../format/format.ts';
import { type BadRow, cellKey, cellOf, isMendable, type Mending, withCell, withRowsOut } from '../../forms/import-mending.ts';
import classes from './Imports.module.css';
import { RowEditor } from './RowEditor.tsx';

const SHOWN = 100;

interface FixProps {
  readonly mending: Mending;
  readonly onMend: (mending: Mending) => void;
}

function CellInput({ row, column, mending, onMend }: FixProps & { readonly row: BadRow; readonly column: string }): ReactNode {
  const key = cellKey(row.file, row.row, column);
  const original = cellOf(row, column);
  return (
    <TextInput
      size="xs"
      aria-label={`${column} of row ${row.row}`}
      value={mending.cells.get(key) ?? original}
      disabled={mending.leftOut.has(row.key)}
      data-changed={mending.cells.has(key) || undefined}
      onChange={(event) => onMend(withCell(mending, key, event.currentTarget.value, original))}
    />
  );
}

function RowLines({ row, mending, onMend, onEdit }: FixProps & { readonly row: BadRow; readonly onEdit: () => void }): ReactNode {
  const isOut = mending.leftOut.has(row.key);
  const mendable = isMendable(row);
  return row.findings.map((finding, at) => (
    <tr key={`${finding.column} ${finding.code} ${finding.message}`} data-out={isOut || undefined} data-first={at === 0 || undefined}>
      <td>
        {at === 0 && row.cells !== null && (
          <Checkbox
            size="xs"
            aria-label={`Leave row ${row.row} out`}
            checked={isOut}
            onChange={(event) => onMend(withRowsOut(mending, [row.key], event.currentTarget.checked))}
          />
        )}
      </td>
      <td>{at === 0 && row.file}</td>
      <td className={classes.number}>{at === 0 && (row.row === 0 ? 'file' : row.row)}</td>
      <td>{finding.column}</td>
      <td>
        {mendable && finding.column !== '' ? (
          <CellInput row={row} column={finding.column} mending={mending} onMend={onMend} />
        ) : (
          <Text size="xs" c="dimmed">
            {row.cells === null ? 'mend it in the file' : mendable ? 'see the whole row' : 'mend it in the file, or leave it out'}
          </Text>
        )}
      </td>
      <td>
        {at === 0 && mendable && (
          <ActionIcon size={24} aria-label={`Edit the whole of row ${row.row}`} title="The whole row" disabled={isOut} onClick={onEdit}>
            <IconPencil size={14} />
          </ActionIcon>
        )}
      </td>
      <td className={classes.message}>{finding.message}</td>
    </tr>
  ));
}

/** Everything that is wrong, row by row: wrong cells are corrected where they stand, and a row is left out only by saying so. */
export function FixList({ rows, mending, onMend }: FixProps & { readonly rows: readonly BadRow[] }): ReactNode {
  const [page, setPage] = useState(0);
  const [edited, setEdited] = useState<BadRow | null>(null);
  const pages = Math.max(1, Math.ceil(rows.length / SHOWN));
  const at = Math.min(page, pages - 1);
  return (
    <div className={classes.fix}>
      {edited !== null && <RowEditor row={edited} mending={mending} onMend={onMend} onClose={() => setEdited(null)} />}
      <table className={classes.fixTable} aria-label="Rows to mend">
        <thead>
          <tr>
            <th style={{ width: 44 }} title="Leave the row out">
              Out
            </th>
            <th style={{ width: 150 }}>File</th>
            <th style={{ width: 60 }} className={classes.number}>
              Row
            </th>
            <th style={{ width: 150 }}>Column</th>
            <th style={{ width: 220 }}>Value</th>
            <th style={{ width: 36 }} aria-label="Whole row" />
            <th>What is wrong, and how to mend it</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(at * SHOWN, (at + 1) * SHOWN).map((row) => (
            <RowLines key={row.key} row={row} mending={mending} onMend={onMend} onEdit={() => setEdited(row)} />
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <Group gap="xs" p="xs">
          <Button variant="default" size="xs" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Earlier rows
          </Button>
          <Text size="sm">
            {plural(rows.length, 'bad row')}, {at * SHOWN + 1} to {Math.min(rows.length, (at + 1) * SHOWN)}
          </Text>
          <Button variant="default" size="xs" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            Later rows
          </Button>
        </Group>
      )}
    </div>
  );
}
