/* tnef: the files inside Outlook's winmail.dat (MS-OXTNEF), and its text. Pure.
 *
 * A reader of our own, because only these are wanted: files as slices of the
 * message, within limits. libytnef (2.0) copies every property, has no
 * limits, and has no reader of RTF, in which Outlook writes the text. */
#ifndef POSTERN_TNEF_H
#define POSTERN_TNEF_H

#include <glib.h>
#include <stdbool.h>

#define TNEF_FILES_MAX 100

typedef struct tnef_file {
    char *name; /* as written, in UTF-8; NULL if none */
    GBytes *data;
} tnef_file;

/* The message's own words, for one that has no other text: plain, HTML, or RTF
 * made plain, in that order; NULL if there are none. *html, if not NULL, becomes
 * true for HTML. At most TNEF_TEXT_MAX octets of UTF-8. Caller frees. */
#define TNEF_TEXT_MAX (4u << 20)
char *tnef_text(GBytes *tnef, bool *html);

/* Array of tnef_file*, in order; empty if there are none. What is damaged ends
 * the reading, *damaged (may be NULL) tells. The data are slices of `tnef`. */
GPtrArray *tnef_files(GBytes *tnef, bool *damaged);

#endif
