import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Changes a part of the screen's address in place: a filter is not a step back. */
export function useSetSearch<S extends object>(): (change: { readonly [K in keyof S]?: S[K] | undefined }) => void {
  const navigate = useNavigate();
  return useCallback((change) => void navigate({ to: '.', replace: true, search: (previous: object) => ({ ...previous, ...change }) }), [navigate]);
}
