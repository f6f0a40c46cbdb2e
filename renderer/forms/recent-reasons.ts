const KEY = 'partnerdesk.reasons';
const KEPT = 4;

function readAll(): Record<string, string[]> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).map(([topic, list]) => [topic, Array.isArray(list) ? list.filter((reason): reason is string => typeof reason === 'string') : []]),
    );
  } catch {
    return {};
  }
}

export function recentReasons(topic: string): readonly string[] {
  return readAll()[topic] ?? [];
}

export function rememberReason(topic: string, reason: string): void {
  const all = readAll();
  const list = [reason, ...(all[topic] ?? []).filter((other) => other !== reason)].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all, [topic]: list }));
  } catch {
    // Only a convenience; without storage it is not offered.
  }
}
