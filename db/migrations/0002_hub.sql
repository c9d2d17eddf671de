CREATE TABLE `handshake_refusals` (
	`workspace_id` text NOT NULL,
	`kind` text NOT NULL,
	`hour` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `kind`, `hour`)
);
--> statement-breakpoint
CREATE INDEX `handshake_refusals_hour` ON `handshake_refusals` (`hour`);