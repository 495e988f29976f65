/* operator_retire: `postern operator retire NAME --to NAME`: what she has goes to
 * somebody else, and her reply addresses die. */
#include "cli/operator.h"

#include "base/err.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/status_config.h"
#include "roles/frame.h"
#include "store/people.h"
#include "store/retire.h"
#include "store/revoked.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define SHOWN_MAX 40 /* tickets that the dry run lists */

/* What would be done, or is. */
typedef struct survey {
    store_duties *duties;
    GPtrArray *hers, *watched; /* store_ticket* */
    GArray *secrets;           /* int64_t: tickets */
} survey;

static void survey_clear(survey *v)
{
    store_duties_free(v->duties);
    g_ptr_array_unref(v->hers);
    g_ptr_array_unref(v->watched);
    g_array_unref(v->secrets);
}

static void survey_init(survey *v)
{
    *v = (survey){.hers = g_ptr_array_new_with_free_func(
                      (GDestroyNotify)store_ticket_free),
                  .watched = g_ptr_array_new_with_free_func(
                      (GDestroyNotify)store_ticket_free),
                  .secrets = g_array_new(FALSE, FALSE, sizeof(int64_t))};
}

static bool survey_ticket(store *s, const char *id, int64_t ticket, survey *v,
                          GError **error)
{
    g_autoptr(store_ticket) t = store_ticket_get(s, ticket, error);
    g_autoptr(GPtrArray) watchers = t ? store_watchers(s, ticket, error) : NULL;
    int secrets = watchers ? store_has_secrets(s, ticket, id, error) : -1;

    if (secrets < 0)
        return false;
    if (secrets > 0)
        g_array_append_val(v->secrets, ticket);
    if (g_strcmp0(t->holder, id) == 0)
        g_ptr_array_add(v->hers, g_steal_pointer(&t));
    else if (g_ptr_array_find_with_equal_func(watchers, id, g_str_equal, NULL))
        g_ptr_array_add(v->watched, g_steal_pointer(&t));
    return true;
}

static bool survey_make(store *s, const char *id, survey *v, GError **error)
{
    v->duties = store_duties_of(s, id, error);
    for (guint i = 0; v->duties && i < v->duties->tickets->len; i++)
        if (!survey_ticket(s, id, g_array_index(v->duties->tickets, int64_t, i),
                           v, error))
            return false;
    return v->duties != NULL;
}

static bool is_empty(const survey *v)
{
    const store_duties *d = v->duties;

    return d->tickets->len == 0 &&
           d->held + d->helps + d->deputy + d->away == 0;
}

/* ---- carried out ---- */

static bool has(const GArray *tickets, int64_t ticket)
{
    for (guint i = 0; i < tickets->len; i++)
        if (g_array_index(tickets, int64_t, i) == ticket)
            return true;
    return false;
}

static bool move_ticket(const retirement *r, store *s, const survey *v,
                        int64_t ticket, GError **error)
{
    const store_heads_wanted nobody = {0};
    snapshot_ticket *st = snapshot_ticket_read(s, ticket, &nobody, error);
    const decide_leaver from = {r->id, r->name, has(v->secrets, ticket)};
    int64_t now = role_now_ms();

    if (!st)
        return false;
    g_autoptr(plan) p = decide_retire(r->c, st, &from, r->to, now);
    bool ok = apply_plan(s, p, NULL, now, NULL, error);
    snapshot_ticket_free(st);
    return ok;
}

/* The numbers of those that are open. */
static GArray *open_ones(const config *c, const GPtrArray *tickets)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(int64_t));

    for (guint i = 0; i < tickets->len; i++) {
        const store_ticket *t = tickets->pdata[i];
        if (status_is_open(status_model_of(c), t->status))
            g_array_append_val(all, t->id);
    }
    return all;
}

static bool tell(const retirement *r, store *s, const survey *v, GError **error)
{
    g_autoptr(GArray) yours = open_ones(r->c, v->hers);
    g_autoptr(GArray) watched = open_ones(r->c, v->watched);
    const decide_leaver from = {r->id, r->name, false};
    const GPtrArray *any = v->hers->len > 0 ? v->hers : v->watched;

    if (yours->len + watched->len == 0)
        return true;
    g_autoptr(plan) p = decide_retired(
        r->c, &from, r->to, ((const store_ticket *)any->pdata[0])->queue, yours,
        watched, role_now_ms());
    return apply_plan(s, p, NULL, role_now_ms(), NULL, error);
}

