ALTER TABLE `hosts` ADD `untold_at` integer;--> statement-breakpoint
CREATE INDEX `hosts_workspace` ON `hosts` (`workspace_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `hosts_untold` ON `hosts` (`untold_at`) WHERE untold_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `untold_at` integer;--> statement-breakpoint
CREATE INDEX `sessions_deleted` ON `sessions` (`deleted_at`) WHERE deleted_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `sessions_untold` ON `sessions` (`untold_at`) WHERE untold_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `enrolment_codes_workspace` ON `enrolment_codes` (`workspace_id`);--> statement-breakpoint
CREATE INDEX `enrolment_codes_expiry` ON `enrolment_codes` (`expires_at`);