# hooks: commands of the administrator
noinst_LIBRARIES += libhooks.a
libhooks_a_SOURCES = %D%/hook.c %D%/hook.h %D%/room.h %D%/task.c %D%/task.h
CTESTS += tests/unit/hooks/test_hook tests/unit/hooks/test_task
