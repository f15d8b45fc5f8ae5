-- When a person asked to forget an item: its texts are gone, its numbers stay.
ALTER TABLE item ADD COLUMN forgotten_at INTEGER;
