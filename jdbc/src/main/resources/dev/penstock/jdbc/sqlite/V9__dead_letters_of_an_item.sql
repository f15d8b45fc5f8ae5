-- What became of an item is found by its dead letters, decided ones too.
CREATE INDEX dead_letter_item ON dead_letter (run, seq);
