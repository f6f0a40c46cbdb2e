import { CLOSE_TOPICS } from './close.ts';
import { PARTNER_TOPICS } from './partners.ts';
import { PAYOUT_TOPICS } from './payouts.ts';
import { SETUP_TOPICS } from './setup.ts';
import type { HelpTopic } from './topic.ts';

/** The rules behind every screen, by the pattern of its address. */
export const HELP: Readonly<Record<string, HelpTopic>> = { ...SETUP_TOPICS, ...PARTNER_TOPICS, ...CLOSE_TOPICS, ...PAYOUT_TOPICS };

/** The topic of an address: its own, else that of a record of its list, else of the nearest screen above it. */
export function topicOf(path: string): HelpTopic | undefined {
  const own = HELP[path];
  if (own !== undefined || path === '/') return own;
  const above = path.slice(0, path.lastIndexOf('/')) || '/';
  const record = Object.keys(HELP).find((pattern) => pattern.startsWith(`${above}/$`));
  return record === undefined ? topicOf(above) : HELP[record];
}
