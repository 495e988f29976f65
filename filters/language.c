/* language: which one the sender wrote in, where that is sure. */
#include "filters/filter.h"
#include "mail/head.h"
#include "mail/tongue.h"

/* What programs write into Content-Language is often that of their menus: it
 * helps a text that nearly says so itself (RFC 3282). */
static bool run(const filter_input *in, letter *l)
{
    if (!l->language)
        l->language = g_strdup(tongue_told(
            l->new_text, head_get(in->head, "Content-Language", 0)));
    return false;
}

const filter filter_language = {
    .name = "language",
    .describe = "the language that the new text is written in",
    .run = run,
};
