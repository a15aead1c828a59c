// DeskJournal
