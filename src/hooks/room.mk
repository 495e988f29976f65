# hooks: commands of the administrator
noinst_LIBRARIES += libhooks.a
libhooks_a_SOURCES = %D%/hook.c %D%/hook.h
CTESTS += tests/unit/hooks/test_hook
