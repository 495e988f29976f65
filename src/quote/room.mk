# quote: who wrote which line
noinst_LIBRARIES += libquote.a
libquote_a_SOURCES = \
	%D%/account.c %D%/account.h %D%/account_leak.c %D%/account_marks.c \
	%D%/account_pieces.c %D%/account_room.h %D%/account_said.c \
	%D%/account_text.c %D%/forwarded.c %D%/forwarded.h %D%/history.c \
	%D%/intro.c %D%/lines.c %D%/lines.h %D%/match.c %D%/match.h \
	%D%/shingle.c %D%/shingle.h %D%/signature.c %D%/token.c %D%/token.h \
	%D%/trim.c %D%/trim.h %D%/words.c
CTESTS += tests/unit/quote/test_account tests/unit/quote/test_forwarded \
	tests/unit/quote/test_shingle \
	tests/unit/quote/test_trim
FUZZ_READ += tests/fuzz/fuzz_account tests/fuzz/fuzz_trim
