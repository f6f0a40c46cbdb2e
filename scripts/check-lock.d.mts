export function lockProblems(lock: { readonly packages?: Readonly<Record<string, unknown>> }): string[];