static bool move_all(const retirement *r, store *s, survey *v, GError **error)
{
    const GArray *tickets;

    if (!survey_make(s, r->id, v, error))
        return false;
    tickets = v->duties->tickets;
    for (guint i = 0; i < tickets->len; i++)
        if (!move_ticket(r, s, v, g_array_index(tickets, int64_t, i), error))
            return false;
    return store_lists_revoke(s, r->id, role_now_ms(), error) &&
           store_duties_move(s, r->id, r->to->id, error) &&
           tell(r, s, v, error);
}

/* ---- what stands against it ---- */

/* Tickets of queues that the other one does not work in. */
static unsigned refused(const retirement *r, const GPtrArray *tickets)
{
    unsigned n = 0;

    for (guint i = 0; i < tickets->len; i++) {
        const store_ticket *t = tickets->pdata[i];
        g_autoptr(fault) f = decide_retire_wrong(r->c, r->to, t);
        if (!f)
            continue;
        g_autofree char *words = fault_words(f);
        if (n++ < SHOWN_MAX)
            fprintf(stderr, "#%" G_GINT64_FORMAT " of %s: %s\n", t->id,
                    t->queue, words);
    }
    return n;
}

/* ---- said ---- */

static json_t *numbers(const GPtrArray *tickets)
{
    json_t *all = json_array();

    for (guint i = 0; i < tickets->len; i++)
        json_array_append_new(
            all, json_integer(((const store_ticket *)tickets->pdata[i])->id));
    return all;
}

static void say_json(const retirement *r, const survey *v)
{
    const store_duties *d = v->duties;

    cli_json(json_pack("{s:s, s:s, s:b, s:o, s:o, s:I, s:I, s:I, s:I}",
                       "operator", r->id, "to", r->to->id, "done", r->yes,
                       "hers", numbers(v->hers), "watched", numbers(v->watched),
                       "held", (json_int_t)d->held, "helps",
                       (json_int_t)d->helps, "deputy", (json_int_t)d->deputy,
                       "revoked", (json_int_t)v->secrets->len));
}

static void say_tickets(const char *what, const GPtrArray *tickets)
{
    for (guint i = 0; i < tickets->len && i < SHOWN_MAX; i++) {
        const store_ticket *t = tickets->pdata[i];
        g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, t->id);
        cli_put(number, 9);
        cli_put(what, 9);
        cli_put(t->status, 14);
        cli_put(t->subject, -48);
        putchar('\n');
    }
    if (tickets->len > SHOWN_MAX)
        printf("and %u more\n", tickets->len - SHOWN_MAX);
}

static void say_count(int64_t n, const char *one, const char *many)
{
    if (n > 0)
        printf("%" G_GINT64_FORMAT " %s\n", n, n == 1 ? one : many);
}

static void say(const retirement *r, const survey *v)
{
    const store_duties *d = v->duties;

    printf("From %s to %s:\n", r->name, r->to->name);
    say_tickets("hers", v->hers);
    say_tickets("watched", v->watched);
    say_count(d->held, "text on hold", "texts on hold");
    say_count(d->helps, "request that she helps with",
              "requests that she helps with");
    say_count(d->deputy, "colleague whom she stands in for",
              "colleagues whom she stands in for");
    say_count(v->secrets->len, "request whose reply addresses of hers die",
              "requests whose reply addresses of hers die");
    if (!r->yes)
        puts("Nothing was changed. With --yes it is done.");
    else if (config_operator_by_id(r->c, r->id))
        printf("Done. Take [operator %s] out of the configuration now: until "
               "then she\nis told of new requests.\n",
               r->id);
    else
        puts("Done.");
}

/* ---- the command ---- */

static bool carry_out(const retirement *r, store *s, survey *v, GError **error)
{
    if (!r->yes)
        return survey_make(s, r->id, v, error);
    if (!store_begin_deciding(s, error))
        return false;
    if (move_all(r, s, v, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

/* Nothing may be done where one of them cannot go. */
static bool is_refused(const retirement *r, store *s, GError **error)
{
    survey v;
    bool bad;

    survey_init(&v);
    bad = !survey_make(s, r->id, &v, error) ||
          refused(r, v.hers) + refused(r, v.watched) > 0;
    survey_clear(&v);
    return bad;
}

int operator_retire(cli *x, store *s, const retirement *r, GError **error)
{
    survey v;
    int code = EX_OK;

    if (is_refused(r, s, error))
        return error && *error ? -1 : EX_DATAERR;
    survey_init(&v);
    if (!carry_out(r, s, &v, error)) {
        survey_clear(&v);
        return -1;
    }
    if (r->yes) {
        frame_ring(r->c, "send");
        frame_ring(r->c, "clock");
    }
    if (x->json)
        say_json(r, &v);
    else if (is_empty(&v))
        printf("%s has nothing here.\n", r->name);
    else
        say(r, &v);
    survey_clear(&v);
    return code;
}
