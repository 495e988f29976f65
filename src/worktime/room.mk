# worktime: calendars, holidays, and clocks that run in working time
noinst_LIBRARIES += libworktime.a
libworktime_a_SOURCES = %D%/calendar.c %D%/calendar.h %D%/days.c %D%/days.h \
	%D%/ical.c %D%/ical.h %D%/ics.c %D%/ics.h %D%/ics_event.c \
	%D%/ics_event.h %D%/ics_line.c %D%/ics_line.h %D%/ics_times.c \
	%D%/ics_when.c %D%/ics_when.h %D%/wall.c %D%/wall.h %D%/zone.c \
	%D%/zone.h
CTESTS += tests/unit/worktime/test_calendar tests/unit/worktime/test_ics
