export function makeStrict(sql: string): string;
