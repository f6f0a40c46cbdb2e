import { Button, Code, Group, Text } from '@mantine/core';
import { IconCheck, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { daysBetween, isIsoDate } from '../../../src/shared/calendar.ts';
import { desktop } from '../../api/desktop.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { DateText, InstantText, Money } from '../../components/figures.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { countText, dateText, dueText, monthLong, plural, quarterText, weekdayText } from '../../format/format.ts';
import { queueAddress } from '../../shell/queues.ts';
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
    <li>
      <a href={`#${queueAddress(queue)}`} className={classes.queue} data-done={queue.count === 0 || undefined}>
        <span className={classes.count}>{queue.count === 0 ? <IconCheck size={18} aria-label="none" /> : countText(queue.count)}</span>
        <span className={classes.queueTitle}>{queue.title}</span>
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
  const waiting = summary.queues.filter((queue) => queue.count > 0);
  const next = summary.queues
    .map((queue) => queue.due)
    .filter((due) => due !== null)
    .toSorted()[0];
  const done = summary.queues.filter((queue) => queue.count === 0);
  return (
    <Section title="To do" note={waiting.length === 0 ? undefined : plural(waiting.length, 'queue')}>
      {waiting.length === 0 && <Empty kind="done" title="All caught up" description={next === undefined ? 'Nothing is due.' : `Next due ${dateText(next)}.`} />}
      <ul className={classes.queues}>
        {waiting.map((queue) => (
          <QueueRow key={queue.name} queue={queue} today={summary.today} />
        ))}
      </ul>
      {waiting.length > 0 && done.length > 0 && <p className={classes.clear}>Nothing waits in: {done.map((queue) => queue.title.toLowerCase()).join(', ')}.</p>}
    </Section>
  );
}

function Figures({ summary }: { readonly summary: Summary }): ReactNode {
  if (summary.figures.length === 0) return null;
  return (
    <div className={classes.figures} role="group" aria-label="Money">
      {summary.figures.map((figure, index) => (
        <div key={figure.name} className={classes.figure}>
          <Text size="xs" c="dimmed">
            {figure.title}, PKR
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
          <Text c="dimmed">{summary.nextClose === null ? 'Nothing is there to post.' : 'the earliest open month'}</Text>
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
          <div className={classes.columns}>
            <Queues summary={summary} />
            <div>
              <Ahead summary={summary} />
              <RecentImports summary={summary} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}
