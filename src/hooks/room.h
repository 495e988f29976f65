/* hooks_room: what the files of hooks share; nobody else includes it. */
#ifndef POSTERN_HOOKS_ROOM_H
#define POSTERN_HOOKS_ROOM_H

#include <glib.h>

/* A file in memory as a command's standard input: one that reads nothing cannot
 * stall us. -1 on error. */
int hook_text_file(const char *text, GError **error);

#endif
