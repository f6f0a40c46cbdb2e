import { Button, Table, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { countedProof, type ProofRequest, rehearsedProof, type SumPart, sumProof } from '../../api/proofs.ts';
import { Count, DateText, Money } from '../../components/figures.tsx';
import { Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { ErrorPanel, Loading, Working } from '../../components/states.tsx';
import { dateText, monthText, plural, quarterShort } from '../../format/format.ts';
import { tierName } from '../../format/terms.ts';
import classes from './Terms.module.css';
import { changesNothing, type Impact, type ImpactState } from './useImpact.ts';

interface NowThen {
  readonly beforePaisa: number;
  readonly afterPaisa: number;
  readonly differencePaisa: number;
}

const NOTE = 'Worked out by closing the open months and paying their quarters in a rehearsal that is taken back; nothing is stored (3.6, 6.2).';

type Figure = keyof NowThen;

const WORDS: Readonly<Record<Figure, string>> = { beforePaisa: 'now', afterPaisa: 'then', differencePaisa: 'difference' };

/** One figure of the rehearsal; the difference is what would be less what is. */
function partProof(title: string, of: NowThen, figure: Figure): ProofRequest {
  const named = `${title}, ${WORDS[figure]}`;
  const key = `impact:${named}:${of[figure]}`;
  if (figure !== 'differencePaisa') return rehearsedProof(key, named, { paisa: of[figure] }, NOTE);
  const parts = [
    { label: 'Under these terms', paisa: of.afterPaisa },
    { label: 'Less what it is as the terms are now', paisa: 0 - of.beforePaisa },
  ];
  return sumProof(key, named, of.differencePaisa, parts, NOTE);
}

type Part = NowThen & { readonly label: string };

/** A total of the rehearsal, by what it adds up. */
function totalProof(title: string, of: NowThen, figure: Figure, parts: readonly Part[]): ProofRequest {
  const named = `${title}, ${WORDS[figure]}`;
  const listed = parts.map((part): SumPart => ({ label: part.label, paisa: part[figure], ask: partProof(`${title}: ${part.label}`, part, figure) }));
  return sumProof(`impact:${named}:${of[figure]}:${parts.length}`, named, of[figure], listed, NOTE);
}

const one = ({ name }: { readonly name: string }): { label: string; count: number } => ({ label: name, count: 1 });

/** A count of what the rehearsal changes; its proof is the list. */
function Counted({ what, of }: { readonly what: string; readonly of: readonly { readonly label: string; readonly count: number }[] }): ReactNode {
  const value = of.reduce((total, row) => total + row.count, 0);
  return <Count value={value} label={what} proof={countedProof(`impact:${what}:${value}`, what, of, NOTE)} />;
}

function Three({ of, title, parts }: { readonly of: NowThen; readonly title: string; readonly parts?: readonly Part[] }): ReactNode {
  const isTotal = parts !== undefined;
  const proof = (figure: Figure): ProofRequest => (isTotal ? totalProof(title, of, figure, parts) : partProof(title, of, figure));
  return (
    <>
      <Table.Td ta="right">
        <Money paisa={of.beforePaisa} muted proof={proof('beforePaisa')} />
      </Table.Td>
      <Table.Td ta="right">
        <Money paisa={of.afterPaisa} strong={isTotal} proof={proof('afterPaisa')} />
      </Table.Td>
      <Table.Td ta="right">
        <Money paisa={of.differencePaisa} strong={isTotal} proof={proof('differencePaisa')} />
      </Table.Td>
    </>
  );
}

interface Row extends NowThen {
  readonly key: string;
  readonly label: string;
  readonly partner?: string;
  readonly mark?: ReactNode;
}

const FEW = 8;

/** The first rows of a long table; the rest on request, so that nothing scrolls within what scrolls. */
function useFew<T>(rows: readonly T[]): { shown: readonly T[]; more: ReactNode } {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? rows : rows.slice(0, FEW);
  const more =
    rows.length <= FEW ? null : (
      <Button variant="subtle" size="compact-sm" mt={4} onClick={() => setAll(!isAll)} aria-expanded={isAll}>
        {isAll ? `Show the first ${FEW}` : `Show all ${rows.length}`}
      </Button>
    );
  return { shown, more };
}

/** Rows with what is and what would be, the largest difference first, and their total. */
function NowThenTable({
  title,
  note,
  rows,
  total,
  first,
  mark,
}: {
  readonly title: string;
  readonly note?: string;
  readonly first: string;
  readonly mark?: string;
  readonly rows: readonly Row[];
  readonly total: NowThen;
}): ReactNode {
  const largestFirst = rows.toSorted((a, b) => Math.abs(b.differencePaisa) - Math.abs(a.differencePaisa));
  const { shown, more } = useFew(largestFirst);
  return (
    <Section title={title} note={note}>
      <Table verticalSpacing={4} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{first}</Table.Th>
            {mark !== undefined && <Table.Th ta="right">{mark}</Table.Th>}
            <Table.Th ta="right">Now PKR</Table.Th>
            <Table.Th ta="right">Then PKR</Table.Th>
            <Table.Th ta="right">Difference PKR</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row) => (
            <Table.Tr key={row.key}>
              <Table.Td className={classes.name}>{row.partner === undefined ? row.label : <PartnerLink partner={row.partner} name={row.label} />}</Table.Td>
              {mark !== undefined && <Table.Td ta="right">{row.mark}</Table.Td>}
              <Three of={row} title={`${title}: ${row.label}`} />
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">All {plural(rows.length, 'row')}</Table.Th>
            {mark !== undefined && <Table.Td />}
            <Three of={total} title={title} parts={rows} />
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      {more}
    </Section>
  );
}

function PartnerLink({ partner, name }: { readonly partner: string; readonly name: string }): ReactNode {
  return (
    <Link to="/partners/$partner" params={{ partner }} title={`${name} (${partner})`}>
      {name}
    </Link>
  );
}

type Step = Impact['tiers'][number]['next']['before'];
type Grace = Impact['tiers'][number]['grace']['before'];

/** A date that a line never breaks in. */
const unbroken = (date: string): string => dateText(date).replaceAll('-', '\u2011');

/** What comes next, in the order of its days. */
function stepWords(step: Step, grace: Grace): string {
  const steps = [
    ...(grace === null ? [] : [{ on: grace.from, words: `in grace ${unbroken(grace.from)} to ${unbroken(grace.until)}` }]),
    ...(step === null ? [] : [{ on: step.date, words: `${tierName(step.to)} from ${unbroken(step.date)}` }]),
  ];
  if (steps.length === 0) return 'no change to come';
  return steps
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .map(({ words }) => words)
    .join(', then ');
}

function Tiers({ impact }: { readonly impact: Impact }): ReactNode {
  const { shown, more } = useFew(impact.tiers);
  if (impact.tiers.length === 0) return null;
  return (
    <Section title="Tiers" note={`${plural(impact.tiers.length, 'partner')} would stand or move otherwise; as known today`}>
      <Table verticalSpacing={4} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Partner</Table.Th>
            <Table.Th>Today</Table.Th>
            <Table.Th w="36%">Ahead now</Table.Th>
            <Table.Th w="32%">Ahead then</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row) => (
            <Table.Tr key={row.partner}>
              <Table.Td className={classes.name}>
                <PartnerLink partner={row.partner} name={row.name} />
              </Table.Td>
              <Table.Td className={classes.tiers}>
                {row.today.before !== null && <StatusBadge area="tier" status={row.today.before} />}
                {row.today.after !== row.today.before && row.today.after !== null && (
                  <>
                    <IconArrowRight size={14} aria-label="becomes" />
                    <StatusBadge area="tier" status={row.today.after} />
                  </>
                )}
              </Table.Td>
              <Table.Td c="dimmed">{stepWords(row.next.before, row.grace.before)}</Table.Td>
              <Table.Td>{stepWords(row.next.after, row.grace.after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more}
    </Section>
  );
}

function Clawbacks({ impact }: { readonly impact: Impact }): ReactNode {
  if (impact.clawbacks.length === 0) return null;
  return (
    <Section title="Cancellations judged otherwise" note="rule 5.1">
      <Table>
        <Table.Tbody>
          {impact.clawbacks.map((row) => (
            <Table.Tr key={row.deal}>
              <Table.Td>
                <Link to="/deals/$deal" params={{ deal: row.deal }}>
                  {row.deal}
                </Link>
              </Table.Td>
              <Table.Td className={classes.name}>
                <PartnerLink partner={row.partner} name={row.name} />
              </Table.Td>
              <Table.Td>
                cancelled <DateText date={row.cancelledOn} />
              </Table.Td>
              <Table.Td>{row.after ? 'claws back, where it did not' : 'no longer claws back'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Dates({ impact }: { readonly impact: Impact }): ReactNode {
  return (
    <>
      {impact.paymentDates.map((row) => (
        <Text key={row.quarter} mt="xs">
          The payout of {quarterShort(row.quarter)} would be paid on <DateText date={row.after} />, not <DateText date={row.before} />.
        </Text>
      ))}
      {impact.blocked.map((row) => (
        <Text key={`${row.quarter} ${row.when}`} mt="xs" c="var(--pd-warn)">
          {row.when === 'now' ? 'As things are' : 'Under these terms'}, payouts from {quarterShort(row.quarter)} on cannot be worked out: {row.message}
        </Text>
      ))}
    </>
  );
}

/** `32.00 becomes 38.00`, below the difference of the two. */
function Becomes({ of, title, parts }: { readonly of: NowThen; readonly title: string; readonly parts: readonly Part[] }): ReactNode {
  return (
    <div className={classes.quiet}>
      <Money paisa={of.beforePaisa} proof={totalProof(title, of, 'beforePaisa', parts)} /> becomes{' '}
      <Money paisa={of.afterPaisa} proof={totalProof(title, of, 'afterPaisa', parts)} />
    </div>
  );
}

function Heroes({ impact }: { readonly impact: Impact }): ReactNode {
  const { lines, payouts } = impact;
  const ofLines = lines.partners.map((row) => ({ ...row, label: row.name }));
  const ofPayouts = payouts.items.map((row) => ({ ...row, label: `${row.name}, ${quarterShort(row.quarter)}` }));
  const open = impact.months.filter((row) => row.beforePaisa !== 0 || row.afterPaisa !== 0);
  const where =
    open.length === 0
      ? 'the open months'
      : open.length === 1
        ? monthText(open[0]?.month ?? '')
        : `${monthText(open[0]?.month ?? '')} to ${monthText(open.at(-1)?.month ?? '')}`;
  return (
    <div className={classes.heroes}>
      <div>
        <div className={classes.heroLabel}>Change of commission, {where}, PKR</div>
        <Money paisa={lines.differencePaisa} size="hero" proof={totalProof('Commission of the open months', lines, 'differencePaisa', ofLines)} />
        <Becomes of={lines} title="Commission of the open months" parts={ofLines} />
        <div className={classes.quiet}>
          on <Counted what="Lines that would post differently" of={lines.partners.map((row) => ({ label: row.name, count: row.count }))} />{' '}
          {lines.count === 1 ? 'line' : 'lines'} of <Counted what="Partners with other lines" of={lines.partners.map(one)} />{' '}
          {lines.partners.length === 1 ? 'partner' : 'partners'}
        </div>
      </div>
      <div>
        <div className={classes.heroLabel}>Change of net payouts, PKR</div>
        <Money paisa={payouts.differencePaisa} size="hero" proof={totalProof('Net of payouts not approved', payouts, 'differencePaisa', ofPayouts)} />
        <Becomes of={payouts} title="Net of payouts not approved" parts={ofPayouts} />
        <div className={classes.quiet}>
          on <Counted what="Payments not approved yet that change" of={payouts.items.map(one)} /> {payouts.items.length === 1 ? 'payment' : 'payments'} not
          approved yet
        </div>
      </div>
      <div>
        <div className={classes.heroLabel}>Tiers</div>
        <span className={classes.heroCount}>
          <Counted what="Partners that stand or move otherwise" of={impact.tiers.map(one)} />
        </span>
        <div className={classes.quiet}>{impact.tiers.length === 1 ? 'partner stands or moves' : 'partners stand or move'} otherwise</div>
      </div>
    </div>
  );
}

/** What terms would change, in total and by partner. */
export function ImpactPanel({ impact }: { readonly impact: Impact }): ReactNode {
  if (changesNothing(impact))
    return (
      <>
        <Text mt="xs">
          Nothing changes for what is known today: every tier, every line of the open months and every payout not yet approved stays as it is.
        </Text>
        <Dates impact={impact} />
      </>
    );
  return (
    <>
      <Heroes impact={impact} />
      <Dates impact={impact} />
      <Tiers impact={impact} />
      {impact.lines.count > 0 && (
        <NowThenTable
          title="Commission of the open months"
          note="lines that would post differently"
          first="Partner"
          mark="Lines"
          rows={impact.lines.partners.map((row) => ({
            ...row,
            key: row.partner,
            label: row.name,
            mark: <Counted what={`Lines of ${row.name} that would post differently`} of={[{ label: row.name, count: row.count }]} />,
          }))}
          total={impact.lines}
        />
      )}
      <Clawbacks impact={impact} />
      {impact.payouts.items.length > 0 && (
        <NowThenTable
          title="Net of payouts not approved"
          note="with everything that is known today"
          first="Partner"
          mark="Quarter"
          rows={impact.payouts.items.map((row) => ({ ...row, key: `${row.quarter} ${row.partner}`, label: row.name, mark: quarterShort(row.quarter) }))}
          total={impact.payouts}
        />
      )}
    </>
  );
}

/** The impact in its states; what is shown while the next one is worked out is marked as that. */
export function ImpactSection({ state, idle }: { readonly state: ImpactState; readonly idle: string | null }): ReactNode {
  const isOld = state.impact === undefined && state.shown !== undefined;
  return (
    <Section title="Impact" note={idle !== null ? undefined : isOld ? <Working text="Working out again" /> : 'a rehearsal; nothing is stored'}>
      {idle !== null ? (
        <Text c="dimmed" mt="xs">
          {idle}
        </Text>
      ) : state.error !== null ? (
        <ErrorPanel error={state.error} retry={state.retry} />
      ) : state.shown === undefined ? (
        <Loading rows={6} />
      ) : (
        <div aria-busy={isOld} data-impact={isOld ? 'old' : 'worked out'} className={isOld ? classes.old : undefined}>
          <ImpactPanel impact={state.shown} />
        </div>
      )}
    </Section>
  );
}
