/* report_mail: a report as the HTML that its mail has, for a file. */
#ifndef POSTERN_NOTIFY_REPORT_MAIL_H
#define POSTERN_NOTIFY_REPORT_MAIL_H

#include "desk/report/report.h"

/* A document with its pictures in it, in a language. NULL on error (a template of
 * the desk's own is wrong). Caller frees. */
char *notify_report_html(const report *r, const char *language, GError **error);

#endif
