/* send_damaged: rows of outgoing mail that the store cannot read any more. Each sets
 * aside only itself. */
#include "roles/send_room.h"

#include "base/log.h"
#include "roles/beat.h"
#include "store/store_config.h"

static char *cause_of(int64_t id)
{
    return g_strdup_printf("mail %" G_GINT64_FORMAT " is damaged", id);
}

static char *what_of(int64_t id)
{
    return g_strdup_printf("the row of mail %" G_GINT64_FORMAT, id);
}

static void tell(sender *x, int64_t id)
{
    g_autofree char *cause = cause_of(id);
    g_autofree char *what = what_of(id);
    g_autofree char *text = g_strdup_printf(
        "Outgoing mail %" G_GINT64_FORMAT " cannot be read: the store %s is "
        "damaged there. It is not sent; others are.\n\n`postern check' looks "
        "for more. Restore a backup, or mend the store; the mail is then sent "
        "by itself.",
        id, x->f.x->config->store->path);
    log_error("mail %" G_GINT64_FORMAT " cannot be read: the store is damaged "
              "there; others go on",
              id);
    beat_trouble(what, "the store is damaged there", 0);
    send_alarm(x, cause, text);
}

void send_mended(sender *x, int64_t id)
{
    g_autofree char *cause = cause_of(id);
    g_autofree char *what = what_of(id);
    beat_trouble(what, NULL, 0);
    send_alarm_over(x, cause);
}

static bool is_among(const GArray *damaged, int64_t id)
{
    for (guint i = 0; i < damaged->len; i++)
        if (g_array_index(damaged, int64_t, i) == id)
            return true;
    return false;
}

static void forget_mended(sender *x, const GArray *damaged)
{
    GHashTableIter i;
    void *key;
    g_hash_table_iter_init(&i, x->damaged);
    while (g_hash_table_iter_next(&i, &key, NULL)) {
        int64_t id = *(int64_t *)key;
        if (is_among(damaged, id))
            continue;
        send_mended(x, id);
        g_hash_table_iter_remove(&i);
    }
}

bool send_set_aside(sender *x, const GArray *damaged)
{
    bool aside = true;
    forget_mended(x, damaged);
    for (guint i = 0; i < damaged->len; i++) {
        int64_t id = g_array_index(damaged, int64_t, i);
        unsigned times =
            GPOINTER_TO_UINT(g_hash_table_lookup(x->damaged, &id)) + 1;
        if (times > TROUBLE_STUBBORN)
            continue; /* told */
        g_hash_table_insert(x->damaged, g_memdup2(&id, sizeof id),
                            GUINT_TO_POINTER(times));
        if (times == TROUBLE_STUBBORN)
            tell(x, id);
        aside = aside && times == TROUBLE_STUBBORN;
    }
    return aside;
}
