import { ActionIcon, Group, Popover, SimpleGrid, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { addMonths, isMonth, isQuarter, type Month, type Quarter, yearOf } from '../../src/shared/calendar.ts';
import { useCommandHandlers } from '../commands/keys.ts';
import { monthText, quarterText } from '../format/format.ts';
import { nextQuarter, quarterBefore, usePeriod } from './period.ts';
import classes from './Shell.module.css';

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

/** Runs are of a quarter, everything else is of a month. */
function useIsQuarterly(): boolean {
  return useLocation({ select: (location) => location.pathname.startsWith('/payouts') });
}

/** One picker for the whole application; every screen shows the month or the quarter chosen here. */
export function PeriodPicker(): ReactNode {
  const { month, quarter, setMonth, setQuarter } = usePeriod();
  const [opened, setOpened] = useState(false);
  const isQuarterly = useIsQuarterly();
  const unit = isQuarterly ? 'Quarter' : 'Month';
  const step = (by: 1 | -1): void => {
    if (isQuarterly && quarter !== null) setQuarter(by === 1 ? nextQuarter(quarter) : quarterBefore(quarter));
    else if (month !== null) setMonth(addMonths(month, by));
  };
  useCommandHandlers({ 'view.monthBack': () => step(-1), 'view.monthForward': () => step(1) });
  if (month === null) return null;
  const text = isQuarterly && quarter !== null ? quarterText(quarter) : monthText(month);
  return (
    <Group gap={0} wrap="nowrap" className={classes.period}>
      <Tooltip label={`${unit} before ([)`}>
        <ActionIcon aria-label={`${unit} before`} onClick={() => step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={opened} onChange={setOpened} shadow="md" position="bottom" trapFocus returnFocus width={300} transitionProps={{ duration: 0 }}>
        <Popover.Target>
          <UnstyledButton className={classes.periodButton} onClick={() => setOpened(!opened)} aria-label={`${text}: choose another period`}>
            <IconCalendar size={15} aria-hidden />
            <span className={classes.periodMonth}>{text}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Choices
            month={month}
            quarter={isQuarterly ? quarter : null}
            onMonth={(next) => {
              setMonth(next);
              setOpened(false);
            }}
            onQuarter={(next) => {
              setQuarter(next);
              setOpened(false);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={`${unit} after (])`}>
        <ActionIcon aria-label={`${unit} after`} onClick={() => step(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
