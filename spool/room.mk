# spool: what was accepted and is not yet decided
noinst_LIBRARIES += libspool.a
libspool_a_SOURCES = \
	%D%/accept.c %D%/commit.c %D%/cursor.c %D%/db.c %D%/files.c \
	%D%/known.c %D%/mark.c %D%/queue.c %D%/room.h %D%/spool.c %D%/spool.h
CTESTS += tests/unit/spool/test_spool
