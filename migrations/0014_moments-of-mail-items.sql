-- Why: the export of personal data showed when a mail was begun, which may be when another school wrote to the
-- same address.
-- Beside an older version: it may run on; its rows have no timestamp, and the export shows that of the mail.
ALTER TABLE "mail_items" ADD COLUMN "created_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "removal_notices" ADD COLUMN "created_at" timestamp (3) with time zone;