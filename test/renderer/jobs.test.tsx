import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { asJob, clearJobs, SHOWN_AFTER_MS } from '../../renderer/api/jobs.ts';
import { setBridge } from '../../renderer/api/transport.ts';
import { JobTray } from '../../renderer/shell/JobTray.tsx';
import type { HostBridge, ProgressEvent } from '../../src/contract/host.ts';
import { show } from './support/render.tsx';

let announce = (_: ProgressEvent): void => undefined;
const cancelled = vi.fn();
beforeEach(() => {
  cancelled.mockReset();
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const bridge: HostBridge = {
    host: 'http',
    native: null,
    call: () => Promise.reject(new Error('not asked')),
    cancel: cancelled,
    onChange: () => () => undefined,
    onProgress: (listener) => {
      announce = listener;
      return () => undefined;
    },
  };
  setBridge(bridge);
});
afterEach(() => {
  clearJobs();
  vi.useRealTimers();
});

function start(id: string, procedure: string) {
  let end: { resolve: (value: string) => void; reject: (error: Error) => void } = { resolve: () => undefined, reject: () => undefined };
  const work = new Promise<string>((resolve, reject) => {
    end = { resolve, reject };
  });
  const outcome = asJob(id, procedure, () => work).catch((error: unknown) => error);
  return { end, outcome };
}
const wait = (ms: number): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

it('D5: tells of what runs longer than 400 ms, with phase and count, cancels it, and keeps how it ended', async () => {
  show(<JobTray />);
  const { end, outcome } = start('job-1', 'months.close');
  await wait(SHOWN_AFTER_MS / 2);
  expect(screen.getByRole('status').textContent).toBe('');
  await wait(SHOWN_AFTER_MS);
  act(() => announce({ requestId: 'job-1', phase: 'clawbacks', done: 3, total: 6 }));
  act(() => announce({ requestId: 'another', phase: 'other', done: 1, total: 2 }));
  expect(screen.getByRole('status').textContent).toBe('Close the month: clawbacks, 3 of 6');
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  await user.click(screen.getByRole('button', { name: '1 job running' }));
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect(cancelled).toHaveBeenCalledWith('job-1');
  await act(async () => {
    end.resolve('closed');
    await outcome;
  });
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Close the month: Done'));
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
});

it('D5: a quick command is never shown; a failed one says why', async () => {
  show(<JobTray />);
  const quick = start('quick', 'payouts.send');
  await act(async () => {
    quick.end.resolve('sent');
    await quick.outcome;
  });
  await wait(SHOWN_AFTER_MS * 2);
  expect(screen.getByRole('status').textContent).toBe('');
  const slow = start('slow', 'imports.run');
  await wait(SHOWN_AFTER_MS + 20);
  await act(async () => {
    slow.end.reject(new Error('The disk is full.'));
    await slow.outcome;
  });
  expect(screen.getByRole('status').textContent).toBe('Import: The disk is full.');
});
