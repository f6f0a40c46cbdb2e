import { Button, Text } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { firstDayOf, type IsoDate, isIsoDate, isMonth } from '../../../src/shared/calendar.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText, plural } from '../../format/format.ts';
import {
  changesTyped,
  type DatedTerms,
  formKey,
  inForceOn,
  readTyped,
  TERMS_FIELDS,
  type TypedTerms,
  termsChanges,
  typedTerms,
  withChanges,
} from '../../format/terms.ts';
import { parseDateInput } from '../../forms/date-input.ts';
import { reasonSchema } from '../../forms/ReasonDialog.tsx';
import { useToday } from '../../shell/today.ts';
import { type DraftFormValues, TermsForm } from './DraftForm.tsx';
import { ImpactSection } from './ImpactPanel.tsx';
import classes from './Terms.module.css';
import type { Draft, Version } from './TermsPage.tsx';
import { useImpact } from './useImpact.ts';

function schemaOf(today: IsoDate) {
  const typed = z.string().refine((text) => parseDateInput(text, today) !== null, 'Give a date, for example 1-Oct-2026');
  const fields = TERMS_FIELDS.map((field) => {
    const schema = z.string().superRefine((text, issue) => {
      const answer = readTyped(field, text);
      if (!answer.ok) issue.addIssue({ code: 'custom', message: answer.message });
    });
    return [formKey(field.name), schema] as const;
  });
  return reasonSchema.extend({ effectiveFrom: typed, ...Object.fromEntries(fields) });
}

interface EditorProps {
  readonly versions: readonly Version[];
  readonly draft: Draft | undefined;
  readonly today: IsoDate;
  readonly earliest: IsoDate;
}

/** What was typed: its date, the terms it would change then, and only what differs from them. */
function readForm(values: DraftFormValues, { versions, today }: EditorProps): { from: IsoDate | null; base: Version | undefined; terms: DatedTerms | null } {
  const from = parseDateInput(values.effectiveFrom, today);
  const base = from === null ? undefined : inForceOn(versions, from);
  const { effectiveFrom: _, reason: __, ...typed } = values;
  const changes = base === undefined ? null : changesTyped(base, typed as TypedTerms);
  return { from, base, terms: from === null || changes === null ? null : { ...changes, effectiveFrom: from } };
}

function initialValues({ versions, draft, earliest }: EditorProps): DraftFormValues {
  const from = draft?.effectiveFrom ?? earliest;
  const base = inForceOn(versions, from);
  const typed = base === undefined ? {} : typedTerms(withChanges(base, draft?.changes ?? {}));
  return { ...typed, effectiveFrom: dateText(from), reason: draft?.reason ?? '' };
}

function Editor(props: EditorProps): ReactNode {
  const { today } = props;
  const draft = useSeen(props.draft);
  const navigate = useNavigate();
  const save = useCommand('terms.draft');
  const form = useForm<DraftFormValues>({
    initialValues: initialValues(props),
    validate: schemaResolver(schemaOf(today), { sync: true }),
    validateInputOnBlur: true,
    onValuesChange: (values, before) => {
      if (values.effectiveFrom !== before.effectiveFrom) keepUntouched(values, before);
    },
  });
  /** Another date may have other terms in force: what was not changed by hand follows them. */
  const keepUntouched = (values: DraftFormValues, before: DraftFormValues): void => {
    const [old, now] = [readForm(before, props).base, readForm(values, props).base];
    if (old === undefined || now === undefined || old.id === now.id) return;
    const [oldTyped, nowTyped] = [typedTerms(old), typedTerms(now)];
    const untouched = Object.keys(nowTyped).filter((name) => values[name] === oldTyped[name]);
    form.setValues(Object.fromEntries(untouched.map((name) => [name, nowTyped[name] ?? ''])));
  };
  const { from, base, terms } = readForm(form.values, props);
  const isEmpty = terms !== null && Object.keys(terms).length === 1;
  const state = useImpact(isEmpty ? null : terms);
  const idle =
    terms === null ? 'Mend what is marked; then the impact is worked out.' : isEmpty ? 'Change a value to see whom it moves and what it costs.' : null;
  const cannot =
    idle ?? (state.error !== null ? 'These terms are refused: see the impact' : state.impact === undefined ? 'The impact is still being worked out' : null);
  const leave = (search: { readonly draft?: number }): void => void navigate({ to: '/terms', search });
  const submit = form.onSubmit(async ({ reason }) => {
    if (terms === null || cannot !== null) return;
    const answer = await save.run({ terms, reason: reason.trim(), ...(draft === undefined ? {} : { draft: { id: draft.id, version: draft.version } }) });
    if (answer === null) return;
    notice(`The draft from ${dateText(terms.effectiveFrom)} is kept. It changes nothing until it is approved and activated.`);
    leave({ draft: answer.id });
  });
  useCommandHandlers({ 'terms.primary': () => submit() });
  const changed = base === undefined || terms === null ? [] : termsChanges(base, withChanges(base, terms));
  return (
    <Page
      title={draft === undefined ? 'Prepare new terms' : `Change the draft from ${dateText(draft.effectiveFrom)}`}
      subtitle={from === null ? undefined : `for ${dateText(from)} and after; months closed before keep their terms`}
      footer={
        <>
          <Text c="dimmed" size="xs" style={{ flex: 1 }} truncate>
            {changed.length === 0 ? 'Nothing changed yet' : `${plural(changed.length, 'value')} changed`}
          </Text>
          <Button variant="default" title="Back to the terms; what was typed is dropped" onClick={() => leave(draft === undefined ? {} : { draft: draft.id })}>
            Leave it
          </Button>
          <CommandButton command="terms.primary" disabledReason={cannot} loading={save.isRunning}>
            Keep as draft
          </CommandButton>
        </>
      }
    >
      {save.error !== null && <ErrorPanel error={save.error} />}
      <div className={classes.editor}>
        <TermsForm form={form} base={base} changed={new Set(changed.map((change) => change.field.name))} />
        <div className={classes.impact}>
          <ImpactSection state={state} idle={idle} />
        </div>
      </div>
    </Page>
  );
}

/** A draft of new terms, with whom it moves and what it costs beside it before anything is kept. */
export function DraftPage(): ReactNode {
  const { draft: id } = useSearch({ from: '/terms/draft' });
  const versions = useProcedure('terms.list', {});
  const drafts = useProcedure('terms.drafts', {});
  const months = useProcedure('months.list', {});
  const today = useToday();
  const failed = [versions, drafts, months].find((query) => query.error !== null);
  if (failed?.error) return <ErrorPanel error={failed.error} retry={() => void failed.refetch()} />;
  if (versions.data === undefined || drafts.data === undefined || months.data === undefined || today === null || !isIsoDate(today))
    return (
      <Page title="Prepare new terms">
        <Loading />
      </Page>
    );
  const { next } = months.data;
  const earliest = next !== null && isMonth(next) ? firstDayOf(next) : today;
  const draft = drafts.data.find((one) => one.id === id);
  return <Editor key={draft?.id ?? 'new'} versions={versions.data} draft={draft} today={today} earliest={earliest} />;
}
