# mail: octets to a message; charsets, HTML and packed formats below
noinst_LIBRARIES += libmail.a
libmail_a_SOURCES = \
	%D%/attach.c %D%/attach.h %D%/bodytext.c %D%/bodytext.h %D%/enriched.c \
	%D%/enriched.h %D%/filetext.c %D%/filetext.h %D%/flowed.c %D%/flowed.h \
	%D%/head.c %D%/head.h %D%/lang.c %D%/lang.h %D%/lang_group.c \
	%D%/lang_group.h %D%/letter.c %D%/letter.h %D%/letter_json.c \
	%D%/mailbox.c %D%/mailbox.h %D%/mime.c %D%/mime.h %D%/part.c \
	%D%/part.h %D%/partkind.c %D%/partkind.h %D%/phrase.c %D%/phrase.h \
	%D%/plain.c %D%/plain.h %D%/said.c %D%/said.h %D%/tongue.c \
	%D%/tongue.h %D%/transfer.c %D%/transfer.h %D%/twin.c %D%/twin.h \
	%D%/words.c %D%/words.h %D%/words_params.c \
	%D%/charset/charset.c %D%/charset/charset.h %D%/charset/clean.c \
	%D%/charset/convert.c %D%/charset/detect.c %D%/charset/label.c \
	%D%/charset/languages.c %D%/charset/room.h %D%/charset/shift.c \
	%D%/charset/weigh.c \
	%D%/html/element.c %D%/html/element.h %D%/html/mark.c %D%/html/mark.h \
	%D%/html/markup.c %D%/html/markup.h %D%/html/text.c %D%/html/text.h \
	%D%/html/write.c %D%/html/write.h \
	%D%/packed/clearsign.c %D%/packed/clearsign.h %D%/packed/cms.c \
	%D%/packed/cms.h %D%/packed/rtf.c %D%/packed/rtf.h %D%/packed/tnef.c \
	%D%/packed/tnef.h
EXTRA_DIST += tests/unit/mail/tongues
CTESTS += \
	tests/unit/mail/test_caps tests/unit/mail/test_charset \
	tests/unit/mail/test_cms tests/unit/mail/test_filetext \
	tests/unit/mail/test_head tests/unit/mail/test_html \
	tests/unit/mail/test_letter tests/unit/mail/test_mime \
	tests/unit/mail/test_rtf tests/unit/mail/test_tongue
FUZZ_READ += tests/fuzz/fuzz_head tests/fuzz/fuzz_mime tests/fuzz/fuzz_html \
	tests/fuzz/fuzz_packed tests/fuzz/fuzz_letter
