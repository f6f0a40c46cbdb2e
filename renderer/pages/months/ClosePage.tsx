import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import type { Month } from '../../../src/shared/calendar.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { previewProof } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Money, useMoneyWords } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { Ladder, Page, Section } from '../../components/Page.tsx';
import { Answer, Empty, ErrorPanel } from '../../components/states.tsx';
import { monthLong, monthText, plural } from '../../format/format.ts';
import { usePeriod } from '../../shell/period.ts';
import classes from './Close.module.css';
import { ClosedMonths, Gates, MonthStrip } from './CloseParts.tsx';

type Preview = Output<'months.preview'>;

const PARTS = [
  ['recurring', 'recurringPaisa', 'Recurring'],
  ['fixed_price', 'fixedPricePaisa', 'Fixed price'],
  ['clawback', 'clawbackPaisa', 'Clawbacks'],
  ['adjustment', 'adjustmentPaisa', 'Adjustments'],
] as const;

function PreviewTotals({ preview }: { readonly preview: Preview }): ReactNode {
  const { month, totals } = preview;
  return (
    <Section
      title={`${monthLong(month)} would post`}
      note={`${plural(totals.lines, 'line')} for ${plural(totals.partners, 'partner')}${totals.lateLines > 0 ? `, ${plural(totals.lateLines, 'late line')} of earlier months among them` : ''}`}
    >
      <div className={classes.hero}>
        <Money paisa={totals.totalPaisa} size="hero" proof={previewProof({ month, figure: 'total' }, `${monthLong(month)} would post`)} />
        <Text c="dimmed" span>
          PKR commission
        </Text>
      </div>
      <Ladder
        rows={[
          ...PARTS.map(([figure, key, label]) => ({
            label,
            value: <Money paisa={totals[key]} proof={previewProof({ month, figure }, `${label} of ${monthText(month)}`)} />,
          })),
          {
            label: 'Total',
            strong: true,
            value: <Money paisa={totals.totalPaisa} proof={previewProof({ month, figure: 'total' }, `${monthLong(month)} would post`)} />,
          },
        ]}
      />
      {preview.warnings.map((warning) => (
        <Text key={warning} mt="xs" c="var(--pd-warn)">
          {warning}
        </Text>
      ))}
    </Section>
  );
}

