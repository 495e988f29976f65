# net: stream imap smtp
noinst_LIBRARIES += libnet.a
libnet_a_SOURCES = \
	%D%/imap.c %D%/imap.h %D%/imap_answer.c %D%/imap_fetch.c \
	%D%/imap_file.c %D%/imap_link.h %D%/imap_login.c %D%/imap_refusal.c \
	%D%/imap_refusal.h %D%/imap_talk.c %D%/imap_words.c %D%/smtp.c \
	%D%/smtp.h %D%/smtp_dsn.c %D%/smtp_link.h %D%/smtp_open.c \
	%D%/smtp_talk.c %D%/stream.c %D%/stream.h %D%/stream_link.h \
	%D%/stream_text.c %D%/stream_tls.c
CTESTS += tests/unit/net/test_imap_servers tests/unit/net/test_net \
	tests/unit/net/test_smtp
tests_unit_net_test_imap_servers_SOURCES = \
	tests/unit/net/test_imap_servers.c $(FAKE_SERVER)
tests_unit_net_test_net_SOURCES = tests/unit/net/test_net.c $(FAKE_SERVER)
tests_unit_net_test_smtp_SOURCES = tests/unit/net/test_smtp.c $(FAKE_SERVER)
FUZZ_REST += tests/fuzz/fuzz_imap
