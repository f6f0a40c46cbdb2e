import { dateText, monthText, quarterShort } from './format.ts';

/** A sentence of the core as people read it: its dates, months and quarters in our spelling. Codes and numbers stay as they are. */
export function readable(text: string): string {
  return text.replace(/\b\d{4}-(?:Q[1-4]|\d{2}(?:-\d{2})?)\b/g, (found) => {
    if (found.includes('Q')) return quarterShort(found);
    return found.length === 10 ? dateText(found) : monthText(found);
  });
}