function Blockers({ preview }: { readonly preview: Preview }): ReactNode {
  if (preview.blockerCount === 0)
    return (
      <Section title="In the way">
        <Group gap={6} c="var(--pd-good)" mt={6}>
          <IconCheck size={16} aria-hidden />
          <Text>Nothing. The month can be closed.</Text>
        </Group>
      </Section>
    );
  return (
    <Section
      title="In the way"
      note={
        preview.blockerCount > preview.blockers.length
          ? `the first ${preview.blockers.length} of ${preview.blockerCount}`
          : plural(preview.blockerCount, 'thing')
      }
    >
      <ul className={classes.blockers}>
        {preview.blockers.map((blocker) => (
          <li key={`${blocker.deal} ${blocker.month} ${blocker.status} ${blocker.message}`}>
            {blocker.status === 'exception' ? (
              <Link to="/exceptions" search={{ text: blocker.deal }}>
                {blocker.deal}
              </Link>
            ) : (
              <Link to="/reconcile" search={{ month: blocker.month, peek: blocker.deal, open: true }}>
                {blocker.deal}
              </Link>
            )}
            <span>{blocker.message}</span>
            <span className={classes.quiet}>{monthText(blocker.month)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function useCloseMonth(month: Month, preview: Preview | undefined, refetch: () => void, next: (closed: Month) => void) {
  const command = useCommand('months.close');
  const [isAsking, setAsking] = useState(false);
  const confirm = async (): Promise<void> => {
    if (preview === undefined) return;
    const answer = await command.run({ month, digest: preview.digest });
    if (answer === null) {
      refetch();
      return;
    }
    setAsking(false);
    notice(`${monthLong(answer.month)} is closed: ${plural(answer.totals.lines, 'line')} posted and frozen.`);
    next(month);
  };
  const leave = (): void => {
    command.reset();
    setAsking(false);
  };
  const cannot =
    preview === undefined
      ? 'The preview is still being worked out'
      : preview.blockerCount > 0
        ? `${plural(preview.blockerCount, 'thing')} in the way: work them first`
        : null;
  return { command, isAsking, confirm, cannot, ask: () => cannot === null && setAsking(true), leave };
}

function Cockpit({ month, list }: { readonly month: Month; readonly list: Output<'months.list'> }): ReactNode {
  const { setMonth } = usePeriod();
  const isClosed = list.closed.some((closed) => closed.month === month);
  const preview = useProcedure('months.preview', { month }, { enabled: !isClosed });
  const money = useMoneyWords();
  const closing = useCloseMonth(month, preview.data, () => void preview.refetch(), setMonth);
  useCommandHandlers({ 'close.close': closing.ask, 'close.preview': () => void (isClosed || preview.refetch()) });
  const totals = preview.data?.totals;
  return (
    <Page
      title={`Close ${monthLong(month)}`}
      subtitle={
        isClosed
          ? 'closed: posted and frozen'
          : list.next === month
            ? 'the next month to close'
            : list.next === null
              ? undefined
              : `${monthLong(list.next)} comes first`
      }
      footer={
        isClosed ? undefined : (
          <>
            <Text c="dimmed" size="xs" style={{ flex: 1 }} truncate>
              {preview.data === undefined ? '' : `Preview ${preview.data.digest.slice(0, 12)}`}
            </Text>
            <CommandButton command="close.preview" variant="default" loading={preview.isFetching}>
              Work out again
            </CommandButton>
            <CommandButton command="close.close" disabledReason={closing.cannot}>
              {`Close ${monthLong(month)}`}
            </CommandButton>
          </>
        )
      }
    >
      <MonthStrip list={list} month={month} onChoose={setMonth} />
      <div className={classes.columns}>
        <div>
          {isClosed ? (
            <Section title={`${monthLong(month)} is closed`}>
              <Text mt={6}>What it posted is frozen. What arrives later for it posts in the earliest open month.</Text>
              <Group mt="xs">
                <Button variant="default" renderRoot={(props) => <Link to="/ledger" {...props} />}>
                  Posted lines
                </Button>
                {list.next !== null && (
                  <Button variant="default" onClick={() => list.next !== null && setMonth(list.next as Month)}>
                    Go to {monthLong(list.next)}
                  </Button>
                )}
              </Group>
            </Section>
          ) : (
            <Answer query={preview}>{(data) => <PreviewTotals preview={data} />}</Answer>
          )}
        </div>
        <div>
          {!isClosed && <Gates month={month} preview={preview.data} />}
          {!isClosed && preview.data !== undefined && <Blockers preview={preview.data} />}
        </div>
      </div>
      <ClosedMonths list={list} onChoose={setMonth} />
      <ConfirmDialog
        opened={closing.isAsking}
        title={`Close ${monthLong(month)}`}
        confirmLabel={`Close ${monthLong(month)}`}
        typed={month}
        isRunning={closing.command.isRunning}
        error={closing.command.error}
        onConfirm={() => void closing.confirm()}
        onClose={closing.leave}
        consequences={
          totals === undefined ? null : (
            <Stack gap={4}>
              <Text>
                Posts and freezes {plural(totals.lines, 'accrual line')} for {plural(totals.partners, 'partner')}: <strong>{money(totals.totalPaisa)}</strong>.
              </Text>
              {totals.clawbackPaisa !== 0 && <Text>Clawbacks in it: {money(totals.clawbackPaisa)}.</Text>}
              <Text>Nothing posted is ever edited. A later correction is a new line in an open month.</Text>
            </Stack>
          )
        }
      />
    </Page>
  );
}

export function ClosePage(): ReactNode {
  const { month } = usePeriod();
  const list = useProcedure('months.list', {});
  if (list.error !== null && list.data === undefined) return <ErrorPanel error={list.error} retry={() => void list.refetch()} />;
  if (month === null || list.data === undefined) return <Page title="Close">{null}</Page>;
  if (list.data.next === null && list.data.closed.length === 0)
    return (
      <Page title="Close">
        <Empty
          kind="first"
          title="Nothing to post yet"
          description="Import partners, deals and billing; the first month to close is the earliest with something to post."
        >
          <Button renderRoot={(props) => <Link to="/imports" {...props} />}>Import files</Button>
        </Empty>
      </Page>
    );
  return <Cockpit key={month} month={month} list={list.data} />;
}
