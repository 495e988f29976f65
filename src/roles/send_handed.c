/* send_handed: what the smarthost took and the store does not know yet. */
#include "roles/send_handed.h"

#include "base/file.h"
#include "config/site.h"

#include <string.h>
#include <unistd.h>

struct send_handed {
    char *path;       /* lines: ID<TAB>ANSWER; not there: none */
    GHashTable *rows; /* char* -> char* */
};

static void put(send_handed *h, const char *id, const char *answer)
{
    g_hash_table_insert(h->rows, g_strdup(id), g_strdup(answer));
}

static void read_all(send_handed *h)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents(h->path, &text, NULL, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **l = lines; *l; l++) {
        char *tab = strchr(*l, '\t');

        if (!tab)
            continue;
        *tab = '\0';
        put(h, *l, tab + 1);
    }
}

send_handed *send_handed_new(const config *c)
{
    send_handed *h = g_new0(send_handed, 1);

    h->path = g_build_filename(c->site->state, "handed-over", NULL);
    h->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_all(h);
    return h;
}

void send_handed_free(send_handed *h)
{
    if (!h)
        return;
    g_hash_table_unref(h->rows);
    g_free(h->path);
    g_free(h);
}

static bool write_all(const send_handed *h, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    GHashTableIter i;
    gpointer id, answer;

    if (g_hash_table_size(h->rows) == 0) {
        unlink(h->path);
        return true;
    }
    g_hash_table_iter_init(&i, h->rows);
    while (g_hash_table_iter_next(&i, &id, &answer))
        g_string_append_printf(text, "%s\t%s\n", (char *)id, (char *)answer);
    return file_write_durable(h->path, text->str, text->len, 0600, error);
}

bool send_handed_add(send_handed *h, const char *id, const char *answer,
                     GError **error)
{
    g_autofree char *line = g_strdup(answer);

    g_strdelimit(line, "\r\n\t", ' ');
    put(h, id, line);
    return write_all(h, error);
}

const char *send_handed_answer(const send_handed *h, const char *id)
{
    return g_hash_table_lookup(h->rows, id);
}

void send_handed_over(send_handed *h, const char *id)
{
    if (g_hash_table_remove(h->rows, id))
        write_all(h, NULL); /* at worst it is written down once more */
}
