import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { Finding } from '../../src/shared/findings.ts';
import { csvText } from '../format/csv.ts';
import { plural } from '../format/format.ts';
import { humanize } from '../format/words.ts';
import { FilterSelect } from './filters.tsx';
import type { GridColumn } from './grid-types.ts';
import { LedgerGrid } from './LedgerGrid.tsx';
import { saveText } from './save.ts';
import { Empty } from './states.tsx';

interface Numbered extends Finding {
  readonly id: string;
}

const COLUMNS: readonly GridColumn<Numbered>[] = [
  {
    id: 'file',
    header: 'File',
    width: 160,
    grow: 60,
    sortValue: (finding) => finding.file,
    cell: (finding) => <span title={finding.file}>{finding.file}</span>,
  },
  {
    id: 'row',
    header: 'Row',
    width: 72,
    grow: 0,
    align: 'right',
    sortValue: (finding) => finding.row,
    cell: (finding) => (finding.row === 0 ? 'file' : finding.row),
  },
  { id: 'column', header: 'Column', width: 130, grow: 20, sortValue: (finding) => finding.column, cell: (finding) => finding.column },
  {
    id: 'message',
    header: 'What is wrong, and how to mend it',
    width: 360,
    grow: 700,
    cell: (finding) => <span title={finding.message}>{finding.message}</span>,
  },
  {
    id: 'code',
    header: 'Rule',
    width: 150,
    grow: 40,
    sortValue: (finding) => finding.code,
    cell: (finding) => <span title={finding.code}>{humanize(finding.code.toLowerCase())}</span>,
  },
];

export function findingsCsv(findings: readonly Finding[]): string {
  return csvText([
    ['file', 'row', 'column', 'code', 'message'],
    ...findings.map(({ file, row, column, code, message }) => [file, String(row), column, code, message]),
  ]);
}

/** Everything wrong with the files at once, by row; the list can be taken along as CSV. */
export function FindingList({
  findings,
  count,
  label,
  fileName,
}: {
  readonly findings: readonly Finding[];
  readonly count: number;
  readonly label: string;
  readonly fileName: string;
}): ReactNode {
  const [file, setFile] = useState<string | undefined>(undefined);
  const files = useMemo(() => [...new Set(findings.map((finding) => finding.file))], [findings]);
  const rows = useMemo(
    () => findings.map((finding, index) => ({ ...finding, id: String(index) })).filter((finding) => file === undefined || finding.file === file),
    [findings, file],
  );
  return (
    <>
      <Group px="md" py={6} gap="xs">
        <Text fw={600}>{label}</Text>
        {files.length > 1 && (
          <FilterSelect label="Any file" width={220} value={file} options={files.map((value) => ({ value, label: value }))} onChange={setFile} />
        )}
        {count > findings.length && <Text c="dimmed">the first {plural(findings.length, 'finding')} are listed</Text>}
        <Button ml="auto" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => void saveText(fileName, findingsCsv(findings))}>
          Download report
        </Button>
      </Group>
      <LedgerGrid label={label} columns={COLUMNS} rows={rows} rowId={(finding) => finding.id} empty={<Empty kind="done" title="Nothing to mend" />} />
    </>
  );
}
