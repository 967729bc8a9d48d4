-- Why: a school can say where families reach it. Mails and pages that say to ask the school then have a link.
-- Beside an older version: it may run on, and shows no contact.
ALTER TABLE "schools" ADD COLUMN "contact" text;--> statement-breakpoint
ALTER TABLE "schools" ADD CONSTRAINT "schools_contact_check" CHECK (char_length("schools"."contact") between 1 and 254);
