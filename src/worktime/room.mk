# worktime: calendars, holidays, and clocks that run in working time
noinst_LIBRARIES += libworktime.a
libworktime_a_SOURCES = %D%/calendar.c %D%/calendar.h %D%/days.c %D%/days.h \
	%D%/wall.c %D%/wall.h
CTESTS += tests/unit/worktime/test_calendar
