import { QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, renderHook, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { useCommand } from '../../renderer/api/hooks.ts';
import { isStaleAfter } from '../../renderer/api/invalidate.ts';
import { makeQueryClient } from '../../renderer/app.tsx';
import { ConfirmDialog } from '../../renderer/components/ConfirmDialog.tsx';
import { findingsCsv } from '../../renderer/components/FindingList.tsx';
import { guessKind, headerOf, IMPORT_COLUMNS } from '../../renderer/forms/import-columns.ts';
import { missingColumns, needsMapping, readChosen, toInput } from '../../renderer/forms/import-files.ts';
import { rememberedMappings } from '../../renderer/forms/import-memory.ts';
import { ReasonDialog } from '../../renderer/forms/ReasonDialog.tsx';
import { rememberReason } from '../../renderer/forms/recent-reasons.ts';
import type { Reply } from '../../src/contract/host.ts';
import { PROCEDURES } from '../../src/contract/index.ts';
import { IMPORT_KINDS } from '../../src/shared/vocab.ts';
import { fakeHost, show } from './support/render.tsx';

describe('ReasonDialog', () => {
  const open = (onConfirm = vi.fn()) => {
    show(<ReasonDialog opened title="Explain: D-1" topic="reconcile" confirmLabel="Explain" onConfirm={onConfirm} onClose={() => undefined} />);
    return onConfirm;
  };

  it('asks for a reason that says something, and how to give one', () => {
    const onConfirm = open();
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: ' x ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Explain' }));
    expect(screen.getByText(/Say why in a few words/)).toBeTruthy();
    expect(onConfirm).not.toHaveBeenCalled();
  });

  it('hands the reason on, trimmed, and offers it the next time', () => {
    const onConfirm = open();
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: ' Client moved the start ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Explain' }));
    expect(onConfirm).toHaveBeenCalledWith('Client moved the start');
    rememberReason('void', 'Entered twice');
    show(<ReasonDialog opened title="Void" topic="void" confirmLabel="Void" onConfirm={() => undefined} onClose={() => undefined} />);
    expect(screen.getByRole('button', { name: 'Entered twice' })).toBeTruthy();
  });
});

