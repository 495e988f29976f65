# filters: content facts, one small file each
noinst_LIBRARIES += libfilters.a
libfilters_a_SOURCES = \
	%D%/auto.c %D%/autotext.c %D%/autotext.h %D%/bounce.c %D%/bouncetext.c \
	%D%/bouncetext.h %D%/bouncewords.c %D%/bouncewords.h %D%/calendar.c \
	%D%/code.c %D%/codewords.h %D%/feedback.c %D%/filter.h %D%/filters.c \
	%D%/language.c %D%/list.c %D%/look.c %D%/notice.c %D%/receipt.c \
	%D%/spamflag.c %D%/thanks.c %D%/thanks.h
CTESTS += \
	tests/unit/filters/test_cases tests/unit/filters/test_code \
	tests/unit/filters/test_filters tests/unit/filters/test_lang \
	tests/unit/filters/test_thanks
FUZZ_READ += tests/fuzz/fuzz_bounce
