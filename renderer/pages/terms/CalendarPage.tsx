import { Button, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { z } from 'zod';
import type { Output } from '../../../src/contract/index.ts';
import { addMonths, firstDayOf, type IsoDate, isIsoDate, type Month, month, weekdayOf } from '../../../src/shared/calendar.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { DateText } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { Answer, Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText, monthLong, plural, quarterShort, weekdayText } from '../../format/format.ts';
import { parseDateInput } from '../../forms/date-input.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useToday } from '../../shell/today.ts';
import classes from './Terms.module.css';

type Holiday = Output<'holidays.list'>[number];
type Moved = Output<'holidays.add'>['paymentDates'];

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

function MonthDays({ of, holidays, today }: { readonly of: Month; readonly holidays: ReadonlyMap<string, string>; readonly today: string }): ReactNode {
  const lead = weekdayOf(firstDayOf(of)) - 1;
  const days = Array.from({ length: 31 }, (_, index) => `${of}-${String(index + 1).padStart(2, '0')}`).filter(isIsoDate);
  return (
    <section aria-label={monthLong(of)}>
      <div className={classes.monthName}>{monthLong(of).split(' ')[0]}</div>
      <div className={classes.week}>
        {WEEKDAYS.map((word) => (
          <span key={word} className={classes.weekday} aria-hidden>
            {word}
          </span>
        ))}
        {days.map((day, index) => {
          const name = holidays.get(day);
          return (
            <span
              key={day}
              className={classes.day}
              style={index === 0 ? { gridColumnStart: lead + 1 } : undefined}
              title={name === undefined ? undefined : `${dateText(day)}: ${name}`}
              data-holiday={name !== undefined || undefined}
              data-weekend={weekdayOf(day) > 5 || undefined}
              data-today={day === today || undefined}
            >
              <time dateTime={day}>{index + 1}</time>
            </span>
          );
        })}
      </div>
    </section>
  );
}

function movedWords(moved: Moved): string {
  return moved.map((row) => ` The payout of ${quarterShort(row.quarter)} is now paid on ${dateText(row.after)}, not ${dateText(row.before)}.`).join('');
}

function AddDialog({ opened, today, onClose }: { readonly opened: boolean; readonly today: IsoDate; readonly onClose: () => void }): ReactNode {
  const add = useCommand('holidays.add');
  const known = useSeen(useProcedure('holidays.list', {}).data, opened);
  const schema = z.object({
    date: z.string().refine((text) => parseDateInput(text, today) !== null, 'Give a date, for example 23-Mar-2027'),
    name: z.string().trim().min(2, 'Give the holiday a name, for example Pakistan Day').max(200, 'At most 200 characters'),
  });
  const form = useForm({ initialValues: { date: '', name: '' }, validate: schemaResolver(schema, { sync: true }), validateInputOnBlur: true });
  const leave = (): void => {
    form.reset();
    add.reset();
    onClose();
  };
  const submit = form.onSubmit(async (values) => {
    const date = parseDateInput(values.date, today);
    if (date === null) return;
    const answer = await add.run({
      date,
      name: values.name.trim(),
      ...(known === undefined ? {} : { version: known.find((one) => one.date === date)?.name ?? null }),
    });
    if (answer === null) return;
    notice(`${dateText(answer.after.date)} is a holiday: ${answer.after.name}.${movedWords(answer.paymentDates)}`);
    leave();
  });
  return (
    <Modal opened={opened} onClose={leave} title={<Text fw={600}>Add a holiday</Text>} size={420}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label="Date" placeholder="23-Mar-2027" autoComplete="off" data-autofocus {...form.getInputProps('date')} />
          <TextInput label="Name" placeholder="Pakistan Day" autoComplete="off" {...form.getInputProps('name')} />
          {add.error !== null && <ErrorPanel error={add.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={leave}>
              Leave it
            </Button>
            <Button type="submit" loading={add.isRunning}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const NO_HOLIDAYS: readonly Holiday[] = [];

function RemoveDialog({ holiday, onClose }: { readonly holiday: Holiday | null; readonly onClose: () => void }): ReactNode {
  const remove = useCommand('holidays.remove');
  const seen = useSeen(useProcedure('holidays.list', {}).data ?? NO_HOLIDAYS, holiday !== null);
  const leave = (): void => {
    remove.reset();
    onClose();
  };
  const confirm = async (): Promise<void> => {
    if (holiday === null) return;
    const answer = await remove.run({ date: holiday.date, version: seen.find((one) => one.date === holiday.date)?.name ?? holiday.name });
    if (answer === null) return;
    notice(`${dateText(answer.before.date)} is no holiday any more.${movedWords(answer.paymentDates)}`);
    leave();
  };
  return (
    <ConfirmDialog
      opened={holiday !== null}
      title={holiday === null ? '' : `Remove ${holiday.name}`}
      confirmLabel="Remove"
      isDanger
      isRunning={remove.isRunning}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={leave}
      consequences={
        <Text>
          {holiday === null ? '' : dateText(holiday.date)} becomes a day like its neighbours. Payment dates of runs not yet approved may move; those of approved
          runs keep the calendar as it is.
        </Text>
      }
    />
  );
}

function HolidayList({ holidays, onRemove }: { readonly holidays: readonly Holiday[]; readonly onRemove: (holiday: Holiday) => void }): ReactNode {
  if (holidays.length === 0)
    return <Empty kind="first" title="No holiday this year" description="Add the year's bank holidays, or import them, before its first payout." />;
  return (
    <Table verticalSpacing={3}>
      <Table.Tbody>
        {holidays.map((holiday) => (
          <Table.Tr key={holiday.date}>
            <Table.Td w={96}>
              <DateText date={holiday.date} />
            </Table.Td>
            <Table.Td c="dimmed" w={44}>
              {isIsoDate(holiday.date) ? weekdayText(holiday.date).slice(0, 3) : ''}
            </Table.Td>
            <Table.Td>{holiday.name}</Table.Td>
            <Table.Td ta="right">
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={`Remove ${holiday.name}, ${dateText(holiday.date)}`}
                onClick={() => onRemove(holiday)}
              >
                Remove
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Year({ year, today, onYear }: { readonly year: number; readonly today: IsoDate; readonly onYear: (year: number) => void }): ReactNode {
  const query = useProcedure('holidays.list', {});
  const [removing, setRemoving] = useState<Holiday | null>(null);
  const first = month(`${year}-01`);
  return (
    <>
      <Answer query={query}>
        {(all) => {
          const holidays = all.filter((holiday) => holiday.date.startsWith(`${year}-`));
          const names = new Map(holidays.map((holiday) => [holiday.date as string, holiday.name]));
          return (
            <div className={classes.calendar}>
              <Section
                title={String(year)}
                note={plural(holidays.length, 'holiday')}
                actions={
                  <>
                    <Button variant="subtle" color="gray" size="compact-sm" aria-label="Year before" onClick={() => onYear(year - 1)}>
                      <IconChevronLeft size={16} />
                    </Button>
                    <Button variant="subtle" color="gray" size="compact-sm" aria-label="Year after" onClick={() => onYear(year + 1)}>
                      <IconChevronRight size={16} />
                    </Button>
                  </>
                }
              >
                <div className={classes.year}>
                  {Array.from({ length: 12 }, (_, index) => addMonths(first, index)).map((of) => (
                    <MonthDays key={of} of={of} holidays={names} today={today} />
                  ))}
                </div>
              </Section>
              <Section title="Holidays">
                <HolidayList holidays={holidays} onRemove={setRemoving} />
              </Section>
            </div>
          );
        }}
      </Answer>
      <RemoveDialog holiday={removing} onClose={() => setRemoving(null)} />
    </>
  );
}

/** The days on which no bank pays: what payment dates and business days go by (6.3). */
export function CalendarPage(): ReactNode {
  const { year } = useSearch({ from: '/calendar' });
  const setSearch = useSetSearch<{ year?: number }>();
  const today = useToday();
  const [isAdding, setAdding] = useState(false);
  useCommandHandlers({ 'calendar.add': () => setAdding(true) });
  return (
    <Page
      title="Calendar of holidays"
      subtitle="payments and business days skip weekends and these"
      actions={<CommandButton command="calendar.add">Add a holiday</CommandButton>}
    >
      {today === null || !isIsoDate(today) ? (
        <Loading />
      ) : (
        <>
          <Year year={year ?? Number(today.slice(0, 4))} today={today} onYear={(next) => setSearch({ year: next })} />
          <AddDialog opened={isAdding} today={today} onClose={() => setAdding(false)} />
        </>
      )}
    </Page>
  );
}
