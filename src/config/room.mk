# config: reading, checking and printing postern.conf
noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = %D%/check.c %D%/config.c %D%/config.h %D%/key.h \
	%D%/life.c %D%/place.c %D%/print.c %D%/priority.c %D%/priority.h \
	%D%/problem.c %D%/room.h %D%/scan.c %D%/section.h %D%/server.c \
	%D%/server.h %D%/site.c %D%/site.h %D%/value.c %D%/write.c
CTESTS += tests/unit/config/test_config
