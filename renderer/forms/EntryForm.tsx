import { Button, Group, Modal, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useDidUpdate } from '@mantine/hooks';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { IsoDate } from '../../src/shared/calendar.ts';
import type { ApiError } from '../api/client.ts';
import { ErrorPanel, Loading } from '../components/states.tsx';
import { dateText } from '../format/format.ts';
import { useSettings } from '../settings/settings.ts';
import { parseDateInput } from './date-input.ts';
import { type EntryField, type FieldGroup, fieldsOf } from './entry-fields.ts';
import { type EntryTexts, problemOf, problemsOf, valuesOf } from './entry-values.ts';
import { amountInWords, parseMoneyInput, shownRupees } from './money-input.ts';
import { type Draft, useDraft } from './useDraft.ts';

export interface EntryFormProps {
  readonly title: string;
  /** Name under which drafts are kept, and the record they are about (empty: a new one). */
  readonly form: string;
  readonly subject: string;
  readonly groups: readonly FieldGroup[];
  /** What the record holds; a draft found is laid over it. */
  readonly initial: EntryTexts;
  readonly today: IsoDate;
  /** A registered record keeps its fixed fields for life. */
  readonly isKnown: boolean;
  readonly submitLabel: string;
  readonly isRunning: boolean;
  readonly error: ApiError | null;
  /** Beneath the fields: what the record would come to, worked out as one types. */
  readonly outcome?: (values: Record<string, string>) => ReactNode;
  /** True when taken: the draft is thrown away. */
  readonly onSubmit: (values: Record<string, string>) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Field errors of a refused form, as `parseEntry` tells them. */
function fieldErrors(error: ApiError | null): Record<string, string> {
  const fields = (error?.details as { fields?: { field: string; message: string }[] } | undefined)?.fields ?? [];
  return Object.fromEntries(fields.map(({ field, message }) => [field, message]));
}

/** Under a field: its hint, or what was understood. */
function understood(field: EntryField, text: string, today: IsoDate, grouping: 'thousands' | 'lakh'): string | undefined {
  if (field.type === 'money') {
    const rupees = parseMoneyInput(text);
    if (rupees === null) return field.hint;
    const words = amountInWords(rupees);
    return `${shownRupees(rupees, grouping)}${words === '' ? '' : ` · ${words}`}`;
  }
  if (field.type === 'date') {
    const date = text.trim() === '' ? null : parseDateInput(text, today);
    return date === null ? field.hint : dateText(date);
  }
  return field.hint;
}

type Texts = Record<string, string>;
type EntryState = UseFormReturnType<Texts>;

const blank = (fields: readonly EntryField[], initial: EntryTexts): Texts => ({ ...Object.fromEntries(fields.map((field) => [field.name, ''])), ...initial });

/** A record as it is typed. Waits for the draft that may be there, so that it opens with what was typed before. */
export function EntryForm(props: EntryFormProps): ReactNode {
  const draft = useDraft(props.form, props.subject);
  return (
    <Modal opened onClose={props.onClose} title={<Text fw={600}>{props.title}</Text>} size={760} closeOnClickOutside={false}>
      {draft.texts === undefined ? <Loading rows={6} /> : <EntryBody {...props} draft={draft} found={draft.texts} />}
    </Modal>
  );
}

function useEntry(props: EntryFormProps, draft: Draft, found: EntryTexts | null) {
  const fields = useMemo(() => fieldsOf(props.groups), [props.groups]);
  const form: EntryState = useForm<Texts>({
    initialValues: blank(fields, { ...props.initial, ...found }),
    validate: (texts) => problemsOf(fields, texts, props.today),
    onValuesChange: (texts) => draft.save(texts),
  });
  useDidUpdate(() => {
    const errors = fieldErrors(props.error);
    if (Object.keys(errors).length > 0) form.setErrors(errors);
  }, [props.error]);
  // the record moved on and the person asked to see it: what was not typed over follows it
  const [base, setBase] = useState(props.initial);
  useDidUpdate(() => {
    const fresh = fields.map((field) => field.name).filter((name) => (form.values[name] ?? '') === (base[name] ?? '') && base[name] !== props.initial[name]);
    if (fresh.length > 0) form.setValues(Object.fromEntries(fresh.map((name) => [name, props.initial[name] ?? ''])));
    setBase(props.initial);
  }, [JSON.stringify(props.initial)]);
  const submit = form.onSubmit(
    (texts) =>
      void props.onSubmit(valuesOf(fields, texts, props.today)).then((taken) => {
        if (taken) void draft.close();
      }),
    (errors) => document.querySelector<HTMLElement>(`[data-entry="${Object.keys(errors)[0] ?? ''}"]`)?.focus(),
  );
  const startAgain = (): void => {
    form.setValues(blank(fields, props.initial));
    form.clearErrors();
  };
  const problems = problemsOf(fields, form.values, props.today);
  return { form, submit, startAgain, values: Object.keys(problems).length === 0 ? valuesOf(fields, form.values, props.today) : {} };
}

function EntryBody(props: EntryFormProps & { readonly draft: Draft; readonly found: EntryTexts | null }): ReactNode {
  const { draft, found } = props;
  const { form, submit, startAgain, values } = useEntry(props, draft, found);
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
    if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key.toLowerCase() === 's')) {
      event.preventDefault();
      event.currentTarget.requestSubmit();
    }
  };
  const isUnplaced = props.error !== null && Object.keys(fieldErrors(props.error)).length === 0;
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      <Stack gap="md">
        {props.groups.map((group) => (
          <EntryGroup key={group.title} group={group} form={form} today={props.today} isKnown={props.isKnown} />
        ))}
        {props.outcome?.(values)}
        {isUnplaced && props.error !== null && <ErrorPanel error={props.error} />}
        <Group justify="space-between">
          <Group gap="xs">
            <Text size="xs" c="dimmed" role="status">
              {draft.status === '' && found !== null ? 'From your draft' : draft.status}
            </Text>
            {(draft.status !== '' || found !== null) && (
              <Button variant="subtle" size="compact-xs" onClick={startAgain}>
                Start again
              </Button>
            )}
          </Group>
          <Group gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Close
            </Button>
            <Button type="submit" loading={props.isRunning} title="Ctrl+Enter">
              {props.submitLabel}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function EntryGroup({
  group,
  form,
  today,
  isKnown,
}: {
  readonly group: FieldGroup;
  readonly form: EntryState;
  readonly today: IsoDate;
  readonly isKnown: boolean;
}): ReactNode {
  const { grouping } = useSettings();
  const onBlur = (field: EntryField) => (): void => {
    const text = form.values[field.name] ?? '';
    const problem = problemOf(field, text, today);
    if (problem === null) form.clearFieldError(field.name);
    else if (text.trim() !== '') form.setFieldError(field.name, problem);
  };
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="xs" fw={600} c="dimmed" mb={6}>
        {group.title}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing={10}>
        {group.fields.map((field) => (
          <EntryInput
            key={field.name}
            field={field}
            isFixed={isKnown && field.isFixed === true}
            description={understood(field, form.values[field.name] ?? '', today, grouping)}
            input={{ ...form.getInputProps(field.name), onBlur: onBlur(field) }}
          />
        ))}
      </SimpleGrid>
    </fieldset>
  );
}

interface EntryInputProps {
  readonly field: EntryField;
  readonly isFixed: boolean;
  readonly description: string | undefined;
  readonly input: ReturnType<EntryState['getInputProps']>;
}

function EntryInput({ field, isFixed, description, input }: EntryInputProps): ReactNode {
  const common = {
    ...input,
    label: field.label,
    withAsterisk: field.required === true,
    description: isFixed ? 'Does not change after registration' : description,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    'data-entry': field.name,
    readOnly: isFixed,
    ...(isFixed ? { variant: 'filled' } : {}),
  };
  if (field.type === 'choice')
    return <Select {...common} data={[...(field.choices ?? [])]} clearable={field.required !== true} searchable={(field.choices?.length ?? 0) > 6} />;
  if (field.type === 'note') return <Textarea {...common} rows={2} autosize maxRows={5} />;
  return <TextInput {...common} {...(field.type === 'money' || field.type === 'whole' || field.type === 'percent' ? { inputMode: 'decimal' } : {})} />;
}
