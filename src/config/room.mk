# config: reading, checking and printing postern.conf
noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = %D%/check.c %D%/config.c %D%/config.h %D%/find.c \
	%D%/life.c %D%/place.c %D%/print.c %D%/problem.c %D%/scan.c %D%/server.c \
	%D%/table.c %D%/table.h %D%/value.c %D%/write.c
CTESTS += tests/unit/config/test_config
