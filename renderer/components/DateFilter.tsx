import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { type IsoDate, isIsoDate } from '../../src/shared/calendar.ts';
import { dateText } from '../format/format.ts';
import { parseDateInput } from '../forms/date-input.ts';
import { useToday } from '../shell/today.ts';

/** A day to filter by, typed as a person writes it (`5/3`, `today`, `-7`); what is no date is said to be none and filters nothing. */
export function DateFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (date: IsoDate | undefined) => void;
}): ReactNode {
  const today = useToday();
  const shown = value === undefined ? '' : dateText(value);
  const [text, setText] = useState(shown);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => setText(shown), [shown]);
  const settle = (): void => {
    const typed = text.trim();
    const date = typed === '' || today === null || !isIsoDate(today) ? null : parseDateInput(typed, today);
    setWrong(typed !== '' && date === null);
    if (typed === '' || date !== null) onChange(date ?? undefined);
    if (date !== null) setText(dateText(date));
  };
  return (
    <TextInput
      w={120}
      aria-label={label}
      placeholder={label}
      value={text}
      error={isWrong}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
      }}
    />
  );
}
