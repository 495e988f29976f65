/* ics_problem: what is wrong with a file, for who must mend it. */
#include "worktime/ics_event.h"

bool ics_is_full(const ics_reading *r)
{
    return r->over || r->feed->problems->len >= ICS_PROBLEMS_MAX;
}

void ics_problem_add(ics_reading *r, int line, const char *format, ...)
{
    ics_problem *p;
    va_list args;

    if (ics_is_full(r))
        return;
    p = g_new0(ics_problem, 1);
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    p->line = line;
    p->text = g_utf8_make_valid(text, -1);
    for (char *c = p->text; *c; c++) /* it goes to a terminal */
        if (g_ascii_iscntrl(*c))
            *c = '?';
    g_ptr_array_add(r->feed->problems, p);
}
