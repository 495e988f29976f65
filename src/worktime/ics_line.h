/* ics_line: the lines of an iCalendar file: unfolded, and parted into name,
 * parameters and value (RFC 5545, 3.1). With their numbers, for who must mend
 * them. */
#ifndef POSTERN_WORKTIME_ICS_LINE_H
#define POSTERN_WORKTIME_ICS_LINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct ics_text {
    const char *at, *end; /* what is not read yet; borrowed */
    int line;             /* that have been read */
} ics_text;

typedef struct ics_line {
    int number;   /* where it begins, from 1 */
    char *name;   /* upper case; "" if the line is no property */
    char *params; /* from the first ';', "" if there are none */
    char *value;
} ics_line;

/* A byte order mark is passed over. */
ics_text ics_text_of(const char *data, size_t size);
/* The next line that is not empty, in a zeroed or a used *l; false at the end.
 * NUL becomes '?'. */
bool ics_line_next(ics_text *t, ics_line *l);
void ics_line_clear(ics_line *l);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ics_line, ics_line_clear)

/* The value of a parameter, without quotes; NULL if it has none. Caller
 * frees. */
char *ics_line_param(const ics_line *l, const char *name);
bool ics_line_is(const ics_line *l, const char *name, const char *value);
/* A TEXT value or one of a list without its backslashes. Caller frees. */
char *ics_unescape(const char *text, size_t size);

#endif
