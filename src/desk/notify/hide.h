/* notify_hide: people's names and addresses taken out of a text for a reader who
 * is not to see whom it is about. Pure. */
#ifndef POSTERN_NOTIFY_HIDE_H
#define POSTERN_NOTIFY_HIDE_H

#include <glib.h>

typedef struct notify_hide {
    GPtrArray *addresses; /* char*, folded */
    GPtrArray *names;     /* char*: words of names, as they are written */
    const char *language; /* of the reader; NULL: English; not owned */
} notify_hide;
notify_hide *notify_hide_new(void);
void notify_hide_free(notify_hide *h);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(notify_hide, notify_hide_free)
/* name NULL: not known. */
void notify_hide_add(notify_hide *h, const char *name, const char *address);
/* The text with "[address]" and "[name]" (desk/say.h) for what is hidden; h NULL: a copy. Words
 * of a name as they are written in it, or in capitals, with a genitive as well; in
 * the last lines, where people sign, in any case. Caller frees. */
char *notify_hide_in(const notify_hide *h, const char *text);

#endif
