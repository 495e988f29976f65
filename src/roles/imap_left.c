/* imap_left.c: an alarm about messages that cannot be fetched. */
#include "roles/imap_left.h"

#include "base/log.h"
#include "base/steady.h"
#include "store/store_config.h"

#define SHOWN_MAX 20              /* messages named in one alarm */
#define AGAIN_MS  (5 * 60 * 1000) /* between tries that the store refused */

struct imap_left {
    GHashTable *told; /* UIDs */
    bool known;       /* what an earlier run left open is over */
    int64_t again_ms; /* the store was away: not before; steady */
};

imap_left *imap_left_new(void)
{
    imap_left *l = g_new0(imap_left, 1);

    l->told = g_hash_table_new(NULL, NULL);
    return l;
}

void imap_left_free(imap_left *l)
{
    if (!l)
        return;
    g_hash_table_unref(l->told);
    g_free(l);
}

static bool has_all(GHashTable *these, GHashTable *of)
{
    GHashTableIter i;
    gpointer key;

    g_hash_table_iter_init(&i, of);
    while (g_hash_table_iter_next(&i, &key, NULL))
        if (!g_hash_table_contains(these, key))
            return false;
    return true;
}

static gint compare_uids(gconstpointer a, gconstpointer b)
{
    unsigned x = GPOINTER_TO_UINT(a), y = GPOINTER_TO_UINT(b);

    return x < y ? -1 : x > y;
}

static char *words_of(const config_mailbox *m, GHashTable *left)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GList) uids =
        g_list_sort(g_hash_table_get_keys(left), compare_uids);
    unsigned shown = 0;

    g_string_append_printf(
        text,
        "%u message%s in folder %s of mailbox %s (%s) cannot be fetched and "
        "stay%s there, unseen by the desk:\n\n",
        g_hash_table_size(left), g_hash_table_size(left) == 1 ? "" : "s",
        m->folder, m->id, m->server.host,
        g_hash_table_size(left) == 1 ? "s" : "");
    for (GList *i = uids; i && shown < SHOWN_MAX; i = i->next, shown++) {
        g_autofree char *why =
            g_utf8_make_valid(g_hash_table_lookup(left, i->data), -1);
        g_string_append_printf(text, "  UID %u: %s\n",
                               GPOINTER_TO_UINT(i->data), why);
    }
    if (g_hash_table_size(left) > shown)
        g_string_append_printf(text, "  and %u more\n",
                               g_hash_table_size(left) - shown);
    g_string_append(
        text, "\nLook at them with a mail client, and answer them or move them "
              "away. A restart of the imap role tries to fetch them again.");
    return g_string_free(text, FALSE);
}

static bool tell(alarms *a, const config *c, const config_mailbox *m,
                 GHashTable *left, store *s, int64_t now_ms, GError **error)
{
    g_autofree char *cause =
        g_strdup_printf("mailbox %s, messages left", m->id);
    g_autofree char *text = words_of(m, left);

    if (!alarm_clear(a, s, cause, s != NULL, error) ||
        (g_hash_table_size(left) > 0 &&
         !alarm_raise(a, c, s, cause, text, now_ms, error)))
        return false;
    return s != NULL;
}

static void remember(imap_left *l, GHashTable *left)
{
    GHashTableIter i;
    gpointer key;

    g_hash_table_remove_all(l->told);
    g_hash_table_iter_init(&i, left);
    while (g_hash_table_iter_next(&i, &key, NULL))
        g_hash_table_add(l->told, key);
    l->known = true;
}

void imap_left_tell(imap_left *l, alarms *a, const config *c,
                    const config_mailbox *m, GHashTable *left, int64_t now_ms)
{
    bool over = g_hash_table_size(left) == 0;
    g_autoptr(GError) why = NULL;
    store *s;

    if (steady_ms() < l->again_ms ||
        (l->known &&
         (over ? g_hash_table_size(l->told) == 0 : has_all(l->told, left))))
        return;
    s = store_open(c->store, NULL);
    if (tell(a, c, m, left, s, now_ms, &why))
        remember(l, left);
    else
        l->again_ms = steady_ms() + AGAIN_MS;
    if (why)
        log_error("mailbox %s: the alarm about messages that are left could "
                  "not be told in every way: %s",
                  m->id, why->message);
    if (s)
        store_close(s);
}
