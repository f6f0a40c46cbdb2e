import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { monthText } from '../../format/format.ts';

/** A code as a statement shows it, typed with or without a hyphen. */
const CODE = /^[2-9A-HJKMNP-Z]{3}[\s-]?[2-9A-HJKMNP-Z]{3}$/i;

/** Where a line code leads, when one is typed. */
export function LineFound({ text }: { readonly text: string }): ReactNode {
  const isCode = CODE.test(text.trim());
  const query = useProcedure('statements.line', { code: text.trim() }, { enabled: isCode });
  if (!isCode) return null;
  if (query.error !== null)
    return (
      <Text size="sm" role="status">
        {query.error.message}
      </Text>
    );
  if (query.data === undefined) return null;
  const { line, partner, quarter, number } = query.data;
  return (
    <Text size="sm" role="status">
      {line.code}: {line.deal}, {monthText(line.period)}, on{' '}
      <Anchor size="sm" renderRoot={(props) => <Link to="/statements" search={{ quarter, peek: partner }} {...props} />}>
        {number ?? `the draft of ${partner}, ${quarter}`}
      </Anchor>
    </Text>
  );
}
