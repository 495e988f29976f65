# store: the desk's database
noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = %D%/alarm.c %D%/attachment.c %D%/db.h %D%/db_guard.c \
	%D%/db_sqlite.c %D%/db_sqlite.h %D%/due.c %D%/due.h %D%/entry.c %D%/held.c %D%/ledger.c \
	%D%/outgoing.c %D%/people.c %D%/public.c %D%/raw.c %D%/rows.h %D%/schema.c \
	%D%/schema.h %D%/store.c %D%/store.h %D%/teaching.c %D%/ticket.c \
	%D%/words.c
CTESTS += tests/unit/store/test_public tests/unit/store/test_store \
	tests/unit/store/test_words
