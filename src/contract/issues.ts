import type { z } from 'zod';

/** The issues of an input in one sentence a person can act on; unknown keys are named. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const where = issue.path.map(String).join('.');
      if (issue.code === 'unrecognized_keys')
        return `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}${where === '' ? '' : ` in ${where}`}`;
      return where === '' ? issue.message : `${where}: ${issue.message}`;
    })
    .join('; ');
}
