# store: the desk's database
noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	%D%/account.c %D%/account.h %D%/account_terms.c \
	%D%/age.c %D%/age.h %D%/alarm.c %D%/alarm.h %D%/approval.c \
	%D%/approval.h %D%/attachment.c %D%/attachment.h %D%/change.c \
	%D%/change.h %D%/clock.c %D%/clock.h %D%/company.c %D%/company.h \
	%D%/db.c %D%/db.h %D%/db_backend.h %D%/db_guard.c %D%/db_guard.h \
	%D%/db_sqlite.c %D%/due.c %D%/due.h %D%/entry.c %D%/entry.h \
	%D%/forwarded.c %D%/forwarded.h %D%/handover.c %D%/handover.h \
	%D%/head.c %D%/head.h %D%/held.c %D%/held.h %D%/job.c %D%/job.h \
	%D%/ledger.c %D%/ledger.h %D%/link.c %D%/link.h %D%/lookup.c \
	%D%/lookup.h %D%/moved.c %D%/moved.h %D%/names.c %D%/names.h \
	%D%/news.c %D%/news.h %D%/outgoing.c %D%/outgoing.h %D%/pack.c \
	%D%/pack.h %D%/consent.c %D%/consent.h %D%/rate.c %D%/rate.h \
	%D%/statement.c %D%/statement.h %D%/time.c %D%/time.h %D%/people.c %D%/people.h %D%/public.c %D%/public.h \
	%D%/rating.c %D%/rating.h %D%/raw.c %D%/raw.h %D%/registered.c \
	%D%/retire.c \
	%D%/retire.h %D%/revoked.c %D%/revoked.h %D%/robot.c %D%/robot.h \
	%D%/report.c %D%/report.h \
	%D%/rows.h %D%/schema.c %D%/schema.h %D%/schema_account.c %D%/schema_hands.c \
	%D%/schema_process.c %D%/schema_search.c %D%/search.h \
	%D%/search_doc.c %D%/search_doc.h %D%/search_find.c %D%/search_find.h \
	%D%/search_index.h %D%/search_indexer.c %D%/search_public.c \
	%D%/search_sqlite.c %D%/search_text.c %D%/search_text.h %D%/shingles.c %D%/shingles.h %D%/shown.c \
	%D%/shown.h %D%/staff.c %D%/staff.h %D%/store.c %D%/store.h %D%/task.c \
	%D%/task.h %D%/teaching.c %D%/teaching.h %D%/ticket.c %D%/ticket.h \
	%D%/value.c %D%/value.h %D%/waits.c %D%/waits.h %D%/wall.c %D%/wall.h \
	%D%/words.c %D%/words.h \
	%D%/warned.c %D%/warned.h
# sections of postern.conf
libstore_a_SOURCES += %D%/store_config.c %D%/store_config.h
CTESTS += \
	tests/unit/store/test_account tests/unit/store/test_age tests/unit/store/test_apart \
	tests/unit/store/test_company tests/unit/store/test_head \
	tests/unit/store/test_moved tests/unit/store/test_public \
	tests/unit/store/test_plans \
	tests/unit/store/test_retire tests/unit/store/test_search \
	tests/unit/store/test_store \
	tests/unit/store/test_time tests/unit/store/test_wall tests/unit/store/test_words
if HAVE_CMOCKA
# what tests/stories/postgresql.t shows to PostgreSQL
check_PROGRAMS += tests/unit/store/statements
endif
