import { ActionIcon, Group, Popover, SimpleGrid, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useLocation, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { addMonths, isIsoDate, isMonth, isQuarter, lastMonthOf, type Month, monthOf, type Quarter, quarterOf, yearOf } from '../../src/shared/calendar.ts';
import { useCommandHandlers } from '../commands/keys.ts';
import { monthText, quarterText } from '../format/format.ts';
import { SPANS } from '../route-words.ts';
import { nextQuarter, type Period, quarterBefore, rangeOf, SPAN_MONTHS, type Span, usePeriod } from './period.ts';
import classes from './Shell.module.css';
import { useToday } from './today.ts';

const NUMBERS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const;

function months(year: number): Month[] {
  return NUMBERS.map((number) => `${year}-${number}`).filter(isMonth);
}

function quarters(year: number): Quarter[] {
  return [1, 2, 3, 4].map((number) => `${year}-Q${number}`).filter(isQuarter);
}

function Choices({
  month,
  quarter,
  onMonth,
  onQuarter,
}: {
  month: Month;
  quarter: Quarter | null;
  onMonth: (month: Month) => void;
  onQuarter: (quarter: Quarter) => void;
}): ReactNode {
  const [year, setYear] = useState(yearOf(month));
  return (
    <div>
      <Group justify="space-between" mb="xs">
        <ActionIcon aria-label="Year before" onClick={() => setYear(year - 1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Text fw={600}>{year}</Text>
        <ActionIcon aria-label="Year after" onClick={() => setYear(year + 1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Group>
      <SimpleGrid cols={4} spacing={4} verticalSpacing={4}>
        {quarters(year).map((one, index) => (
          <div key={one} className={classes.quarter}>
            <UnstyledButton
              className={classes.choice}
              data-strong
              data-chosen={one === quarter || undefined}
              aria-pressed={one === quarter}
              onClick={() => onQuarter(one)}
            >
              {one.slice(5)}
            </UnstyledButton>
            {months(year)
              .slice(index * 3, index * 3 + 3)
              .map((of) => (
                <UnstyledButton
                  key={of}
                  className={classes.choice}
                  data-chosen={of === month || undefined}
                  aria-pressed={of === month}
                  onClick={() => onMonth(of)}
                >
                  {monthText(of).slice(0, 3)}
                </UnstyledButton>
              ))}
          </div>
        ))}
      </SimpleGrid>
    </div>
  );
}

type Unit = 'month' | 'quarter' | 'span' | 'asOf';

/** What a screen is of: runs of a quarter, the ledger of any span, balances after a month, everything else of a month. */
function useUnit(): Unit {
  const tab = useSearch({ strict: false, select: (search) => search.tab });
  const path = useLocation({ select: (location) => location.pathname });
  if (path.startsWith('/payouts') || path.startsWith('/statements')) return 'quarter';
  if (path.startsWith('/ledger')) return 'span';
  return path.startsWith('/balances') || (path.startsWith('/journal') && tab === 'balance') ? 'asOf' : 'month';
}

function spanText(span: Span, month: Month): string {
  if (span === 'month') return monthText(month);
  if (span === 'quarter') return quarterText(quarterOf(month));
  const { from, to } = rangeOf(span, month);
  return span === 'year' ? String(yearOf(month)) : `Tax year ${yearOf(from)}–${String(yearOf(to)).slice(2)}`;
}

const SPAN_WORDS: Readonly<Record<Span, string>> = { month: 'Month', quarter: 'Quarter', year: 'Year', tax_year: 'Tax year (Jul–Jun)' };

/** This month and the one before, each as wide as is wanted: the usual questions in one press. */
function Presets({ today, onSpan }: { readonly today: string | null; readonly onSpan: (span: Span, month: Month) => void }): ReactNode {
  if (today === null || !isIsoDate(today)) return null;
  const now = monthOf(today);
  const presets: readonly (readonly [Span, Month])[] = SPANS.flatMap((span) => [[span, now] as const, [span, addMonths(rangeOf(span, now).from, -1)] as const]);
  return (
    <SimpleGrid cols={2} spacing={4} verticalSpacing={2} mt="sm" pt="xs" className={classes.presets}>
      {presets.map(([span, month]) => (
        <UnstyledButton key={`${span} ${month}`} className={classes.choice} title={SPAN_WORDS[span]} onClick={() => onSpan(span, month)}>
          {spanText(span, month)}
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}

interface Shown {
  readonly text: string;
  readonly word: string;
  readonly step: (by: 1 | -1) => void;
  readonly chosenMonth: Month;
  readonly chosenQuarter: Quarter | null;
  readonly onMonth: (month: Month) => void;
  readonly onQuarter: (quarter: Quarter) => void;
}

/** What the picker says and does on this screen. */
function shownAs(unit: Unit, period: Period, month: Month): Shown {
  const { quarter, span, asOf, setMonth, setQuarter, setSpan, setAsOf } = period;
  const ofQuarter = (next: Quarter): void => (unit === 'span' ? setSpan('quarter', lastMonthOf(next)) : setQuarter(next));
  if (unit === 'quarter' && quarter !== null)
    return {
      text: quarterText(quarter),
      word: 'Quarter',
      step: (by) => setQuarter(by === 1 ? nextQuarter(quarter) : quarterBefore(quarter)),
      chosenMonth: month,
      chosenQuarter: quarter,
      onMonth: setMonth,
      onQuarter: ofQuarter,
    };
  if (unit === 'asOf') {
    const after = asOf ?? month;
    return {
      text: `After ${monthText(after)}`,
      word: 'Month',
      step: (by) => setAsOf(addMonths(after, by)),
      chosenMonth: after,
      chosenQuarter: null,
      onMonth: setAsOf,
      onQuarter: (next) => setAsOf(lastMonthOf(next)),
    };
  }
  const wide = unit === 'span' ? span : 'month';
  return {
    text: spanText(wide, month),
    word: SPAN_WORDS[wide],
    step: (by) => setMonth(addMonths(month, by * SPAN_MONTHS[wide])),
    chosenMonth: month,
    chosenQuarter: wide === 'quarter' ? quarterOf(month) : null,
    onMonth: (next) => (unit === 'span' ? setSpan('month', next) : setMonth(next)),
    onQuarter: ofQuarter,
  };
}

/** One picker for the whole application; every screen shows the period chosen here. */
export function PeriodPicker(): ReactNode {
  const period = usePeriod();
  const [opened, setOpened] = useState(false);
  const unit = useUnit();
  const today = useToday();
  const { month } = period;
  const shown = month === null ? null : shownAs(unit, period, month);
  useCommandHandlers({ 'view.monthBack': () => shown?.step(-1), 'view.monthForward': () => shown?.step(1) });
  if (shown === null) return null;
  const closing =
    <T,>(choose: (value: T) => void) =>
    (value: T): void => {
      choose(value);
      setOpened(false);
    };
  return (
    <Group gap={0} wrap="nowrap" className={classes.period}>
      <Tooltip label={`${shown.word} before ([)`}>
        <ActionIcon aria-label={`${shown.word} before`} onClick={() => shown.step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={opened} onChange={setOpened} shadow="md" position="bottom" trapFocus returnFocus width={300} transitionProps={{ duration: 0 }}>
        <Popover.Target>
          <UnstyledButton className={classes.periodButton} onClick={() => setOpened(!opened)} aria-label={`${shown.text}: choose another period`}>
            <IconCalendar size={15} aria-hidden />
            <span className={classes.periodMonth}>{shown.text}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Choices month={shown.chosenMonth} quarter={shown.chosenQuarter} onMonth={closing(shown.onMonth)} onQuarter={closing(shown.onQuarter)} />
          {unit === 'span' && (
            <Presets
              today={today}
              onSpan={(span, of) => {
                period.setSpan(span, of);
                setOpened(false);
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={`${shown.word} after (])`}>
        <ActionIcon aria-label={`${shown.word} after`} onClick={() => shown.step(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
