/// <reference types="vite/client" />
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, vi } from 'vitest';
import { setBridge } from '../../../renderer/api/transport.ts';
import { makeQueryClient } from '../../../renderer/app.tsx';
import { closeProof } from '../../../renderer/components/proof-store.ts';
import { changeSettings } from '../../../renderer/settings/settings.ts';
import { theme } from '../../../renderer/theme.ts';
import type { CallOptions, HostBridge, Reply } from '../../../src/contract/host.ts';
import { type Input, isName, type Name, type Output, PROCEDURES } from '../../../src/contract/index.ts';

export type Answers = { readonly [N in Name]?: (input: Input<N>) => Output<N> };

export interface FakeHost {
  readonly calls: { readonly name: string; readonly input: unknown; readonly requestId: string | undefined }[];
  readonly announce: (topics: readonly string[]) => void;
}

/** A host that answers by the contract: what a screen sends and what comes back are both parsed. */
export function fakeHost(answers: Answers, refuse: (name: string) => Reply | null = () => null): FakeHost {
  const listeners = new Set<(event: { topics: readonly string[]; seq: number }) => void>();
  const calls: FakeHost['calls'] = [];
  const bridge: HostBridge = {
    host: 'http',
    native: null,
    call: (name: string, input: unknown, options?: CallOptions): Promise<Reply> => {
      calls.push({ name, input, requestId: options?.requestId });
      const refused = refuse(name);
      if (refused !== null) return Promise.resolve(refused);
      if (!isName(name)) throw new Error(`no procedure ${name}`);
      const answer = answers[name] as ((given: unknown) => unknown) | undefined;
      if (answer === undefined) return Promise.resolve({ ok: false, error: { code: 'NOT_FOUND', message: `the test answers no ${name}` } });
      PROCEDURES[name].input.parse(input);
      return Promise.resolve({ ok: true, value: PROCEDURES[name].output.parse(answer(input)) });
    },
    cancel: () => undefined,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onProgress: () => () => undefined,
  };
  setBridge(bridge);
  return {
    calls,
    announce: (topics) => {
      for (const listener of listeners) listener({ topics, seq: 1 });
    },
  };
}

export function show(element: ReactNode) {
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={makeQueryClient()}>{element}</QueryClientProvider>
    </MantineProvider>,
  );
}

/** happy-dom lays nothing out: a grid is told how large it is, else it draws no row. */
export function giveSizes(width = 1200, height = 480): void {
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(height);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(height);
}

afterEach(() => {
  cleanup();
  closeProof();
  setBridge(null);
  localStorage.clear();
  changeSettings({ grouping: 'thousands', density: 'normal', hideAmounts: false, letterKeys: true, railCollapsed: false });
});
