-- Posted lines, the journal, closed months, decisions and the audit trail are append-only, and a closed month takes no more lines.
-- Enforced in the database, so that no door of the application (or a tool on the file) goes round it. Touches no rows.
-- `recursive_triggers` is on for every connection: without it INSERT OR REPLACE would delete past these triggers.
CREATE TRIGGER accrual_lines_no_update BEFORE UPDATE ON accrual_lines BEGIN SELECT RAISE(ABORT, 'posted lines are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER accrual_lines_no_delete BEFORE DELETE ON accrual_lines BEGIN SELECT RAISE(ABORT, 'posted lines are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER accrual_lines_open_month BEFORE INSERT ON accrual_lines
WHEN EXISTS (SELECT 1 FROM months WHERE month >= NEW.posted_in) BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
--> statement-breakpoint
CREATE TRIGGER months_no_update BEFORE UPDATE ON months BEGIN SELECT RAISE(ABORT, 'closed months stay closed'); END;
--> statement-breakpoint
CREATE TRIGGER months_no_delete BEFORE DELETE ON months BEGIN SELECT RAISE(ABORT, 'closed months stay closed'); END;
--> statement-breakpoint
CREATE TRIGGER partner_months_no_update BEFORE UPDATE ON partner_months BEGIN SELECT RAISE(ABORT, 'posted totals are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER partner_months_no_delete BEFORE DELETE ON partner_months BEGIN SELECT RAISE(ABORT, 'posted totals are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER journal_entries_no_update BEFORE UPDATE ON journal_entries BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER journal_entries_no_delete BEFORE DELETE ON journal_entries BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER journal_lines_no_update BEFORE UPDATE ON journal_lines BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER journal_lines_no_delete BEFORE DELETE ON journal_lines BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER audit_rows_no_update BEFORE UPDATE ON audit_rows BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER audit_rows_no_delete BEFORE DELETE ON audit_rows BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER payout_events_no_update BEFORE UPDATE ON payout_events BEGIN SELECT RAISE(ABORT, 'payout events are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER payout_events_no_delete BEFORE DELETE ON payout_events BEGIN SELECT RAISE(ABORT, 'payout events are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER exception_decisions_no_update BEFORE UPDATE ON exception_decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER exception_decisions_no_delete BEFORE DELETE ON exception_decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER variance_work_no_update BEFORE UPDATE ON variance_work BEGIN SELECT RAISE(ABORT, 'worked variances are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER variance_work_no_delete BEFORE DELETE ON variance_work BEGIN SELECT RAISE(ABORT, 'worked variances are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER billing_lines_no_update BEFORE UPDATE ON billing_lines BEGIN SELECT RAISE(ABORT, 'billing lines are corrected by new lines'); END;
--> statement-breakpoint
CREATE TRIGGER payout_items_frozen BEFORE UPDATE OF partner_id, quarter, opening_paisa, accrued_paisa, adjustments_paisa, clawback_paisa, gross_paisa, carried_paisa, settles_from, settles_to ON payout_items
BEGIN SELECT RAISE(ABORT, 'figures of a payout do not change'); END;
--> statement-breakpoint
CREATE TRIGGER payout_items_withholding_frozen BEFORE UPDATE OF withholding_paisa, net_paisa, withholding_base_paisa, withholding_rate_bps, withholding_section, withholding_reference, standing ON payout_items
WHEN OLD.state <> 'held' BEGIN SELECT RAISE(ABORT, 'withholding of a payout changes only while it is held'); END;
--> statement-breakpoint
CREATE TRIGGER payout_items_no_delete BEFORE DELETE ON payout_items
WHEN (SELECT state FROM payout_runs WHERE quarter = OLD.quarter) <> 'proposed' BEGIN SELECT RAISE(ABORT, 'an approved run is kept'); END;
--> statement-breakpoint
CREATE TRIGGER payout_runs_no_delete BEFORE DELETE ON payout_runs
WHEN OLD.state <> 'proposed' BEGIN SELECT RAISE(ABORT, 'an approved run is kept'); END;
--> statement-breakpoint
CREATE TRIGGER deals_registration_frozen BEFORE UPDATE OF registered_tier, registered_rate_bps, registered_rate_source, terms_version_id, partner_id, signed_on, start_on, contract_type ON deals
BEGIN SELECT RAISE(ABORT, 'what was registered with a deal does not change'); END;
--> statement-breakpoint
CREATE TRIGGER partner_months_open_month BEFORE INSERT ON partner_months
WHEN EXISTS (SELECT 1 FROM months WHERE month >= NEW.month) BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
--> statement-breakpoint
CREATE TRIGGER journal_lines_with_their_entry BEFORE INSERT ON journal_lines
WHEN (SELECT recorded_seq FROM journal_entries WHERE id = NEW.entry_id) <= (SELECT max(seq) FROM audit_rows) BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER billing_lines_no_delete BEFORE DELETE ON billing_lines BEGIN SELECT RAISE(ABORT, 'billing lines are corrected by new lines'); END;
--> statement-breakpoint
CREATE TRIGGER deals_no_delete BEFORE DELETE ON deals BEGIN SELECT RAISE(ABORT, 'a registered deal is voided or cancelled, not deleted'); END;
--> statement-breakpoint
CREATE TRIGGER payout_items_only_proposed BEFORE INSERT ON payout_items
WHEN (SELECT state FROM payout_runs WHERE quarter = NEW.quarter) <> 'proposed' BEGIN SELECT RAISE(ABORT, 'an approved run takes no more payments'); END;
--> statement-breakpoint
CREATE TRIGGER payout_items_paid_once BEFORE UPDATE ON payout_items
WHEN OLD.state = 'paid' BEGIN SELECT RAISE(ABORT, 'what is paid stays paid'); END;
--> statement-breakpoint
CREATE TRIGGER payout_runs_frozen BEFORE UPDATE OF quarter, due_on, value_on, terms_version_id, digest, proposed_by, proposed_at, recorded_seq ON payout_runs
BEGIN SELECT RAISE(ABORT, 'what was proposed does not change; propose again'); END;
--> statement-breakpoint
CREATE TRIGGER payout_runs_forward BEFORE UPDATE OF state, approved_by, approved_at ON payout_runs
WHEN instr('proposed approved sent paid', NEW.state) <= instr('proposed approved sent paid', OLD.state) BEGIN SELECT RAISE(ABORT, 'a run goes forward only'); END;
--> statement-breakpoint
CREATE TRIGGER terms_versions_no_update BEFORE UPDATE ON terms_versions BEGIN SELECT RAISE(ABORT, 'terms are changed by a new version'); END;
--> statement-breakpoint
CREATE TRIGGER terms_versions_no_delete BEFORE DELETE ON terms_versions BEGIN SELECT RAISE(ABORT, 'terms are changed by a new version'); END;
--> statement-breakpoint
CREATE TRIGGER requests_no_update BEFORE UPDATE ON requests BEGIN SELECT RAISE(ABORT, 'an answer given is kept'); END;
--> statement-breakpoint
CREATE TRIGGER requests_no_delete BEFORE DELETE ON requests BEGIN SELECT RAISE(ABORT, 'an answer given is kept'); END;
--> statement-breakpoint
CREATE TRIGGER import_files_no_update BEFORE UPDATE ON import_files BEGIN SELECT RAISE(ABORT, 'what was imported stays recorded'); END;
--> statement-breakpoint
CREATE TRIGGER import_files_no_delete BEFORE DELETE ON import_files BEGIN SELECT RAISE(ABORT, 'what was imported stays recorded'); END;
--> statement-breakpoint
CREATE TRIGGER negotiated_terms_no_update BEFORE UPDATE ON negotiated_terms BEGIN SELECT RAISE(ABORT, 'negotiated terms are ended by new ones'); END;
--> statement-breakpoint
CREATE TRIGGER negotiated_terms_no_delete BEFORE DELETE ON negotiated_terms BEGIN SELECT RAISE(ABORT, 'negotiated terms are ended by new ones'); END;
--> statement-breakpoint
CREATE TRIGGER tax_standings_no_update BEFORE UPDATE ON tax_standings BEGIN SELECT RAISE(ABORT, 'evidence is added, not changed'); END;
--> statement-breakpoint
CREATE TRIGGER tax_standings_no_delete BEFORE DELETE ON tax_standings BEGIN SELECT RAISE(ABORT, 'evidence is added, not changed'); END;
--> statement-breakpoint
CREATE TRIGGER withholding_rates_no_update BEFORE UPDATE ON withholding_rates BEGIN SELECT RAISE(ABORT, 'rates are added with their dates, not changed'); END;
--> statement-breakpoint
CREATE TRIGGER withholding_rates_no_delete BEFORE DELETE ON withholding_rates BEGIN SELECT RAISE(ABORT, 'rates are added with their dates, not changed'); END;
