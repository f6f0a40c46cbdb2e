import { spawnSync } from 'node:child_process';

/** Why PDFs cannot be read back here, or null. */
export function pdfProblem(): string | null {
  const { error } = spawnSync('pdftotext', ['-v']);
  if (error === undefined) return null;
  const problem = `pdftotext cannot be started (${error.message}); install poppler-utils`;
  if (process.env['CI']) throw new Error(problem);
  return problem;
}

/** The text of a PDF, laid out as on its pages. */
export function pdfText(bytes: Uint8Array): string {
  const { status, stdout, stderr } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: bytes, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status !== 0) throw new Error(`pdftotext: ${stderr}`);
  return stdout;
}