describe('ConfirmDialog', () => {
  it('does what cannot be undone only after the word was typed', () => {
    const onConfirm = vi.fn();
    show(
      <ConfirmDialog
        opened
        title="Close September 2026"
        consequences="Posts 214 lines"
        confirmLabel="Close the month"
        typed="2026-09"
        onConfirm={onConfirm}
        onClose={() => undefined}
      />,
    );
    expect(screen.getByText('Posts 214 lines')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Close the month' }).disabled).toBe(true);
    fireEvent.change(screen.getByLabelText(/Type 2026-09/), { target: { value: '2026-09' } });
    fireEvent.click(screen.getByRole('button', { name: 'Close the month' }));
    expect(onConfirm).toHaveBeenCalledOnce();
  });
});

describe('import files', () => {
  it('reads the header of any delimiter, quotes and byte order mark included', () => {
    expect(headerOf('\ufeffdeal_code;"Billing; month";amount\n1;2;3')).toEqual({ headers: ['deal_code', 'Billing; month', 'amount'], delimiter: ';' });
    expect(headerOf('a\tb\r\n1\t2').headers).toEqual(['a', 'b']);
  });

  it('takes the kind from the name, else from headers that fit, else asks', () => {
    expect(guessKind('Billing 2026-10.csv', [])).toBe('billing');
    expect(guessKind('export.csv', ['Deal Code', 'period', 'invoice-no', 'Invoice_Date', 'AMOUNT'])).toBe('billing');
    expect(guessKind('export.csv', ['x'])).toBeUndefined();
  });

  it('knows which columns still have no meaning, and sends only what was said', async () => {
    const file = await readChosen(new File(['Deal,period,invoice_no,invoice_date,amount\nD-1,2026-10,I-1,2026-10-31,1\n'], 'billing.csv'));
    expect(missingColumns(file)).toEqual(['deal_code']);
    expect(needsMapping(file)).toBe(true);
    const mapped = { ...file, mapping: { Deal: 'deal_code' } };
    expect(missingColumns(mapped)).toEqual([]);
    const input = toInput([mapped], true);
    expect(PROCEDURES['imports.run'].input.parse(input)).toMatchObject({
      dryRun: true,
      files: [{ name: 'billing.csv', kind: 'billing', mapping: { Deal: 'deal_code' } }],
    });
    expect(atob(input.files[0]?.base64 ?? '')).toContain('D-1,2026-10');
  });

  it('asks the core what these headers meant the last time, with the header row only, and spells the answer as the file does (D1)', async () => {
    const file = await readChosen(new File(['DEAL,amount\nD-1,1\n'], 'billing.csv'));
    const workbook = await readChosen(new File(['x'], 'book.xlsx'));
    const refused = (remembered?: Record<string, string>) => ({
      dryRun: true,
      taken: false,
      counts: {},
      files: [
        {
          name: 'billing.csv',
          sha256: 'x',
          bytes: 1,
          kinds: [],
          unknownColumns: [],
          corrected: 0,
          leftOut: 0,
          ...(remembered === undefined ? {} : { remembered }),
        },
      ],
      errors: [],
      errorCount: 1,
      warnings: [],
      warningCount: 0,
    });
    const host = fakeHost({}, () => ({ ok: false, error: { code: 'IMPORT_REFUSED', message: 'no', details: refused({ Deal: 'deal_code', gone: 'kind' }) } }));
    expect([...(await rememberedMappings([file, workbook]))]).toEqual([[file.id, { DEAL: 'deal_code' }]]);
    const sent = PROCEDURES['imports.run'].input.parse(host.calls[0]?.input);
    expect(sent).toMatchObject({ dryRun: true, files: [{ name: 'billing.csv', kind: 'billing' }] });
    expect(atob(sent.files[0]?.base64 ?? '')).toBe('"DEAL","amount"\n');
    fakeHost({ 'imports.run': () => refused() });
    expect((await rememberedMappings([file])).size).toBe(0);
    fakeHost({});
    expect((await rememberedMappings([file])).size).toBe(0);
  });

  it('has the columns of every kind', () => {
    expect(Object.keys(IMPORT_COLUMNS)).toEqual([...IMPORT_KINDS]);
  });

  it('writes findings as CSV that no spreadsheet takes for a formula', () => {
    expect(findingsCsv([{ file: 'b.csv', row: 4, column: 'amount', code: 'BAD', message: '=1 "is" not an amount' }])).toBe(
      '"file","row","column","code","message"\r\n"b.csv","4","amount","BAD","\'=1 ""is"" not an amount"\r\n',
    );
  });
});

describe('commands to the host', () => {
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={makeQueryClient()}>{children}</QueryClientProvider>;
  const input = { month: '2026-09', deals: ['D-1'], action: 'explained', reason: 'seen before' } as const;

  it('makes a new request id for each act, and keeps it while the outcome is unknown', async () => {
    let reply: Reply | null = { ok: false, error: { code: 'OUTCOME_UNKNOWN', message: 'no answer' } };
    const host = fakeHost({ 'reconciliation.work': () => ({ worked: 1, refused: [] }) }, () => reply);
    const { result } = renderHook(() => useCommand('reconciliation.work'), { wrapper });
    const run = () => act(async () => void (await result.current.run({ ...input, deals: [...input.deals] })));
    await run();
    expect(result.current.error?.code).toBe('OUTCOME_UNKNOWN');
    reply = null;
    await run();
    await run();
    const ids = host.calls.map((call) => call.requestId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
    expect(result.current.error).toBeNull();
  });

  it('does nothing on the second click while the first runs', async () => {
    const host = fakeHost({ 'reconciliation.work': () => ({ worked: 1, refused: [] }) });
    const { result } = renderHook(() => useCommand('reconciliation.work'), { wrapper });
    await act(async () => {
      const first = result.current.run({ ...input, deals: ['D-1'] });
      const second = result.current.run({ ...input, deals: ['D-1'] });
      expect(await second).toBeNull();
      expect(await first).toEqual({ worked: 1, refused: [] });
    });
    expect(host.calls).toHaveLength(1);
    await waitFor(() => expect(result.current.isRunning).toBe(false));
  });

  it('knows what a change makes stale; a verification is never run again by itself', () => {
    expect(isStaleAfter('deals.get', ['billing'])).toBe(true);
    expect(isStaleAfter('deals.get', ['payouts'])).toBe(false);
    expect(isStaleAfter('today.summary', ['terms'])).toBe(true);
    expect(isStaleAfter('system.verify', ['system', 'billing'])).toBe(false);
  });
});
