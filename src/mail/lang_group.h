/* lang_group: alternatives of a pattern, put together by how they begin, so that
 * a text is not compared with each of hundreds at each word. */
#ifndef POSTERN_LANG_GROUP_H
#define POSTERN_LANG_GROUP_H

#include <glib.h>

/* Appends what matches wherever one of `patterns` (char*, PCRE2, caseless) does.
 * Which of several that match at one place is tried first is not kept: for forms
 * that only ask whether and where one stands. Pure. */
void lang_group(GString *out, const GPtrArray *patterns);

#endif
