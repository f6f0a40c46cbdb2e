import { humanize } from './words.ts';

/** What a long command is called while it runs and afterwards. */
const JOB_WORDS: Readonly<Record<string, string>> = {
  'months.close': 'Close the month',
  'imports.run': 'Import',
  'payouts.propose': 'Propose the run',
  'payouts.approve': 'Approve the run',
  'payouts.send': 'Send the run',
  'payouts.pay': 'Record as paid',
  'terms.activate': 'Activate the terms',
  'terms.add': 'Add terms',
  'system.verify': 'Verify',
  'files.backup': 'Back up',
  'files.saveCopy': 'Save a copy',
  'files.restore': 'Restore',
  'files.create': 'Make a company file',
  'reconciliation.work': 'Work variances',
};

export function jobTitle(procedure: string): string {
  return JOB_WORDS[procedure] ?? humanize(procedure);
}
