/* alarm: once per cause, by mail and by the administrator's command. */
#include "desk/alarm.h"

#include "base/err.h"
#include "base/mask.h"
#include "config/site.h"
#include "desk/queue_config.h"
#include "hooks/hook.h"
#include "store/alarm.h"
#include "store/outgoing.h"
#include <jansson.h>
#include <stdlib.h>

typedef enum { TOLD_COMMAND = 1, TOLD_STORE = 2 } told; /* bits */

struct alarms {
    GHashTable *told; /* cause -> told bits */
};

alarms *alarm_new(void)
{
    alarms *a = g_new0(alarms, 1);
    a->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return a;
}

void alarm_free(alarms *a)
{
    if (!a)
        return;
    g_hash_table_unref(a->told);
    g_free(a);
}

static void remember(alarms *a, const char *cause, unsigned bits)
{
    bits |= GPOINTER_TO_UINT(g_hash_table_lookup(a->told, cause));
    g_hash_table_insert(a->told, g_strdup(cause), GUINT_TO_POINTER(bits));
}

/* ---- by mail ---- */

static bool add_row(store *s, const config *c, const char *admin,
                    const char *cause, const char *text, int64_t now_ms,
                    GError **error)
{
    json_t *data = json_pack("{s:s,s:s}", "cause", cause, "text", text);
    char *dumped = data ? json_dumps(data, JSON_COMPACT) : NULL;
    const config_queue *q = c->queues->pdata[0];
    store_outgoing o = {.audience = STORE_TO_ADMIN,
                        .template = (char *)"alarm",
                        .queue = q->id,
                        .recipient = (char *)admin,
                        .data = dumped ? dumped : (char *)"{}",
                        .state = STORE_OUT_READY,
                        .date_ms = now_ms,
                        .next_ms = now_ms,
                        .created_ms = now_ms};
    bool ok = store_outgoing_add(s, &o, error);
    g_free(o.unique);
    free(dumped);
    json_decref(data);
    return ok;
}

static bool raise_in_store(store *s, const config *c, const char *cause,
                           const char *text, int64_t now_ms, bool *first,
                           GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    bool ok = store_alarm_raise(s, cause, text, now_ms, first, error);
    for (guint i = 0; ok && *first && i < c->site->admins->len; i++)
        ok = add_row(s, c, c->site->admins->pdata[i], cause, text, now_ms,
                     error);
    if (ok && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

/* ---- by command, and both ---- */

static bool run_command(const char *command, const char *cause,
                        const char *text, GError **error)
{
    g_autofree char *all = g_strdup_printf("%s\n\n%s\n", cause, text);
    return hook_run("alarm_command", command, all, error);
}

bool alarm_raise(alarms *a, const config *c, store *s, const char *cause,
                 const char *words, int64_t now_ms, GError **error)
{
    g_autofree char *text = mask_copy(words); /* it may quote a server */
    unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(a->told, cause));
    g_autoptr(GError) in_store = NULL;
    g_autoptr(GError) by_command = NULL;
    bool first = true;
    if (before & TOLD_STORE)
        return true;
    if (s && raise_in_store(s, c, cause, text, now_ms, &first, &in_store))
        remember(a, cause, TOLD_STORE);
    else
        first = true; /* nobody knows: better twice than never */
    if (first && !(before & TOLD_COMMAND)) {
        remember(a, cause, TOLD_COMMAND);
        if (c->site->alarm_command && *c->site->alarm_command != '\0')
            run_command(c->site->alarm_command, cause, text, &by_command);
    }
    if (in_store)
        g_propagate_error(error, g_steal_pointer(&in_store));
    else if (by_command)
        g_propagate_error(error, g_steal_pointer(&by_command));
    else
        return true;
    return false;
}

bool alarm_recall(alarms *a, store *s, GError **error)
{
    g_autoptr(GPtrArray) open = store_alarm_list(s, error);
    for (guint i = 0; open && i < open->len; i++) {
        const char *line = open->pdata[i];
        g_autofree char *cause = g_strndup(line, strcspn(line, "\t"));
        remember(a, cause, TOLD_STORE);
    }
    return open != NULL;
}

bool alarm_clear(alarms *a, store *s, const char *cause, bool force,
                 GError **error)
{
    unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(a->told, cause));
    if (before == 0 && !force)
        return true;
    if (!s && before & TOLD_STORE)
        return true; /* later, when the store is back */
    if (s && (before & TOLD_STORE || force)) {
        if (!store_begin_deciding(s, error))
            return false;
        if (!store_alarm_clear(s, cause, error) || !store_commit(s, error)) {
            store_rollback(s);
            return false;
        }
    }
    g_hash_table_remove(a->told, cause);
    return true;
}
