# quote: who wrote which line
noinst_LIBRARIES += libquote.a
libquote_a_SOURCES = %D%/against.c %D%/history.c %D%/intro.c %D%/lines.c \
	%D%/lines.h %D%/signature.c %D%/trim.c %D%/trim.h %D%/words.c
CTESTS += tests/unit/quote/test_trim
FUZZ_READ += tests/fuzz/fuzz_trim
