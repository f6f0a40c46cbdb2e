import { Alert, Anchor, Button, CopyButton, Group, Loader, EmptyState as MantineEmptyState, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconChecks, IconFilterOff, IconInbox } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { type ApiError, asApiError } from '../api/client.ts';

export interface EmptyProps {
  /** nothing yet · nothing matches · nothing to do */
  readonly kind: 'first' | 'filtered' | 'done';
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly onClear?: (() => void) | undefined;
}

const EMPTY_ICONS = { first: IconInbox, filtered: IconFilterOff, done: IconChecks } as const;

export function Empty({ kind, title, description, children, onClear }: EmptyProps): ReactNode {
  const KindIcon = EMPTY_ICONS[kind];
  return (
    <MantineEmptyState
      size="sm"
      py="xl"
      maw={460}
      mx="auto"
      icon={<KindIcon size={32} stroke={1.5} aria-hidden />}
      title={title}
      description={description}
      role="status"
    >
      {(children !== undefined || onClear !== undefined) && (
        <Group justify="center" gap="xs" mt="xs">
          {onClear !== undefined && (
            <Button variant="default" onClick={onClear}>
              Clear filters
            </Button>
          )}
          {children}
        </Group>
      )}
    </MantineEmptyState>
  );
}

/** What is wrong, why, how to go on, under which code; the whole of it can be copied for a colleague. */
export function ErrorPanel({
  error,
  retry,
  title,
}: {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
  readonly title?: string;
}): ReactNode {
  const known = asApiError(error);
  const heading = title ?? errorTitle(known);
  const details = JSON.stringify({ procedure: known.procedure, code: known.code, message: known.message, details: known.details ?? null }, null, 2);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle size={18} aria-hidden />}
      title={heading}
      role="alert"
      maw={720}
      my="sm"
      mx={0}
      bg="var(--pd-bad-bg)"
    >
      <Stack gap={6}>
        {heading !== known.message.replace(/\.$/, '') && <Text>{known.message}</Text>}
        {errorHint(known) !== null && <Text c="dimmed">{errorHint(known)}</Text>}
        <Group gap="sm">
          {retry !== undefined && (
            <Button variant="default" onClick={retry}>
              Try again
            </Button>
          )}
          <CopyButton value={details}>
            {({ copied, copy }) => (
              <Anchor component="button" type="button" onClick={copy} size="xs">
                {copied ? 'Copied' : 'Copy details'}
              </Anchor>
            )}
          </CopyButton>
          <Text size="xs" c="dimmed">
            {known.code}
          </Text>
        </Group>
      </Stack>
    </Alert>
  );
}

function errorTitle(error: ApiError): string {
  switch (error.code) {
    case 'NOT_FOUND':
      return 'Not there';
    case 'OUTCOME_UNKNOWN':
      return 'No answer';
    case 'FORBIDDEN':
    case 'MAKER_IS_CHECKER':
      return 'Not yours to do';
    case 'INTERNAL':
      return 'Something broke on our side';
    case 'CANCELLED':
      return 'Cancelled';
    default:
      return 'Refused';
  }
}

function errorHint(error: ApiError): string | null {
  switch (error.code) {
    case 'PREVIEW_STALE':
      return 'Something changed since the preview. Look at the new figures, then decide again.';
    case 'MONTH_OUT_OF_ORDER':
      return 'Months close in order: close the earlier ones first.';
    case 'QUARTER_NOT_CLOSED':
      return 'Close the three months of the quarter first.';
    case 'QUARTER_OUT_OF_ORDER':
      return 'Quarters are paid in order: finish the earlier run first.';
    case 'WITHHOLDING_RATE_MISSING':
      return 'Add the rate for the payment date to the programme terms; nothing is reused silently.';
    case 'DATABASE_BUSY':
      return 'Another program holds the file. Wait a moment and try again.';
    case 'INTERNAL':
      return 'Nothing was changed. Copy the details for whoever looks after this installation.';
    default:
      return null;
  }
}

/** Bones only when an answer takes longer than 300 ms; a quick one never flickers. */
export function Loading({ rows = 6 }: { readonly rows?: number }): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <Stack gap="xs" p="md" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <Skeleton key={index} height={20} radius="sm" />
      ))}
    </Stack>
  );
}

export function Working({ text }: { readonly text: string }): ReactNode {
  return (
    <Group gap="xs" role="status">
      <Loader size={14} aria-hidden />
      <Text c="dimmed">{text}</Text>
    </Group>
  );
}

interface Query<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** One answer in its three states; the page only says how the answer looks. */
export function Answer<T>({
  query,
  rows,
  children,
}: {
  readonly query: Query<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows ?? 6} />;
}
