import { useDebouncedCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { useProcedure } from '../api/hooks.ts';
import { instantText } from '../format/format.ts';
import type { EntryTexts } from './entry-values.ts';

const PAUSE_MS = 800;

export interface Draft {
  /** What was typed when the form was left, null when there is none; undefined while it is being looked up. */
  readonly texts: EntryTexts | null | undefined;
  /** `Draft saved 14:02`, or why it could not be. */
  readonly status: string;
  readonly save: (texts: EntryTexts) => void;
  /** The form was taken: the draft goes, and nothing is kept any more. */
  readonly close: () => Promise<void>;
}

/** Keeps what is typed in the file, a short pause after the last key: it outlives the window, and the process. */
export function useDraft(form: string, subject: string): Draft {
  const client = useQueryClient();
  const query = useProcedure('drafts.list', {});
  const [status, setStatus] = useState('');
  const isOver = useRef(false);
  const save = useDebouncedCallback(async (texts: EntryTexts) => {
    if (isOver.current) return;
    try {
      const { savedAt } = await call('drafts.save', { form, subject, body: { ...texts } });
      setStatus(`Draft saved ${instantText(savedAt).slice(-5)}`);
    } catch (error) {
      setStatus(`The draft could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  }, PAUSE_MS);
  const close = useCallback(async () => {
    isOver.current = true;
    await call('drafts.discard', { form, subject });
    await client.invalidateQueries({ queryKey: ['drafts.list'] });
  }, [client, form, subject]);
  const found = query.data?.find((draft) => draft.form === form && draft.subject === subject);
  const texts = query.data === undefined ? undefined : found === undefined ? null : (found.body as EntryTexts);
  return { texts, status, save, close };
}
