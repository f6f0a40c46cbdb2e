import { Button, Group, Progress, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ProgressEvent } from '../../../src/contract/host.ts';
import type { Output } from '../../../src/contract/index.ts';
import { FindingList, findingsCsv } from '../../components/FindingList.tsx';
import { Tally } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { saveText } from '../../components/save.ts';
import { plural } from '../../format/format.ts';
import { humanize, IMPORT_WORDS } from '../../format/words.ts';
import type { BadRow, Mending } from '../../forms/import-mending.ts';
import { FixList } from './FixList.tsx';
import { mendedText } from './History.tsx';
import classes from './Imports.module.css';

export type Report = Output<'imports.run'>;

export function Running({
  progress,
  word,
  onCancel,
}: {
  readonly progress: ProgressEvent | null;
  readonly word: string;
  readonly onCancel: () => void;
}): ReactNode {
  const percent = progress === null || progress.total === 0 ? 0 : (100 * progress.done) / progress.total;
  return (
    <Stack gap={6} maw={460} role="status" px="md" py="md">
      <Text>
        {progress === null ? (
          word
        ) : (
          <>
            {humanize(progress.phase)}: <Tally value={progress.done} /> of <Tally value={progress.total} />
          </>
        )}
      </Text>
      <Progress value={percent} animated={progress === null} aria-label={word} transitionDuration={0} />
      <div>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Stack>
  );
}

export function Counts({ counts }: { readonly counts: Report['counts'] }): ReactNode {
  const kinds = Object.entries(counts).filter(([, of]) => of !== undefined);
  if (kinds.length === 0) return null;
  return (
    <Table maw={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Kind</Table.Th>
          <Table.Th ta="right">New</Table.Th>
          <Table.Th ta="right">Changed</Table.Th>
          <Table.Th ta="right">Unchanged</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {kinds.map(([kind, of]) => (
          <Table.Tr key={kind}>
            <Table.Td>{IMPORT_WORDS[kind as keyof typeof IMPORT_WORDS]}</Table.Td>
            <Table.Td ta="right">
              <Tally value={of.new} />
            </Table.Td>
            <Table.Td ta="right">
              <Tally value={of.changed} />
            </Table.Td>
            <Table.Td ta="right">
              <Tally value={of.unchanged} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Unknown({ report }: { readonly report: Report }): ReactNode {
  const files = report.files.filter((file) => file.unknownColumns.length > 0);
  if (files.length === 0) return null;
  return (
    <Stack gap={2} mt="xs">
      {files.map((file) => (
        <Text key={file.name} c="dimmed">
          {file.name}: skipped {plural(file.unknownColumns.length, 'unknown column')} ({file.unknownColumns.join(', ')})
        </Text>
      ))}
    </Stack>
  );
}

export function Verdict({ report }: { readonly report: Report }): ReactNode {
  const isBad = report.errorCount > 0;
  const sum = (of: (file: Report['files'][number]) => number): number => report.files.reduce((total, file) => total + of(file), 0);
  const mended = mendedText({ corrected: sum((file) => file.corrected), leftOut: sum((file) => file.leftOut) });
  return (
    <div className={classes.verdict} data-bad={isBad || undefined} role="status">
      {isBad ? <IconAlertTriangle size={18} aria-hidden /> : <IconCheck size={18} aria-hidden />}
      <span>
        {isBad
          ? `${plural(report.errorCount, 'error')} in ${plural(new Set(report.errors.map((error) => error.file)).size, 'file')}. Correct the cells here, leave bad rows out, or mend the files and choose them again; nothing is taken while a row is wrong.`
          : report.taken
            ? 'Taken. It can be imported again without harm: what is already there counts as unchanged.'
            : 'Every row can be taken. Nothing has been changed yet.'}
        {mended !== '' && ` In this import: ${mended}.`}
      </span>
    </div>
  );
}

export interface CheckStepProps {
  readonly report: Report;
  readonly badRows: readonly BadRow[];
  readonly canLeaveOut: boolean;
  readonly mending: Mending;
  readonly onMend: (mending: Mending) => void;
}

/** The dry run's answer: what would come in, and everything that is wrong, at once and to be mended in place. */
export function CheckStep({ report, badRows, canLeaveOut, mending, onMend }: CheckStepProps): ReactNode {
  const [chosen, setShown] = useState<'errors' | 'warnings' | null>(null);
  const shown = report.errorCount === 0 ? 'warnings' : report.warningCount === 0 ? 'errors' : (chosen ?? 'errors');
  const hasBoth = report.errorCount > 0 && report.warningCount > 0;
  return (
    <div className={classes.check}>
      <div className={classes.checkHead}>
        <Verdict report={report} />
        <Counts counts={report.counts} />
        <Unknown report={report} />
        {hasBoth && (
          <SegmentedControl
            mt="sm"
            value={shown}
            onChange={(value) => setShown(value === 'errors' ? 'errors' : 'warnings')}
            data={[
              { value: 'errors', label: plural(report.errorCount, 'error') },
              { value: 'warnings', label: plural(report.warningCount, 'warning') },
            ]}
          />
        )}
      </div>
      {shown === 'errors' && (
        <>
          <Group px="md" pb={6} gap="xs">
            <Text fw={600}>{plural(badRows.length, 'bad row')}</Text>
            {report.errorCount > report.errors.length && <Text c="dimmed">the first {plural(report.errors.length, 'error')} are listed</Text>}
            <Button ml="auto" variant="default" onClick={() => void saveText('import-errors.csv', findingsCsv(report.errors))}>
              Download report
            </Button>
            <CommandButton
              command="imports.leaveOut"
              variant="default"
              disabledReason={canLeaveOut ? null : 'No row is left to leave out: check again, or mend the file'}
            />
          </Group>
          <FixList rows={badRows} mending={mending} onMend={onMend} />
        </>
      )}
      {shown === 'warnings' && report.warningCount > 0 && (
        <FindingList findings={report.warnings} count={report.warningCount} label={plural(report.warningCount, 'warning')} fileName="import-warnings.csv" />
      )}
    </div>
  );
}
