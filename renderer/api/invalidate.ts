import type { QueryClient } from '@tanstack/react-query';
import type { Name, Topic } from '../../src/contract/index.ts';

/** What each area of procedures shows; a change of any of its topics makes the answers stale. */
const SHOWS: Record<string, readonly Topic[]> = {
  partners: ['partners', 'deals', 'months', 'payouts', 'terms'],
  tiers: ['partners', 'deals', 'terms'],
  deals: ['deals', 'billing', 'months', 'reconciliation', 'terms'],
  reconciliation: ['reconciliation', 'billing', 'deals', 'months', 'terms'],
  exceptions: ['reconciliation', 'billing', 'deals', 'months'],
  months: ['months', 'billing', 'deals', 'reconciliation', 'terms'],
  accruals: ['months'],
  balances: ['months', 'payouts', 'deals', 'partners', 'terms'],
  statements: ['payouts', 'months', 'partners', 'terms'],
  journal: ['months', 'payouts'],
  payouts: ['payouts', 'months', 'partners', 'terms'],
  imports: ['billing', 'deals', 'partners', 'system'],
  system: ['system', 'partners', 'deals', 'billing', 'months'],
  today: ['partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts', 'terms', 'system', 'desk'],
  audit: ['partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts', 'terms', 'system'],
  proof: ['partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts', 'terms'],
  terms: ['terms', 'partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts'],
  holidays: ['terms', 'system'],
  exports: [],
  files: ['files'],
  acts: ['partners', 'deals', 'reconciliation', 'payouts', 'terms', 'system'],
  queue: ['partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts', 'terms', 'desk'],
  search: ['partners', 'deals', 'billing', 'months', 'payouts'],
  users: ['system'],
  views: ['desk'],
  drafts: ['desk'],
};

export function isStaleAfter(name: Name | string, topics: readonly string[]): boolean {
  // A verification is a statement about one moment: it is run by hand, never again in the background.
  if (name === 'system.verify') return false;
  const shown: readonly string[] = SHOWS[name.split('.')[0] ?? ''] ?? [];
  return shown.some((topic) => topics.includes(topic));
}

export function invalidateTopics(client: QueryClient, topics: readonly string[]): Promise<void> {
  return client.invalidateQueries({ predicate: (query) => typeof query.queryKey[0] === 'string' && isStaleAfter(query.queryKey[0], topics) });
}
