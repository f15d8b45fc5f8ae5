-- How a run asks for its replies (json-schema, tool, json-mode, prompt, text): what `output: auto` came to when it started,
-- so that a resumed run asks, and reads what it asked, in the same way. Null in runs started before this was kept.
ALTER TABLE run ADD COLUMN output_mode TEXT;
