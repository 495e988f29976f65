/* eval_room: what the files of eval tests share. Private to rules. */
#ifndef POSTERN_RULES_EVAL_ROOM_H
#define POSTERN_RULES_EVAL_ROOM_H

#include "rules/view_room.h"

/* The nth argument of a test, "" if there is none. Borrowed. */
const char *eval_argument(GPtrArray *arguments, guint n);

extern const eval_row eval_html_rows[];
extern const eval_row eval_header_rows[];
extern const eval_row eval_mime_rows[];

#endif
