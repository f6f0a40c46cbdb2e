import { execFile } from 'node:child_process';

const SCRIPT =
  '$s = Get-AuthenticodeSignature -LiteralPath $env:PARTNERDESK_UPDATE; @{ status = [int]$s.Status; subject = $s.SignerCertificate.Subject } | ConvertTo-Json -Compress';

/** Subject of the certificate of a validly signed file. Null for every other outcome, a blocked PowerShell included. */
export function windowsSigner(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'powershell.exe',
      ['-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-Command', SCRIPT],
      // The path travels in the environment, so that no character of it is read as a command.
      { timeout: 60_000, windowsHide: true, env: { ...process.env, PARTNERDESK_UPDATE: path } },
      (error, stdout) => resolve(error === null ? validSubject(stdout) : null),
    );
  });
}

/** Status 0 is "Valid". */
export function validSubject(output: string): string | null {
  try {
    const answer = JSON.parse(output) as { status?: unknown; subject?: unknown };
    return answer.status === 0 && typeof answer.subject === 'string' && answer.subject !== '' ? answer.subject : null;
  } catch {
    return null;
  }
}
