/** A rule in our own words; `{clawbackDays}` stands for what the terms in force say. */
export interface HelpRule {
  readonly rule: string;
  readonly text: string;
}

/** What one screen goes by. */
export interface HelpTopic {
  readonly title: string;
  readonly lead: string;
  readonly rules: readonly HelpRule[];
}

export const rule = (number: string, text: string): HelpRule => ({ rule: number, text });
