-- Foundation: every table of the programme. New database, no old rows.
-- STRICT is added after generation (drizzle-kit cannot emit it).
CREATE TABLE `accrual_lines` (
	`id` integer PRIMARY KEY NOT NULL,
	`deal_id` integer NOT NULL,
	`partner_id` integer NOT NULL,
	`period` text NOT NULL,
	`posted_in` text NOT NULL,
	`kind` text NOT NULL,
	`invoice_no` text,
	`base_paisa` integer NOT NULL,
	`rate_bps` integer NOT NULL,
	`amount_paisa` integer NOT NULL,
	`rate_source` text NOT NULL,
	`tier` text NOT NULL,
	`terms_version_id` integer NOT NULL,
	`beyond_term` integer NOT NULL,
	`accepted` integer NOT NULL,
	`billing_line_id` integer,
	`reverses_id` integer,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`billing_line_id`) REFERENCES `billing_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`reverses_id`) REFERENCES `accrual_lines`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `accrual_lines_by_posted` ON `accrual_lines` (`posted_in`,`partner_id`);--> statement-breakpoint
CREATE INDEX `accrual_lines_by_deal` ON `accrual_lines` (`deal_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `accrual_lines_once_per_line` ON `accrual_lines` (`billing_line_id`) WHERE billing_line_id IS NOT NULL AND reverses_id IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `accrual_lines_reversed_once` ON `accrual_lines` (`reverses_id`) WHERE reverses_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `accrual_lines_by_kind` ON `accrual_lines` (`kind`,`deal_id`) WHERE kind <> 'recurring';--> statement-breakpoint
CREATE UNIQUE INDEX `accrual_lines_completed_once` ON `accrual_lines` (`deal_id`) WHERE kind = 'fixed_price';--> statement-breakpoint
CREATE TABLE `months` (
	`month` text PRIMARY KEY NOT NULL,
	`closed_at` text NOT NULL,
	`closed_by` text NOT NULL,
	`close_seq` integer NOT NULL,
	`line_count` integer NOT NULL,
	`total_paisa` integer NOT NULL,
	`digest` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `partner_balances` (
	`partner_id` integer PRIMARY KEY NOT NULL,
	`balance_paisa` integer NOT NULL,
	`receivable_paisa` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `partner_months` (
	`partner_id` integer NOT NULL,
	`month` text NOT NULL,
	`accrued_paisa` integer NOT NULL,
	`adjustments_paisa` integer NOT NULL,
	`clawback_paisa` integer NOT NULL,
	`line_count` integer NOT NULL,
	`quarter` text GENERATED ALWAYS AS (substr(month, 1, 4) || '-Q' || ((CAST(substr(month, 6, 2) AS INTEGER) + 2) / 3)) VIRTUAL,
	PRIMARY KEY(`month`, `partner_id`),
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `partner_months_by_partner` ON `partner_months` (`partner_id`);--> statement-breakpoint
CREATE INDEX `partner_months_by_quarter` ON `partner_months` (`quarter`,`partner_id`,`accrued_paisa`,`adjustments_paisa`,`clawback_paisa`);--> statement-breakpoint
CREATE TABLE `billing_lines` (
	`id` integer PRIMARY KEY NOT NULL,
	`deal_id` integer NOT NULL,
	`period` text NOT NULL,
	`invoice_no` text NOT NULL,
	`invoice_date` text NOT NULL,
	`kind` text NOT NULL,
	`amount_paisa` integer NOT NULL,
	`import_file_id` integer,
	`import_row` integer,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`import_file_id`) REFERENCES `import_files`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `billing_lines_by_period` ON `billing_lines` (`period`,`deal_id`);--> statement-breakpoint
CREATE INDEX `billing_lines_by_seq` ON `billing_lines` (`recorded_seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `billing_lines_key` ON `billing_lines` (`deal_id`,`invoice_no`);--> statement-breakpoint
CREATE TABLE `deal_totals` (
	`deal_id` integer PRIMARY KEY NOT NULL,
	`billed_paisa` integer NOT NULL,
	`accrued_paisa` integer NOT NULL,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `deal_totals_by_accrued` ON `deal_totals` (`accrued_paisa`,`deal_id`);--> statement-breakpoint
CREATE TABLE `deals` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`partner_id` integer NOT NULL,
	`client` text NOT NULL,
	`contract_type` text NOT NULL,
	`contract_value_paisa` integer NOT NULL,
	`signed_on` text NOT NULL,
	`start_on` text NOT NULL,
	`start_month` text NOT NULL,
	`duration_months` integer,
	`term_end_month` text,
	`expected_monthly_paisa` integer,
	`expected_until` text,
	`own_rate_bps` integer,
	`own_rate_reason` text,
	`completed_on` text,
	`completed_month` text,
	`completion_seq` integer,
	`cancelled_on` text,
	`cancelled_month` text,
	`cancel_reason` text,
	`cancellation_seq` integer,
	`clawed_back` integer NOT NULL,
	`clawback_close_seq` integer,
	`voided_on` text,
	`void_reason` text,
	`uncounted_from` text,
	`ending` text GENERATED ALWAYS AS (CASE WHEN voided_on IS NOT NULL THEN 'voided' WHEN clawed_back = 1 THEN 'clawed_back' WHEN cancelled_on IS NOT NULL THEN 'cancelled' WHEN completed_on IS NOT NULL THEN 'completed' END) VIRTUAL,
	`registered_tier` text NOT NULL,
	`registered_rate_bps` integer NOT NULL,
	`registered_rate_source` text NOT NULL,
	`terms_version_id` integer NOT NULL,
	`import_file_id` integer,
	`import_row` integer,
	`version` integer NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`import_file_id`) REFERENCES `import_files`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `deals_code_unique` ON `deals` (`code`);--> statement-breakpoint
CREATE INDEX `deals_by_partner` ON `deals` (`partner_id`,`signed_on`,`code`,`ending`,`term_end_month`,`contract_type`);--> statement-breakpoint
CREATE INDEX `deals_by_signed` ON `deals` (`signed_on`,`id`,`ending`,`term_end_month`,`contract_type`);--> statement-breakpoint
CREATE INDEX `deals_by_code` ON `deals` (`code`,`id`,`ending`,`term_end_month`,`contract_type`);--> statement-breakpoint
CREATE INDEX `deals_by_client` ON `deals` (`client`,`code`,`partner_id`,`ending`,`term_end_month`,`contract_type`);--> statement-breakpoint
CREATE INDEX `deals_by_value` ON `deals` (`contract_value_paisa`,`id`,`ending`,`term_end_month`,`contract_type`);--> statement-breakpoint
CREATE INDEX `deals_by_type` ON `deals` (`contract_type`);--> statement-breakpoint
CREATE INDEX `deals_by_term_end` ON `deals` (`term_end_month`);--> statement-breakpoint
CREATE INDEX `deals_by_ending` ON `deals` (`ending`) WHERE ending IS NOT NULL;--> statement-breakpoint
CREATE INDEX `deals_by_cancelled_month` ON `deals` (`cancelled_month`);--> statement-breakpoint
CREATE INDEX `deals_by_completed_month` ON `deals` (`completed_month`);--> statement-breakpoint
CREATE INDEX `deals_by_expected_until` ON `deals` (`expected_until`,`start_month`);--> statement-breakpoint
CREATE TABLE `exception_decisions` (
	`id` integer PRIMARY KEY NOT NULL,
	`billing_line_id` integer,
	`deal_id` integer NOT NULL,
	`decision` text NOT NULL,
	`reason` text NOT NULL,
	`decided_by` text NOT NULL,
	`decided_at` text NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`billing_line_id`) REFERENCES `billing_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `exception_decisions_by_line` ON `exception_decisions` (`billing_line_id`,`id`);--> statement-breakpoint
CREATE INDEX `exception_decisions_by_deal` ON `exception_decisions` (`deal_id`,`id`);--> statement-breakpoint
CREATE INDEX `exception_decisions_by_seq` ON `exception_decisions` (`recorded_seq`);--> statement-breakpoint
CREATE TABLE `leads` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`client` text NOT NULL,
	`contact_name` text NOT NULL,
	`contact_email` text NOT NULL,
	`submitted_on` text NOT NULL,
	`status` text NOT NULL,
	`contact_title` text,
	`contact_phone` text,
	`description` text,
	`estimated_value_paisa` integer,
	`timeline` text,
	`services` text,
	`decision_timeline` text,
	`industry` text,
	`qualified_on` text,
	`closed_on` text,
	`lost_reason` text,
	`deal_code` text,
	`version` integer NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `leads_key` ON `leads` (`partner_id`,`client`,`contact_email`,`submitted_on`);--> statement-breakpoint
CREATE TABLE `variance_work` (
	`id` integer PRIMARY KEY NOT NULL,
	`deal_id` integer NOT NULL,
	`month` text NOT NULL,
	`action` text NOT NULL,
	`reason` text NOT NULL,
	`status` text NOT NULL,
	`expected_paisa` integer NOT NULL,
	`billed_paisa` integer NOT NULL,
	`worked_by` text NOT NULL,
	`worked_at` text NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `variance_work_by_deal` ON `variance_work` (`deal_id`,`month`,`id`);--> statement-breakpoint
CREATE TABLE `import_files` (
	`id` integer PRIMARY KEY NOT NULL,
	`import_id` integer NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `import_mappings` (
	`fingerprint` text PRIMARY KEY NOT NULL,
	`mapping_json` text NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` integer PRIMARY KEY NOT NULL,
	`imported_at` text NOT NULL,
	`actor` text NOT NULL,
	`counts_json` text NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `journal_entries` (
	`id` integer PRIMARY KEY NOT NULL,
	`posted_on` text NOT NULL,
	`month` text NOT NULL,
	`event` text NOT NULL,
	`reference` text NOT NULL,
	`description` text NOT NULL,
	`partner_id` integer,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `journal_entries_by_month` ON `journal_entries` (`month`,`id`);--> statement-breakpoint
CREATE INDEX `journal_entries_by_reference` ON `journal_entries` (`event`,`reference`);--> statement-breakpoint
CREATE TABLE `journal_lines` (
	`id` integer PRIMARY KEY NOT NULL,
	`entry_id` integer NOT NULL,
	`account` text NOT NULL,
	`partner_id` integer,
	`debit_paisa` integer NOT NULL,
	`credit_paisa` integer NOT NULL,
	FOREIGN KEY (`entry_id`) REFERENCES `journal_entries`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `journal_lines_by_entry` ON `journal_lines` (`entry_id`);--> statement-breakpoint
CREATE INDEX `journal_lines_by_account` ON `journal_lines` (`account`);--> statement-breakpoint
CREATE TABLE `negotiated_terms` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`kind` text NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text,
	`tier` text,
	`rate_bps` integer,
	`approver` text NOT NULL,
	`reason` text NOT NULL,
	`document` text,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `negotiated_terms_by_partner` ON `negotiated_terms` (`partner_id`,`kind`,`from_on`);--> statement-breakpoint
CREATE TABLE `partners` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`joined_on` text NOT NULL,
	`opening_tier` text NOT NULL,
	`opened_on` text NOT NULL,
	`email` text,
	`phone` text,
	`city` text,
	`country` text NOT NULL,
	`ntn` text,
	`cnic` text,
	`bank_title` text,
	`bank_name` text,
	`iban` text,
	`contact_name` text,
	`contact_title` text,
	`industry` text,
	`website` text,
	`account_manager` text,
	`version` integer NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `partners_code_unique` ON `partners` (`code`);--> statement-breakpoint
CREATE INDEX `partners_by_name` ON `partners` (`name`,`code`,`city`);--> statement-breakpoint
CREATE INDEX `partners_by_joined` ON `partners` (`joined_on`,`id`);--> statement-breakpoint
CREATE INDEX `partners_by_status` ON `partners` (`status`);--> statement-breakpoint
CREATE INDEX `partners_by_manager` ON `partners` (`account_manager`);--> statement-breakpoint
CREATE TABLE `tax_standings` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`standing` text NOT NULL,
	`exempt_until` text,
	`checked_on` text NOT NULL,
	`method` text NOT NULL,
	`document` text,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `tax_standings_by_partner` ON `tax_standings` (`partner_id`,`checked_on`,`id`);--> statement-breakpoint
CREATE TABLE `tier_changes` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`on_date` text NOT NULL,
	`from_tier` text,
	`to_tier` text NOT NULL,
	`reason` text NOT NULL,
	`count_referrals` integer NOT NULL,
	`referrals_json` text NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `tier_changes_by_partner` ON `tier_changes` (`partner_id`,`on_date`,`ordinal`);--> statement-breakpoint
CREATE TABLE `tier_graces` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner_id` integer NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text NOT NULL,
	`until_on` text NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `tier_graces_by_partner` ON `tier_graces` (`partner_id`,`from_on`);--> statement-breakpoint
CREATE TABLE `payout_events` (
	`id` integer PRIMARY KEY NOT NULL,
	`quarter` text NOT NULL,
	`partner_id` integer,
	`state` text NOT NULL,
	`reason` text,
	`actor` text NOT NULL,
	`at` text NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `payout_events_by_quarter` ON `payout_events` (`quarter`,`id`);--> statement-breakpoint
CREATE TABLE `payout_items` (
	`id` integer PRIMARY KEY NOT NULL,
	`quarter` text NOT NULL,
	`partner_id` integer NOT NULL,
	`opening_paisa` integer NOT NULL,
	`accrued_paisa` integer NOT NULL,
	`adjustments_paisa` integer NOT NULL,
	`clawback_paisa` integer NOT NULL,
	`gross_paisa` integer NOT NULL,
	`withholding_paisa` integer NOT NULL,
	`net_paisa` integer NOT NULL,
	`carried_paisa` integer NOT NULL,
	`settles_from` text,
	`settles_to` text,
	`withholding_base_paisa` integer NOT NULL,
	`withholding_rate_bps` integer,
	`withholding_section` text,
	`withholding_reference` text,
	`standing` text,
	`state` text NOT NULL,
	`hold_reason` text,
	`payee_sha256` text NOT NULL,
	`paid_on` text,
	`version` integer NOT NULL,
	FOREIGN KEY (`quarter`) REFERENCES `payout_runs`(`quarter`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `payout_items_by_partner` ON `payout_items` (`partner_id`,`quarter`);--> statement-breakpoint
CREATE UNIQUE INDEX `payout_items_key` ON `payout_items` (`quarter`,`partner_id`);--> statement-breakpoint
CREATE TABLE `payout_runs` (
	`quarter` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`due_on` text NOT NULL,
	`value_on` text NOT NULL,
	`terms_version_id` integer NOT NULL,
	`digest` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` text NOT NULL,
	`approved_by` text,
	`approved_at` text,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `audit_rows` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` text NOT NULL,
	`business_date` text NOT NULL,
	`actor` text NOT NULL,
	`host` text NOT NULL,
	`procedure` text NOT NULL,
	`request_id` text,
	`input_sha256` text NOT NULL,
	`outcome` text NOT NULL,
	`changes_json` text NOT NULL,
	`app_version` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `requests` (
	`request_id` text PRIMARY KEY NOT NULL,
	`procedure` text NOT NULL,
	`input_sha256` text NOT NULL,
	`output_json` text NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`roles_json` text NOT NULL,
	`password_hash` text,
	`is_active` integer NOT NULL,
	`version` integer NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_name_unique` ON `users` (`name`);--> statement-breakpoint
CREATE TABLE `holidays` (
	`on_date` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `terms_versions` (
	`id` integer PRIMARY KEY NOT NULL,
	`effective_from` text NOT NULL,
	`body_json` text NOT NULL,
	`reason` text NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `withholding_rates` (
	`id` integer PRIMARY KEY NOT NULL,
	`section` text NOT NULL,
	`standing` text NOT NULL,
	`rate_bps` integer NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text NOT NULL,
	`legal_reference` text NOT NULL
) STRICT;
