/* rtf: the plain text in Rich Text, and Outlook's compression of it (MS-OXRTFCP,
 * MS-OXRTFEX). Pure, thread-safe. */
#ifndef POSTERN_RTF_H
#define POSTERN_RTF_H

#include <glib.h>

#define RTF_TEXT_MAX (4u << 20) /* octets of either result */

/* RTF from a PR_RTF_COMPRESSED value; NULL if it is damaged from its beginning,
 * what could be read if later. Caller frees. */
char *rtf_decompress(const guint8 *data, gsize size);

/* The text, in UTF-8; of RTF that wraps HTML (\fromhtml1) what remains without its
 * tags. Caller frees. */
char *rtf_text(const char *rtf, gsize size);

#endif
