/* partkind: which part of a message is its text, and which a file. Pure. */
#ifndef POSTERN_PARTKIND_H
#define POSTERN_PARTKIND_H

#include "mail/part.h"

/* By type, and by content where HTML is labelled as plain text. */
bool partkind_is_plain(const part *p);
bool partkind_is_html(const part *p);

/* Text that people read: no attachment, and no file unless it stands first.
 * `root` is the message that p stands in. */
bool partkind_is_readable(const part *root, const part *p);

/* The first leaf below p that can be read as `html` or plain text; NULL. */
part *partkind_find_text(const part *root, part *p, bool html);

/* Repeats protected header fields for clients that cannot read them (RFC 9788)? */
bool partkind_is_legacy(const part *p);

/* Outlook's winmail.dat? The first one in p; NULL. */
bool partkind_is_tnef(part *p);
part *partkind_find_tnef(part *p);

/* The message that `root` carries, if it carries one; NULL. */
part *partkind_only_message(part *root);

#endif
