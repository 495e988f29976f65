/* notify_cut: how many lines of an entry were cut as quoted. Our own words around
 * entries, and who wrote when, are nothing to go and look for. */
#include "desk/notify/room.h"
#include "store/shown.h"

#include <string.h>

#define CUT_MAILS 5 /* last ones that its author was sent */

/* Letters and digits alone, in one case: clients change what is between. */
static void add_squeezed(GString *out, const char *from, const char *end)
{
    for (const char *p = from; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_tolower(c));
    }
}

/* Our own words in what its author was sent about this request. */
static GString *frame_of(notify_job *j, const store_entry *e)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) sent =
        store_shown_find(j->desk, none, e->ticket, e->author, CUT_MAILS, NULL);
    GString *out = g_string_new(NULL);

    for (guint i = 0; sent && i < sent->len; i++) {
        g_autofree char *frame = shown_text(sent->pdata[i], true);
        add_squeezed(out, frame, frame + strlen(frame));
        g_string_append_c(out, '\n');
    }
    return out;
}

static bool is_ours(const notify_job *j, const GString *frame, const char *line,
                    const char *words)
{
    return strstr(frame->str, words) || strstr(line, j->q->address);
}

json_int_t notify_count_cut(notify_job *j, const store_entry *e, bool ours)
{
    g_autoptr(GString) frame = NULL;
    g_auto(GStrv) lines = g_strsplit(e->removed, "\n", -1);
    json_int_t n = 0;

    for (char **line = lines; *line; line++) {
        g_autoptr(GString) words = g_string_new(NULL);
        add_squeezed(words, *line, *line + strlen(*line));
        if (words->len == 0)
            continue;
        if (!frame && !ours)
            frame = frame_of(j, e);
        n += ours || !is_ours(j, frame, *line, words->str);
    }
    return n;
}
