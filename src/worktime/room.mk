# worktime: calendars, holidays, and clocks that run in working time
noinst_LIBRARIES += libworktime.a
libworktime_a_SOURCES = %D%/calendar.c %D%/calendar.h \
	%D%/calendar_config.c %D%/calendar_config.h %D%/clock.c %D%/clock.h \
	%D%/days.c %D%/days.h %D%/hours.c %D%/hours.h %D%/ical.c %D%/ical.h \
	%D%/ics.c %D%/ics.h %D%/ics_event.c %D%/ics_event.h %D%/ics_line.c \
	%D%/ics_line.h %D%/ics_problem.c %D%/ics_times.c %D%/ics_when.c \
	%D%/ics_when.h %D%/wall.c %D%/wall.h %D%/zone.c %D%/zone.h
CTESTS += tests/unit/worktime/test_calendar \
	tests/unit/worktime/test_calendar_config \
	tests/unit/worktime/test_clock tests/unit/worktime/test_ics
FUZZ_REST += tests/fuzz/fuzz_ics
