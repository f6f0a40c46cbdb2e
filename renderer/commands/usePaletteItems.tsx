import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { isIsoDate } from '../../src/shared/calendar.ts';
import { useProcedure } from '../api/hooks.ts';
import { proofOf } from '../api/proofs.ts';
import { notice } from '../components/Notice.tsx';
import { openProof } from '../components/proof-store.ts';
import { dateText, moneyText, monthText, plainMoney } from '../format/format.ts';
import { humanize } from '../format/words.ts';
import { useSettings } from '../settings/settings.ts';
import { useLastClosed, useToday } from '../shell/today.ts';
import { type Computed, compute } from './compute.ts';
import { canRun, runCommand } from './keys.ts';
import { commandItem, hasWords, ICONS, type PaletteItem, type PaletteScope, paletteCommands, recordItem } from './palette-items.tsx';
import { phrases } from './phrases.ts';
import { remember, useRecents } from './recents.ts';

/** Long enough that a word is asked for as it stands, short enough to seem at once. */
const PAUSE_MS = 40;

function copy(text: string): void {
  void navigator.clipboard.writeText(text).then(
    () => notice(`Copied ${text}`),
    () => notice(text, 'The clipboard refused'),
  );
}

/** Opens an address of the page, and keeps it among the recent ones. */
function useOpen(): (to: string, title: string, detail: string) => void {
  const navigate = useNavigate();
  return (to, title, detail) => {
    remember({ to, title, detail });
    void navigate({ href: to });
  };
}

/** What is worked out from the text itself. */
function useAnswers(text: string, open: ReturnType<typeof useOpen>): readonly PaletteItem[] {
  const today = useToday();
  const { grouping } = useSettings();
  const holidays = useProcedure('holidays.list', {}, { enabled: text !== '' });
  const days = useMemo(() => new Set(holidays.data?.map((holiday) => holiday.date)), [holidays.data]);
  const computed = today === null || !isIsoDate(today) ? null : compute(text, { today, holidays: days });
  const asks = computed?.kind === 'tier' ? computed : null;
  const tiers = useProcedure('tiers.asOf', { date: asks?.on ?? '' }, { enabled: asks !== null });
  if (computed === null) return [];
  const item = (title: string, how: string, run: () => void): PaletteItem[] => [
    { id: 'answer', group: 'Worked out', scope: 'Verbs', title, detail: how, icon: ICONS.answer, keys: null, refused: false, run },
  ];
  const because = ({ how, rule }: Exclude<Computed, { kind: 'tier' }>): string => `${how}${rule === '' ? '' : ` (${rule})`}. Enter copies it.`;
  if (computed.kind === 'money') return item(`PKR ${moneyText(computed.paisa, grouping)}`, because(computed), () => copy(plainMoney(computed.paisa)));
  if (computed.kind === 'date') return item(dateText(computed.date), because(computed), () => copy(computed.date));
  const held = tiers.data?.find((row) => row.partner === computed.partner);
  if (held === undefined) return [];
  const detail = `${held.count} credited referrals that year, held since ${dateText(held.since)} (1.1, 1.3)`;
  const title = `${held.partner} is ${humanize(held.tier)} on ${dateText(computed.on)}`;
  return item(title, detail, () => open(`/partners/${encodeURIComponent(held.partner)}?tab=tier`, held.partner, 'Tier'));
}

function usePhrases(text: string, open: ReturnType<typeof useOpen>): readonly PaletteItem[] {
  const today = useToday();
  const asOf = useLastClosed();
  if (today === null || !isIsoDate(today)) return [];
  return phrases(text, today).flatMap(({ command, title, to, record }): PaletteItem[] => {
    const base = { id: `phrase ${command.id}`, group: 'Verbs', scope: 'Verbs', title, detail: '', icon: ICONS.verb, keys: null, refused: false } as const;
    if (to !== null) return [{ ...base, run: () => open(to, title, '') }];
    if (record === null) return [];
    if (record.startsWith('D-')) return [{ ...base, detail: 'its rate', run: () => openProof(proofOf({ kind: 'rate', deal: record }, `Rate of ${record}`)) }];
    if (asOf === null) return [];
    const balance = `Balance of ${record} after ${monthText(asOf)}`;
    return [{ ...base, detail: `its balance after ${monthText(asOf)}`, run: () => openProof(proofOf({ kind: 'balance', partner: record, asOf }, balance)) }];
  });
}

function useRecords(text: string, open: ReturnType<typeof useOpen>): readonly PaletteItem[] {
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const isAsked = settled.trim() !== '';
  const query = useProcedure('search.records', { text: settled.trim() || '-' }, { enabled: isAsked, keep: true });
  return isAsked ? (query.data?.rows ?? []).map((row) => recordItem(row, (to) => open(to, row.title, row.detail))) : [];
}

/** Everything the palette offers for a text, best first: what was worked out, verbs with what they take, records, screens, verbs; with no text the recent places. */
export function usePaletteItems(text: string, scope: PaletteScope): readonly PaletteItem[] {
  const open = useOpen();
  const actor = useProcedure('system.actor', {});
  const recents = useRecents();
  const answers = useAnswers(text, open);
  const verbs = usePhrases(text, open);
  const records = useRecords(text, open);
  const doing = {
    canRun,
    permissions: actor.data?.permissions ?? null,
    run: (command: { readonly id: string }) => void runCommand(command.id),
    open: (to: string) => open(to, to, ''),
  };
  const commands = paletteCommands()
    .filter((command) => hasWords(command, text.trim()))
    .map((command) => commandItem(command, doing));
  const places = recents
    .filter((recent) => `${recent.title} ${recent.detail}`.toLowerCase().includes(text.trim().toLowerCase()))
    .map(
      (recent): PaletteItem => ({
        id: `recent ${recent.to}`,
        group: 'Recent',
        scope: 'Recent',
        title: recent.title,
        detail: recent.detail,
        icon: ICONS.recent,
        keys: null,
        refused: false,
        run: () => open(recent.to, recent.title, recent.detail),
      }),
    );
  const screens = commands.filter((item) => item.group === 'Screens');
  const others = commands
    .filter((item) => item.group === 'Verbs')
    .toSorted((a, b) => Number(a.refused) - Number(b.refused) || Number(a.detail !== '') - Number(b.detail !== ''));
  // They are there at once: records that come a moment later must not push in before what Enter would do.
  const named = [...screens, ...others].filter((item) => !item.refused && item.title.toLowerCase().startsWith(text.trim().toLowerCase()));
  const isBlank = text.trim() === '';
  const all = isBlank
    ? [...places, ...screens, ...others]
    : [...answers, ...verbs, ...named, ...records, ...screens, ...others, ...(scope === 'Recent' ? places : [])];
  const once = [...new Map(all.map((item) => [item.id, item])).values()];
  return scope === 'Everything' ? once : once.filter((item) => item.scope === scope);
}
