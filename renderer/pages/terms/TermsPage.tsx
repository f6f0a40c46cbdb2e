import { Timeline, UnstyledButton } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText } from '../../format/format.ts';
import { BEGINNING, type DatedTerms, inForceOn, termsChanges, withChanges } from '../../format/terms.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useToday } from '../../shell/today.ts';
import { DraftActions, useDraftActs } from './DraftActions.tsx';
import { ImpactSection } from './ImpactPanel.tsx';
import classes from './Terms.module.css';
import { useImpact } from './useImpact.ts';
import { AllTerms, Changes, Examples } from './VersionParts.tsx';

export type Version = Output<'terms.list'>[number];
export type Draft = Output<'terms.drafts'>[number];

interface Moment {
  readonly key: string;
  readonly date: string;
  readonly status: string;
  readonly why: string;
  readonly search: { readonly version?: number; readonly draft?: number };
}

function momentsOf(versions: readonly Version[], drafts: readonly Draft[], inForce: number | undefined, today: string): readonly Moment[] {
  const ofVersions = versions.map(
    (version): Moment => ({
      key: `version ${version.id}`,
      date: version.effectiveFrom,
      status: version.id === inForce ? 'in_force' : version.effectiveFrom > today ? 'later' : 'earlier',
      why: version.reason,
      search: { version: version.id },
    }),
  );
  const ofDrafts = drafts
    .filter((draft) => draft.state !== 'activated')
    .map((draft): Moment => ({ key: `draft ${draft.id}`, date: draft.effectiveFrom, status: draft.state, why: draft.reason, search: { draft: draft.id } }));
  const isOpen = (moment: Moment): number => Number(moment.status === 'drafted' || moment.status === 'approved');
  return [...ofDrafts, ...ofVersions.toReversed()].toSorted((a, b) => isOpen(b) - isOpen(a) || (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
}

function Moments({
  moments,
  chosen,
  onChoose,
}: {
  readonly moments: readonly Moment[];
  readonly chosen: string;
  readonly onChoose: (moment: Moment) => void;
}): ReactNode {
  return (
    <nav className={classes.timeline} aria-label="Versions and drafts">
      <Timeline bulletSize={12} lineWidth={2} active={moments.length - 1 - moments.findIndex((moment) => moment.status === 'in_force')} reverseActive>
        {moments.map((moment) => (
          <Timeline.Item key={moment.key} lineVariant={moment.search.draft === undefined ? 'solid' : 'dashed'}>
            <UnstyledButton
              className={classes.when}
              data-chosen={moment.key === chosen || undefined}
              aria-current={moment.key === chosen}
              onClick={() => onChoose(moment)}
            >
              <span className={classes.whenHead}>
                {moment.date === BEGINNING ? 'From the beginning' : dateText(moment.date)}
                <StatusBadge area="terms" status={moment.status} />
              </span>
              <span className={classes.whenWhy}>{moment.why}</span>
            </UnstyledButton>
          </Timeline.Item>
        ))}
      </Timeline>
    </nav>
  );
}

/** A version without what only the record knows: what can be sent back. */
export function bodyOf({ id: _, reason: __, ...terms }: Version): DatedTerms {
  return terms;
}

function VersionView({ version, before }: { readonly version: Version; readonly before: Version | undefined }): ReactNode {
  const changes = before === undefined ? [] : termsChanges(before, version);
  return (
    <div className={classes.panel}>
      <Changes changes={changes} since={before?.effectiveFrom ?? null} />
      <Examples terms={bodyOf(version)} />
      <AllTerms terms={version} changed={new Set(changes.map((change) => change.field.name))} />
    </div>
  );
}

function DraftView({ draft, versions }: { readonly draft: Draft; readonly versions: readonly Version[] }): ReactNode {
  const isOpen = draft.state === 'drafted' || draft.state === 'approved';
  const terms: DatedTerms = { ...draft.changes, effectiveFrom: draft.effectiveFrom };
  const impact = useImpact(isOpen ? terms : null);
  const base = inForceOn(versions, draft.effectiveFrom);
  if (base === undefined) return null;
  const wanted = withChanges(base, draft.changes);
  const changes = termsChanges(base, wanted);
  return (
    <div className={classes.panel}>
      <Changes changes={changes} since={base.effectiveFrom} />
      {isOpen && <ImpactSection state={impact} idle={null} />}
      <Examples terms={terms} />
      <AllTerms terms={wanted} changed={new Set(changes.map((change) => change.field.name))} />
    </div>
  );
}

function titleOf(draft: Draft | undefined, version: Version | undefined, inForce: Version | undefined): string {
  if (draft !== undefined) return `Draft from ${dateText(draft.effectiveFrom)}`;
  if (version === undefined || version.id === inForce?.id) return 'Programme terms';
  return version.effectiveFrom === BEGINNING ? 'Terms from the beginning' : `Terms from ${dateText(version.effectiveFrom)}`;
}

function Board({ versions, drafts, today }: { readonly versions: readonly Version[]; readonly drafts: readonly Draft[]; readonly today: string }): ReactNode {
  const search = useSearch({ from: '/terms' });
  const setSearch = useSetSearch<typeof search>();
  const navigate = useNavigate();
  const inForce = inForceOn(versions, today);
  const draft = drafts.find((one) => one.id === search.draft);
  const version = draft === undefined ? (versions.find((one) => one.id === search.version) ?? inForce) : undefined;
  const acts = useDraftActs(draft);
  useCommandHandlers({
    'terms.new': () => void navigate({ to: '/terms/draft' }),
    ...(draft === undefined ? {} : { 'terms.change': acts.change, 'terms.primary': acts.primary, 'terms.withdraw': acts.withdraw }),
  });
  const moments = momentsOf(versions, drafts, inForce?.id, today);
  const chosen = draft === undefined ? `version ${version?.id}` : `draft ${draft.id}`;
  return (
    <Page
      title={titleOf(draft, version, inForce)}
      subtitle={
        draft === undefined
          ? inForce === undefined
            ? undefined
            : inForce.effectiveFrom === BEGINNING
              ? 'in force since the beginning'
              : `in force since ${dateText(inForce.effectiveFrom)}`
          : `${draft.reason} · by ${draft.draftedBy}${draft.approvedBy === null ? '' : `, approved by ${draft.approvedBy}`}`
      }
      actions={
        <CommandButton command="terms.new" variant={draft === undefined ? 'filled' : 'default'}>
          Prepare new terms
        </CommandButton>
      }
      footer={draft === undefined || (draft.state !== 'drafted' && draft.state !== 'approved') ? undefined : <DraftActions draft={draft} acts={acts} />}
    >
      <div className={classes.columns}>
        <Moments moments={moments} chosen={chosen} onChoose={(moment) => setSearch({ version: moment.search.version, draft: moment.search.draft })} />
        {draft !== undefined ? (
          <DraftView key={draft.id} draft={draft} versions={versions} />
        ) : version !== undefined ? (
          <VersionView version={version} before={versions[versions.indexOf(version) - 1]} />
        ) : null}
      </div>
    </Page>
  );
}

/** Versions and drafts on a time line; each with what it changes, the worked examples under it, and for a draft its impact. */
export function TermsPage(): ReactNode {
  const versions = useProcedure('terms.list', {});
  const drafts = useProcedure('terms.drafts', {});
  const today = useToday();
  const error = versions.error ?? drafts.error;
  if (error !== null) return <ErrorPanel error={error} retry={() => void Promise.all([versions.refetch(), drafts.refetch()])} />;
  if (versions.data === undefined || drafts.data === undefined || today === null)
    return (
      <Page title="Programme terms">
        <Loading />
      </Page>
    );
  return <Board versions={versions.data} drafts={drafts.data} today={today} />;
}
