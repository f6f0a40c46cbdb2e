import type { Output, Parsed } from '../../contract/index.ts';
import { findImport, type ImportBatch, keepGoing, removeBrought, removeLines, restoreChanged, withReferencesIndexed } from '../../db/repos/imports.ts';
import { loadPartners, loadTierFacts, replaceTierPath } from '../../db/repos/partners.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import { tierPath } from '../../domain/tiers.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommandContext } from '../context.ts';
import { dependentsOf, TOUCHED_PARTNERS } from './dependents.ts';

/**
 * Takes a whole import back: what it brought goes, what it changed is as it was; what went stays in the history of the import.
 * @throws AppError NOT_FOUND; TRANSITION_REFUSED when it was taken back already, or naming what depends on it
 */
export function revert(context: CommandContext, input: Parsed<'imports.revert'>): Output<'imports.revert'> {
  const { db, seq, now, actor } = context;
  const batch = findImport(db, input.import);
  if (!batch) throw new AppError('NOT_FOUND', `There is no import ${input.import}.`);
  refuseKept(context, batch);
  const touched = new Set(db.all<{ id: number }>(`SELECT partner_id AS id FROM ${TOUCHED_PARTNERS}`, { import: batch.id }).map(({ id }) => id));
  const counts = countsOf(context, batch.id);
  db.run('UPDATE imports SET reverted_at = ?, reverted_by = ?, revert_reason = ?, reverted_seq = ? WHERE id = ?', [
    now,
    actor.name,
    input.reason,
    seq,
    batch.id,
  ]);
  keepGoing(db, batch);
  context.checkCancelled();
  let lines = 0;
  withReferencesIndexed(db, counts.partners === 0 ? ['billing'] : ['billing', 'partners'], () => {
    context.progress('taking back', 0, 3);
    lines = removeLines(db, batch);
    context.checkCancelled();
    context.progress('taking back', 1, 3);
    restoreChanged(db, batch, seq);
    removeBrought(db, batch);
  });
  context.progress('taking back', 2, 3);
  refreshTiers(context, touched);
  context.note({
    what: 'import taken back',
    import: batch.id,
    importedSeq: batch.seq,
    reason: input.reason,
    lines,
    records: counts.records,
    restored: counts.restored,
  });
  context.touch('partners', 'deals', 'billing', 'reconciliation', 'payouts', 'months', 'terms', 'system');
  return { import: batch.id, lines, removed: counts.records, restored: counts.restored };
}

function refuseKept({ db }: CommandContext, batch: ImportBatch): void {
  if (batch.revertedAt !== null)
    throw new AppError('TRANSITION_REFUSED', `Import ${batch.id} was taken back already, by ${batch.revertedBy ?? 'nobody known'}.`);
  if (batch.reversible === 0)
    throw new AppError(
      'TRANSITION_REFUSED',
      `Import ${batch.id} cannot be taken back: it was typed on a screen, or taken before imports kept what they change.`,
    );
  const dependents = dependentsOf(db, batch);
  if (dependents.length > 0)
    throw new AppError(
      'TRANSITION_REFUSED',
      `Import ${batch.id} cannot be taken back: ${dependents.slice(0, 3).join('; ')}${dependents.length > 3 ? '; and more' : ''}. Take that back first; what is posted is corrected by new lines (rule 3.6).`,
      { dependents },
    );
}

function countsOf({ db }: CommandContext, importId: number): { readonly records: number; readonly restored: number; readonly partners: number } {
  const row = db.get<{ records: number; restored: number; partners: number }>(
    `SELECT count(*) FILTER (WHERE before_json IS NULL) AS records, count(*) FILTER (WHERE before_json IS NOT NULL) AS restored,
       count(*) FILTER (WHERE before_json IS NULL AND kind = 'partners') AS partners FROM import_changes WHERE import_id = ?`,
    [importId],
  );
  return row ?? { records: 0, restored: 0, partners: 0 };
}

/** Works the tier paths of the partners that stay out again (1.3). */
function refreshTiers({ db, today, note }: CommandContext, touched: ReadonlySet<number>): void {
  if (touched.size === 0) return;
  const versions = loadTermsVersions(db);
  for (const partner of loadPartners(db)) {
    if (!touched.has(partner.id)) continue;
    const { redated } = replaceTierPath(db, partner.id, tierPath(loadTierFacts(db, partner, versions)), today);
    if (redated) note({ what: 'tier path re-dated', partner: partner.code });
  }
}
