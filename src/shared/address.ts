type Part = string | number | boolean;

/** A text that would be read back as something else is put in quotes, as the router of the page does. */
function written(value: Part): string {
  if (typeof value !== 'string') return String(value);
  try {
    JSON.parse(value);
    return JSON.stringify(value);
  } catch {
    return value;
  }
}

/** The address of a screen with what it shows: `/close?month=2026-09`. Parts left undefined are left out. */
export function address(path: string, search: Readonly<Record<string, Part | undefined>> = {}): string {
  const parts = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(written(value))}`]));
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** The address of a record; its code may hold any sign. */
export function recordAddress(screen: 'partners' | 'deals', code: string): string {
  return `/${screen}/${encodeURIComponent(code)}`;
}
