/* tnef: the files inside Outlook's winmail.dat (MS-OXTNEF). Pure. */
#ifndef POSTERN_TNEF_H
#define POSTERN_TNEF_H

#include <glib.h>
#include <stdbool.h>

#define TNEF_FILES_MAX 100

typedef struct tnef_file {
    char *name; /* as written, in UTF-8; NULL if none */
    GBytes *data;
} tnef_file;

/* Array of tnef_file*, in order; empty if there are none. What is damaged ends
 * the reading, *damaged (may be NULL) tells. The data are slices of `tnef`. */
GPtrArray *tnef_files(GBytes *tnef, bool *damaged);

#endif
