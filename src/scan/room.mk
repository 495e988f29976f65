# scan: children that read messages, their wire and client
noinst_LIBRARIES += libscan.a
libscan_a_SOURCES = \
	%D%/answer.c %D%/apart.c %D%/apart.h %D%/child.c %D%/client.c \
	%D%/client.h %D%/local.c %D%/put.c %D%/reader.c %D%/reader.h \
	%D%/wire.c %D%/wire.h %D%/work.c
# sections of postern.conf
libscan_a_SOURCES += %D%/scan_config.c %D%/scan_config.h
CTESTS += tests/unit/scan/test_scan
tests_unit_scan_test_scan_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=filters_letter
