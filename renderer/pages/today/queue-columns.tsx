import { Anchor } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { Output } from '../../../src/contract/index.ts';
import { daysBetween, isIsoDate } from '../../../src/shared/calendar.ts';
import { QUEUE_STATES } from '../../../src/shared/vocab.ts';
import { DateText, Tally } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { dateText, dueText } from '../../format/format.ts';
import { readable } from '../../format/readable.ts';
import classes from './Today.module.css';

export type QueueRow = Output<'queue.list'>['rows'][number];

export const queueRowId = (row: QueueRow): string => `${row.queue} ${row.subject}`;

function stateNote(row: QueueRow): string | null {
  if (row.snoozedUntil === null) return row.isWatched ? 'It comes to pass by itself; nothing has to be ticked off.' : null;
  return `Until ${dateText(row.snoozedUntil)}: ${row.reason ?? ''}.`;
}

export function queueColumns(today: string): readonly GridColumn<QueueRow>[] {
  const days = (date: string): string => (isIsoDate(today) && isIsoDate(date) ? dueText(daysBetween(today, date)) : '');
  return [
    {
      id: 'what',
      header: 'What',
      width: 260,
      grow: 400,
      isRowHeader: true,
      sortValue: (row) => row.what,
      cell: (row) => (
        <span title={readable(row.what)}>
          {row.isWatched && <IconEye size={14} aria-label="To watch" className={classes.watched} />}
          {row.count > 1 && (
            <strong>
              <Tally value={row.count} />{' '}
            </strong>
          )}
          {readable(row.what)}
        </span>
      ),
    },
    {
      id: 'about',
      header: 'About',
      width: 170,
      grow: 220,
      sortValue: (row) => row.about,
      cell: (row) => (
        <Anchor href={`#${row.to}`} tabIndex={-1} title={readable(row.about)}>
          {readable(row.about)}
        </Anchor>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: 104,
      grow: 0,
      sortValue: (row) => QUEUE_STATES.indexOf(row.state),
      cell: (row) => <StatusBadge area="queue" status={row.state} more={stateNote(row)} />,
    },
    {
      id: 'due',
      header: 'Due',
      width: 196,
      grow: 0,
      sortValue: (row) => row.due ?? '9999',
      cell: (row) =>
        row.due === null ? (
          '–'
        ) : (
          <span>
            <DateText date={row.due} /> <span className={classes.quiet}>{days(row.due)}</span>
          </span>
        ),
    },
    { id: 'since', header: 'Since', width: 108, from: 1180, grow: 0, sortValue: (row) => row.since ?? '', cell: (row) => <DateText date={row.since} /> },
    { id: 'assignee', header: 'With', width: 120, grow: 40, sortValue: (row) => row.assignee ?? '', cell: (row) => row.assignee ?? '–' },
  ];
}
