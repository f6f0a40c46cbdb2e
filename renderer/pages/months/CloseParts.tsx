import { Table, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChevronRight, IconCircleDashed, IconCircleDot, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { addMonths, isMonth, type Month } from '../../../src/shared/calendar.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { Count, InstantText, Money } from '../../components/figures.tsx';
import { Section } from '../../components/Page.tsx';
import { dateText, instantText, monthLong, monthText, plural } from '../../format/format.ts';
import classes from './Close.module.css';

type List = Output<'months.list'>;

const AROUND = 6;

/** A year of months around the one that is open: closed, next, still to come. */
export function MonthStrip({ list, month, onChoose }: { readonly list: List; readonly month: Month; readonly onChoose: (month: Month) => void }): ReactNode {
  const closed = new Set(list.closed.map((one) => one.month));
  const months = Array.from({ length: 2 * AROUND }, (_, index) => addMonths(month, index - AROUND + 1));
  return (
    <div className={classes.strip} role="group" aria-label="Months">
      {months.map((of) => {
        const state = closed.has(of) ? 'closed' : of === list.next ? 'next' : 'open';
        const StateIcon = state === 'closed' ? IconLock : state === 'next' ? IconCircleDot : IconCircleDashed;
        const word = state === 'closed' ? 'Closed' : state === 'next' ? 'Next' : 'Open';
        return (
          <UnstyledButton
            key={of}
            className={classes.month}
            data-state={state}
            data-chosen={of === month || undefined}
            aria-pressed={of === month}
            onClick={() => onChoose(of)}
          >
            <span className={classes.monthName}>{monthText(of)}</span>
            <span className={classes.monthState}>
              <StateIcon size={13} aria-hidden /> {word}
            </span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}

type GateState = 'ok' | 'todo' | 'unknown';

function Gate({ state, title, note, to }: { readonly state: GateState; readonly title: string; readonly note: string; readonly to: ReactNode }): ReactNode {
  const GateIcon = state === 'ok' ? IconCheck : state === 'todo' ? IconAlertTriangle : IconCircleDashed;
  return (
    <li className={classes.gate} data-state={state}>
      <GateIcon size={16} aria-label={state === 'ok' ? 'Done' : state === 'todo' ? 'To do' : 'Not known'} className={classes.gateIcon} />
      <span className={classes.gateTitle}>
        {title}
        <span className={classes.quiet}>{note}</span>
      </span>
      {to}
    </li>
  );
}

/** What has to be so before a close; each leads to where it is worked. */
export function Gates({ month, preview }: { readonly month: Month; readonly preview: Output<'months.preview'> | undefined }): ReactNode {
  const reconciliation = useProcedure('reconciliation.list', { month });
  const exceptions = useProcedure('exceptions.list', { open: true, through: month });
  const imports = useProcedure('imports.list', {});
  const info = useProcedure('system.info', {});
  const verify = info.data?.lastVerify;
  const openVariances = reconciliation.data?.rows.filter((row) => row.isOpen && row.status !== 'exception').length;
  const lastImport = imports.data
    ?.filter((one) => one.reverted === null)
    .map((one) => one.importedAt)
    .toSorted()
    .at(-1);
  return (
    <Section title="Gates">
      <ul className={classes.gates}>
        <Gate
          state={imports.data === undefined ? 'unknown' : lastImport === undefined ? 'todo' : 'ok'}
          title="Billing imported"
          note={lastImport === undefined ? 'no import yet' : `last import ${instantText(lastImport)}`}
          to={<Go label="Import" link={<Link to="/imports" />} />}
        />
        <Gate
          state={exceptions.data === undefined ? 'unknown' : exceptions.data.length === 0 ? 'ok' : 'todo'}
          title="Exceptions decided"
          note={
            exceptions.data === undefined
              ? ''
              : exceptions.data.length === 0
                ? `none waits up to ${monthText(month)}`
                : `${plural(exceptions.data.length, 'line')} to decide`
          }
          to={<Go label="Exceptions" link={<Link to="/exceptions" />} />}
        />
        <Gate
          state={openVariances === undefined ? 'unknown' : openVariances === 0 ? 'ok' : 'todo'}
          title="Variances worked"
          note={openVariances === undefined ? '' : openVariances === 0 ? 'all have a reason' : `${plural(openVariances, 'row')} without a reason`}
          to={<Go label="Reconcile" link={<Link to="/reconcile" search={{ open: true }} />} />}
        />
        <Gate
          state={verify === undefined || verify === null ? 'unknown' : verify.ok ? 'ok' : 'todo'}
          title="File verified"
          note={
            verify === undefined || verify === null
              ? 'not verified yet; it does not hold the close up'
              : `${verify.ok ? 'every check holds' : 'a check failed'}, ${instantText(verify.at)}`
          }
          to={<Go label="Verify" link={<Link to="/verify" />} />}
        />
      </ul>
      {preview !== undefined && preview.blockerCount === 0 && openVariances !== undefined && openVariances > 0 && (
        <Text size="xs" c="dimmed">
          The terms in force let a month close with variances open.
        </Text>
      )}
    </Section>
  );
}

function Go({ label, link }: { readonly label: string; readonly link: React.ReactElement<{ className?: string; children?: ReactNode }> }): ReactNode {
  const { type: Component, props } = link;
  return (
    <Component {...props} className={classes.go ?? ''}>
      {label}
      <IconChevronRight size={14} aria-hidden />
    </Component>
  );
}

export function ClosedMonths({ list, onChoose }: { readonly list: List; readonly onChoose: (month: Month) => void }): ReactNode {
  if (list.closed.length === 0) return null;
  const newestFirst = list.closed.toSorted((a, b) => (a.month < b.month ? 1 : -1));
  return (
    <Section
      title="Closed months"
      note={newestFirst[0] === undefined ? undefined : `last closed: ${monthLong(newestFirst[0].month)}, ${dateText(newestFirst[0].closedAt.slice(0, 10))}`}
    >
      <Table maw={900}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Month</Table.Th>
            <Table.Th ta="right">Commission PKR</Table.Th>
            <Table.Th ta="right">Lines</Table.Th>
            <Table.Th>Closed</Table.Th>
            <Table.Th>By</Table.Th>
            <Table.Th>Digest</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {newestFirst.map((one) => (
            <Table.Tr key={one.month}>
              <Table.Td>
                <UnstyledButton className={classes.linkButton} onClick={() => isMonth(one.month) && onChoose(one.month)}>
                  {monthText(one.month)}
                </UnstyledButton>
              </Table.Td>
              <Table.Td ta="right">
                <Money paisa={one.totalPaisa} proof={proofOf({ kind: 'month', month: one.month, figure: 'total' }, `Commission of ${monthText(one.month)}`)} />
              </Table.Td>
              <Table.Td ta="right">
                <Count
                  value={one.lines}
                  proof={proofOf({ kind: 'accrualsTotal', filter: { postedIn: one.month }, figure: 'count' }, `Lines posted in ${monthText(one.month)}`)}
                />
              </Table.Td>
              <Table.Td>
                <InstantText at={one.closedAt} />
              </Table.Td>
              <Table.Td>{one.closedBy}</Table.Td>
              <Table.Td>
                <span className={classes.digest} title={one.digest}>
                  {one.digest.slice(0, 12)}
                </span>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
