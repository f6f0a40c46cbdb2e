/** A promise of the bar (reliability.md, section 2), in short, and what of it cannot be shown on a machine without more. */
export interface BarRow {
  readonly promise: string;
  /** What this suite leaves to another place, and where that is; printed as skipped. */
  readonly elsewhere?: string;
}

const ELECTRON = 'the same on the real binary: test/e2e/electron-real.spec.ts, where Electron and a display are';

/** The rows of this version that hold on every merge. A row that no test names fails bar.test.ts. */
export const BAR: Readonly<Record<string, BarRow>> = {
  A1: { promise: 'every connection has the same pragmas', elsewhere: 'checkpoint_fullfsync needs macOS' },
  A2: { promise: 'what was acknowledged is on the disk' },
  A3: { promise: 'kill -9 at any time loses nothing and halves nothing' },
  A4: { promise: 'every gap between two effects is safe, for every command and every file' },
  A5: { promise: 'after a power cut the file is as it was at some commit' },
  A6: { promise: 'a file is flushed before it gets its name; nothing half stands under a name' },
  A8: { promise: 'a commit whose outcome is unknown is looked up, never repeated' },
  A10: { promise: 'a damaged file is refused in words and left as it is' },
  A13: { promise: 'a restore restores, or refuses' },
  B1: { promise: 'the same file imported twice changes nothing' },
  B2: { promise: 'many clicks are one act' },
  B3: { promise: 'the same request id is the same act, or a conflict' },
  B4: { promise: 'a lost answer is found again' },
  B5: { promise: 'three writers on one file lose nothing and see no lock' },
  B7: { promise: 'a stale screen overwrites nothing, and is told who changed what' },
  B8: { promise: 'one file under several processes and names', elsewhere: 'other users of the system, network and synchronised folders need such a machine' },
  B9: { promise: 'an accrual is unique by nature' },
  C1: { promise: 'every journal entry balances' },
  C2: { promise: 'what a partner earned is paid, owed or taken back, to the paisa' },
  C4: { promise: 'seeded lives agree with an independent model' },
  C5: { promise: 'order, repetition and names change no amount' },
  C6: { promise: 'the figures of the source are exact; each of its contradictions is a setting' },
  C7: { promise: 'every edge of the rules, day and paisa' },
  C8: { promise: 'another tier never rewrites what is posted' },
  C9: { promise: 'a missing rate is refused, never zero' },
  C13: { promise: 'money is never a float' },
  C14: { promise: 'huge amounts are exact or refused' },
  C15: { promise: 'one rounding rule, with its mirror' },
  C16: { promise: 'nobody is paid on totals that do not recompute' },
  D1: { promise: 'closed is closed in the database' },
  D2: { promise: 'corrections are new lines; closed months keep their bytes' },
  D3: { promise: 'the fingerprint of a close recomputes anywhere' },
  D5: { promise: 'months close in order' },
  D6: { promise: 'one command, one audit row, one transaction' },
  D8: { promise: 'tampering with the audit trail shows' },
  D9: { promise: 'old audit trails verify with new code' },
  F1: { promise: 'every released schema opens, its content whole' },
  F2: { promise: 'rebuilding a parent table loses no child row' },
  F3: { promise: 'a migration cut short leaves the old schema or the next' },
  F4: { promise: 'a file of a newer application is refused and left as it is' },
  F5: { promise: 'a shipped migration never changes' },
  G1: { promise: 'the clock is given, never taken' },
  G2: { promise: 'time zone and language change no byte' },
  G3: { promise: 'the business date is the day in Karachi' },
  G4: { promise: 'calendar arithmetic by table' },
  H1: { promise: 'bad files are refused by name, row and column' },
  H2: { promise: 'a foreign workbook cannot hurt the application' },
  H3: { promise: 'nothing is unpacked before it is counted' },
  H5: { promise: 'amounts and dates by a declared grammar' },
  H7: { promise: 'names survive every way through' },
  K1: { promise: 'the loopback host listens on 127.0.0.1 only' },
  K2: { promise: 'no other Host is answered' },
  K3: { promise: 'a link opens one session, once, for a minute' },
  K4: { promise: 'nothing without a session' },
  K5: { promise: 'no other site can act' },
  K6: { promise: 'a rebound name reads nothing, in a real browser' },
  K7: { promise: 'every answer has the security headers' },
  K8: { promise: 'big bodies are refused before they are read' },
  K10: { promise: 'hostile JSON is refused' },
  L1: { promise: 'the 20 points of the checklist of Electron', elsewhere: ELECTRON },
  L4: { promise: 'a window is a web page without Node, with a small bridge', elsewhere: ELECTRON },
  L5: { promise: 'pages go nowhere and open nothing', elsewhere: ELECTRON },
  L6: { promise: 'every permission is denied', elsewhere: ELECTRON },
  L7: { promise: 'a content policy on every page', elsewhere: 'an injected script does not run: test/e2e/electron-sim.spec.ts, where a browser is' },
  L8: { promise: 'app:// serves the bundle and nothing else' },
  L9: { promise: 'only our own top frame may speak', elsewhere: ELECTRON },
  L10: { promise: 'whatever a page sends is answered or refused' },
};

/** The traps of section 0 that need no guard yet, and why. */
export const TRAPS_TO_COME: Readonly<Record<number, string>> = { 12: 'documents are not made in this version' };
export const TRAPS = 16;
