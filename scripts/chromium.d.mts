export function findChromium(ownPath: string, env?: Readonly<Record<string, string | undefined>>): string | null;
