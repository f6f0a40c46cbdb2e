/** Lives the programme of test/golden-db/fill.ts wherever this process stands, and says what the runtime thinks of that place. */
import { fillGolden } from '../golden-db/fill.ts';

await fillGolden(process.argv[2] ?? '');
process.stdout.write(JSON.stringify({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, offset: new Date('2026-07-01T00:00:00Z').getTimezoneOffset() }));
