/* send_hung: recipients at which the connection hung. */
#include "roles/send_hung.h"

#include "roles/trouble.h"

#define HUNG_MAX_MS (30 * 60 * 1000)

struct send_hung {
    GHashTable *known; /* char* -> trouble */
    unsigned in_row;   /* different ones, since it answered for any */
};

static void free_trouble(void *data)
{
    trouble_clear(data);
    g_free(data);
}

send_hung *send_hung_new(void)
{
    send_hung *h = g_new0(send_hung, 1);

    h->known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_trouble);
    return h;
}

void send_hung_free(send_hung *h)
{
    if (!h)
        return;
    g_hash_table_unref(h->known);
    g_free(h);
}

bool send_hung_note(send_hung *h, const char *recipient)
{
    trouble *t = g_hash_table_lookup(h->known, recipient);

    if (!t) {
        t = g_new0(trouble, 1);
        t->min_ms = SEND_HUNG_MS;
        t->max_ms = HUNG_MAX_MS;
        g_hash_table_insert(h->known, g_strdup(recipient), t);
        h->in_row++;
    }
    trouble_note(t, "it hung");
    return h->in_row >= SEND_HUNG_LINES;
}

void send_hung_over(send_hung *h, const char *recipient)
{
    h->in_row = 0;
    g_hash_table_remove(h->known, recipient);
}

bool send_hung_knows(const send_hung *h, const char *recipient)
{
    return g_hash_table_contains(h->known, recipient);
}

bool send_hung_waits(const send_hung *h, const char *recipient)
{
    const trouble *t = g_hash_table_lookup(h->known, recipient);

    return t && trouble_is_waiting(t);
}
