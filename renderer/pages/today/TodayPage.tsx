import { Button, Code, Group, Text, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { daysBetween, isIsoDate } from '../../../src/shared/calendar.ts';
import { desktop } from '../../api/desktop.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Count, DateText, InstantText, Money } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText, dueText, instantText, monthLong, plural, quarterText, weekdayText } from '../../format/format.ts';
import { readable } from '../../format/readable.ts';
import classes from './Today.module.css';

type Summary = Output<'today.summary'>;
type Queue = Summary['queues'][number];

function daysTo(today: string, date: string | null): number | null {
  return date !== null && isIsoDate(today) && isIsoDate(date) ? daysBetween(today, date) : null;
}

function QueueRow({ queue, today }: { readonly queue: Queue; readonly today: string }): ReactNode {
  const days = daysTo(today, queue.due);
  const isLate = days !== null && days < 0;
  return (
    <li className={classes.row}>
      <span className={classes.count}>
        <Count value={queue.count} label={readable(queue.title)} proof={proofOf({ kind: 'queue', queue: queue.name }, readable(queue.title))} />
      </span>
      <a href={`#${queue.to}`} className={classes.queue}>
        <span className={classes.queueTitle}>{readable(queue.title)}</span>
        <span className={classes.quiet}>
          {queue.oldest !== null && (
            <>
              oldest <DateText date={queue.oldest} />
            </>
          )}
        </span>
        <span className={classes.due} data-late={isLate || undefined}>
          {queue.due !== null && (
            <>
              due <DateText date={queue.due} />
              {days === null ? '' : `, ${dueText(days)}`}
            </>
          )}
        </span>
        <IconChevronRight size={16} aria-hidden className={classes.arrow} />
      </a>
    </li>
  );
}

function Queues({ summary }: { readonly summary: Summary }): ReactNode {
  const waiting = summary.queues.filter((queue) => !queue.isWatched);
  const watched = summary.queues.filter((queue) => queue.isWatched);
  return (
    <Section title="To do" note={<Link to="/queue">Work queue (G Q)</Link>}>
      {waiting.length === 0 && <Empty kind="done" title="All caught up" description="Nothing waits for anybody." />}
      <ul className={classes.queues}>
        {waiting.map((queue) => (
          <QueueRow key={queue.name} queue={queue} today={summary.today} />
        ))}
      </ul>
      {watched.length > 0 && (
        <>
          <Title order={3} mt="md" mb={2} c="dimmed">
            To watch
          </Title>
          <ul className={classes.queues}>
            {watched.map((queue) => (
              <QueueRow key={queue.name} queue={queue} today={summary.today} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** The one thing to begin with: Enter opens it. */
function First({ summary }: { readonly summary: Summary }): ReactNode {
  const { next } = summary;
  if (next === null) return null;
  const days = daysTo(summary.today, next.due);
  return (
    <div className={classes.first}>
      <Text>
        Next: <strong>{readable(next.what)}</strong>
        {next.what.includes(next.about) ? '' : `, ${readable(next.about)}`}
        {next.due !== null && <span className={classes.quiet}> {days === null ? dateText(next.due) : `due ${dateText(next.due)}, ${dueText(days)}`}</span>}
      </Text>
      <CommandButton command="today.next">Open</CommandButton>
    </div>
  );
}

/** What was done to the file since this person last looked, until marked as seen. */
function News({ summary }: { readonly summary: Summary }): ReactNode {
  const { news } = summary;
  if (news.count === 0) return null;
  return (
    <div className={classes.next}>
      <Text>
        <Link to="/audit">{plural(news.count, 'change')}</Link> {news.since === null ? 'on record' : `since you last looked, ${instantText(news.since)}`}
      </Text>
      <CommandButton command="today.seen" variant="default">
        Mark as seen
      </CommandButton>
    </div>
  );
}

/** What is between a month and its close, in one line. */
function closeNote(summary: Summary): string {
  const count = (name: Queue['name']): number => summary.queues.find((queue) => queue.name === name)?.count ?? 0;
  const [billing, variances, exceptions] = [count('billing'), count('variances'), count('exceptions')];
  if (billing > 0) return `${plural(billing, 'billing file has', 'billing files have')} not come`;
  const parts = [variances > 0 ? plural(variances, 'variance') : '', exceptions > 0 ? plural(exceptions, 'exception') : ''].filter((part) => part !== '');
  if (parts.length > 0) return `${parts.join(' and ')} ${variances + exceptions === 1 ? 'waits' : 'wait'} for a decision`;
  return count('close') > 0 ? 'over, and nothing stands in its way' : 'the earliest open month';
}

function Figures({ summary }: { readonly summary: Summary }): ReactNode {
  if (summary.figures.length === 0) return null;
  return (
    <div className={classes.figures} role="group" aria-label="Money">
      {summary.figures.map((figure, index) => (
        <div key={figure.name} className={classes.figure}>
          <Text size="xs" c="dimmed">
            {readable(figure.title)}, PKR
          </Text>
          <Money
            paisa={figure.paisa}
            size={index === 0 ? 'hero' : 'large'}
            label={figure.title}
            proof={figure.subject === null ? null : proofOf(figure.subject, figure.title)}
          />
        </div>
      ))}
    </div>
  );
}

function Ahead({ summary }: { readonly summary: Summary }): ReactNode {
  const payoutDays = daysTo(summary.today, summary.nextPayout?.dueOn ?? null);
  return (
    <Section title="Next">
      <div className={classes.next}>
        <div>
          <Text fw={600}>{summary.nextClose === null ? 'Nothing to close' : `Close ${monthLong(summary.nextClose)}`}</Text>
          <Text c="dimmed">{summary.nextClose === null ? 'Nothing is there to post.' : closeNote(summary)}</Text>
        </div>
        {summary.nextClose !== null && (
          <Button variant="default" renderRoot={(props) => <Link to="/close" search={{ month: summary.nextClose ?? undefined }} {...props} />}>
            Open the close
          </Button>
        )}
      </div>
      {summary.nextPayout !== null && (
        <div className={classes.next}>
          <div>
            <Group gap={8}>
              <Text fw={600}>Pay {quarterText(summary.nextPayout.quarter)}</Text>
              <StatusBadge area="payout" status={summary.nextPayout.state} />
            </Group>
            <Text c={payoutDays !== null && payoutDays < 0 ? 'var(--pd-bad)' : 'dimmed'}>
              due {dateText(summary.nextPayout.dueOn)}
              {payoutDays === null ? '' : `, ${dueText(payoutDays)}`}
            </Text>
          </div>
          <Button variant="default" renderRoot={(props) => <Link to="/payouts" search={{ quarter: summary.nextPayout?.quarter }} {...props} />}>
            Open the run
          </Button>
        </div>
      )}
    </Section>
  );
}

function RecentImports({ summary }: { readonly summary: Summary }): ReactNode {
  return (
    <Section title="Last imports">
      {summary.imports.length === 0 && (
        <Text c="dimmed" mt={6}>
          None yet.
        </Text>
      )}
      <ul className={classes.imports}>
        {summary.imports.map((one) => (
          <li key={one.id}>
            <InstantText at={one.importedAt} />
            <span>{plural(one.rows, 'row')}</span>
            <span className={classes.quiet}>{one.actor}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The desktop opens the sample programme as a file of its own; a browser host keeps to the file it was started with. */
function FirstSteps(): ReactNode {
  const shell = desktop();
  return (
    <Empty
      kind="first"
      title="This file is empty"
      description={
        <>
          Import partners, deals and billing to begin. To look around first, open the sample programme: a file of its own, this one stays as it is
          {shell === null ? (
            <>
              {' '}
              (<Code>npm run -s cli -- --db sample.db init --sample</Code>).
            </>
          ) : (
            '.'
          )}
        </>
      }
    >
      <Button renderRoot={(props) => <Link to="/imports" {...props} />}>Import files</Button>
      {shell !== null && (
        <Button variant="default" onClick={() => void shell.openCompany('sample')}>
          Open the sample programme
        </Button>
      )}
    </Empty>
  );
}

export function TodayPage(): ReactNode {
  const query = useProcedure('today.summary', {});
  const seen = useCommand('today.seen');
  const navigate = useNavigate();
  const next = query.data?.next ?? null;
  useCommandHandlers({ 'today.next': () => next !== null && void navigate({ href: next.to }), 'today.seen': () => void seen.run({}) });
  const info = useProcedure('system.info', {});
  const summary = query.data;
  if (summary === undefined || info.data === undefined)
    return (
      <Page title="Today">
        {query.error === null && info.error === null ? (
          <Loading />
        ) : (
          <ErrorPanel error={query.error ?? info.error} retry={() => void Promise.all([query.refetch(), info.refetch()])} />
        )}
      </Page>
    );
  const isEmpty = info.data.counts.partners === 0 && info.data.counts.deals === 0;
  return (
    <Page title="Today" subtitle={`${isIsoDate(summary.today) ? weekdayText(summary.today) : ''} ${dateText(summary.today)}`}>
      {isEmpty ? (
        <FirstSteps />
      ) : (
        <>
          <Figures summary={summary} />
          <First summary={summary} />
          <div className={classes.columns}>
            <Queues summary={summary} />
            <div>
              <Ahead summary={summary} />
              <News summary={summary} />
              <RecentImports summary={summary} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}
