# base: what every room stands on
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	%D%/address.c %D%/address.h %D%/bell.c %D%/bell.h %D%/csv.c \
	%D%/csv.h %D%/err.c %D%/err.h \
	%D%/file.c %D%/file.h %D%/file_secret.c %D%/fold.c %D%/fold.h \
	%D%/handle.c %D%/handle.h \
	%D%/log.c %D%/log.h %D%/mask.c %D%/mask.h %D%/money.c %D%/money.h \
	%D%/nearest.c %D%/nearest.h \
	%D%/phone.c %D%/phone.h %D%/planted.c %D%/planted.h %D%/secret.c \
	%D%/secret.h %D%/span.c %D%/span.h %D%/sql.c %D%/sql.h %D%/sql_link.h \
	%D%/sql_query.c %D%/sql_rank.c %D%/sql_rank.h \
	%D%/steady.c %D%/steady.h
CTESTS += \
	tests/unit/base/test_base tests/unit/base/test_money \
	tests/unit/base/test_csv \
	tests/unit/base/test_phone \
	tests/unit/base/test_sql
