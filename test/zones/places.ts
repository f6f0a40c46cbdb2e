/** Where a computer of this programme may stand, by its time zone, and the language it may speak. */
export const ZONES = ['Asia/Karachi', 'UTC', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Apia', 'Europe/London', 'Asia/Kathmandu'] as const;
export const LANGUAGES = ['en_US.UTF-8', 'ur_PK.UTF-8', 'de_DE.UTF-8', 'tr_TR.UTF-8'] as const;

export interface Place {
  readonly zone: string;
  readonly language: string;
}

/** Every zone in every language, in an order in which the first few differ in both. */
export const PLACES: readonly Place[] = LANGUAGES.flatMap((_, shift) =>
  ZONES.map((zone, n) => ({ zone, language: LANGUAGES[(n + shift) % LANGUAGES.length] ?? LANGUAGES[0] })),
);

export const environmentOf = ({ zone, language }: Place): Record<string, string> => ({ TZ: zone, LANG: language, LC_ALL: language, LANGUAGE: language });
