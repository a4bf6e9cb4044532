-- Wei that go along with a slot's call: payments send none, keeping a program alive pays for its data.
-- It is signed again with each higher fee, also by a process that did not open the slot.
ALTER TABLE slots ADD COLUMN value INTEGER NOT NULL DEFAULT 0;
