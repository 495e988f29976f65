/* cmd_ticket: list, show and search tickets. */
#include "cli/desk.h"

#include "base/address.h"
#include "base/span.h"
#include "desk/status_config.h"
#include "desk/together.h"
#include "desk/when.h"
#include "roles/now.h"
#include "store/approval.h"
#include "store/forwarded.h"
#include "store/handover.h"
#include "store/lookup.h"
#include "store/moved.h"
#include "store/people.h"
#include "store/search.h"
#include "store/value.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define SNIPPET_WIDTH 66 /* characters around a word that was found */

/* ---- list and search ---- */

static void list_row(const store_ticket *t, int64_t now)
{
    g_autofree char *id = g_strdup_printf("#%" G_GINT64_FORMAT, t->id);
    g_autofree char *line = g_strdup_printf("%d", t->line);
    g_autofree char *age = span_rough(now - t->updated_ms);
    const char *who = t->customer_name ? t->customer_name : t->customer;

    cli_put(id, 7);
    cli_put(t->status, 12);
    cli_put(line, 2);
    cli_put(t->holder ? t->holder : "-", 9);
    cli_put(age, 8);
    cli_put(who, 16);
    putchar(' ');
    cli_put(t->subject, -25);
    putchar('\n');
}

/* Where the words stand in it. */
typedef struct place {
    char *text; /* NULL: in no entry, but in its subject, people or fields */
    int64_t n;
} place;

static bool find_place(store *s, const store_ticket *t, const char *words,
                       place *at, GError **error)
{
    GError *local = NULL;

    *at = (place){NULL, 0};
    if (words)
        at->text = store_search_snippet(s, t->id, words, SNIPPET_WIDTH, &at->n,
                                        &local);
    if (local)
        g_propagate_error(error, local);
    return !local;
}

static void print_place(const place *at)
{
    g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT ".", at->n);

    if (at->text)
        cli_field(7, label, 5, at->text);
}

static json_t *place_json(const place *at)
{
    return at->text ? json_pack("{s:I, s:o}", "entry", (json_int_t)at->n,
                                "text", cli_json_text(at->text))
                    : json_null();
}

/* A line of JSON has its fields, too. */
static bool list_json(store *s, const store_ticket *t, const char *words,
                      const place *at, GError **error)
{
    g_autoptr(GPtrArray) values =
        store_values(s, STORE_VALUE_OF_TICKET, t->id, error);

    if (!values)
        return false;
    json_t *object = desk_ticket_json(t);
    desk_values_json(object, values);
    if (words)
        json_object_set_new(object, "match", place_json(at));
    cli_json(object);
    return true;
}

static bool print_one(const cli *x, store *s, const store_ticket *t,
                      const char *words, int64_t now, GError **error)
{
    place at;
    bool fine = find_place(s, t, words, &at, error);

    if (fine && x->json) {
        fine = list_json(s, t, words, &at, error);
    } else if (fine) {
        list_row(t, now);
        print_place(&at);
    }
    g_free(at.text);
    return fine;
}

static bool print_list(const cli *x, store *s, const GPtrArray *tickets,
                       const char *words, GError **error)
{
    int64_t now = role_now_ms();

    if (!x->json && tickets->len > 0)
        printf("%s%-7s%-12s%-2s%-9s%-8s%-17s%s%s\n", cli_bold(x), "", "status",
               "L", "holder", "changed", "customer", "subject", cli_plain(x));
    for (guint i = 0; i < tickets->len; i++)
        if (!print_one(x, s, tickets->pdata[i], words, now, error))
            return false;
    return true;
}

/* Not all that there is may be known by its words yet. */
static bool say_state(store *s, const char *words, GError **error)
{
    store_search_state state;

    if (!words)
        return true;
    if (!store_search_state_get(s, &state, error))
        return false;
    if (state.done < state.total && state.done + state.waiting < state.total)
        fprintf(stderr,
                "postern ticket: the store is still being indexed (%d %%); "
                "of older requests none is found yet\n",
                (int)(state.done * 100 / state.total));
    return true;
}

/* Of those that `f` finds, all, or only the open ones. */
static int list(cli *x, store_ticket_filter *f, bool all)
{
    g_autoptr(GPtrArray) tickets = NULL;
    GError *error = NULL;
    int code;
    store *s = desk_open(x, &code);

    if (!s)
        return code;
    if (!all)
        f->openness = STORE_OPEN;
    tickets = store_ticket_list(s, f, &error);
    bool fine = tickets && print_list(x, s, tickets, f->words, &error) &&
                say_state(s, f->words, &error);
    store_close(s);
    return fine ? EX_OK : cli_fail(x, error);
}

/* ---- show ---- */

typedef struct whole {
    store_ticket *ticket;
    GPtrArray *values;  /* store_value* */
    GPtrArray *lookups; /* store_lookup* */
    GPtrArray *participants, *watchers, *entries, *sent, *held, *links;
    GArray *merged; /* int64_t */
    GPtrArray *forwarded, *approvals;
    GPtrArray *ratings, *reviews;
    GPtrArray *times, *timers;
    GPtrArray *handovers; /* where it is to go back to, the next last */
    GPtrArray *clocks;    /* store_clock*, of SLAs */
    int64_t hops;
    desk_history history;
} whole;

static void whole_clear(whole *w)
{
    store_ticket_free(w->ticket);
    g_clear_pointer(&w->values, g_ptr_array_unref);
    g_clear_pointer(&w->lookups, g_ptr_array_unref);
    g_clear_pointer(&w->participants, g_ptr_array_unref);
    g_clear_pointer(&w->watchers, g_ptr_array_unref);
    g_clear_pointer(&w->entries, g_ptr_array_unref);
    g_clear_pointer(&w->sent, g_ptr_array_unref);
    g_clear_pointer(&w->held, g_ptr_array_unref);
    g_clear_pointer(&w->links, g_ptr_array_unref);
    g_clear_pointer(&w->merged, g_array_unref);
    g_clear_pointer(&w->handovers, g_ptr_array_unref);
    g_clear_pointer(&w->clocks, g_ptr_array_unref);
    g_clear_pointer(&w->forwarded, g_ptr_array_unref);
    g_clear_pointer(&w->approvals, g_ptr_array_unref);
    g_clear_pointer(&w->ratings, g_ptr_array_unref);
    g_clear_pointer(&w->reviews, g_ptr_array_unref);
    g_clear_pointer(&w->times, g_ptr_array_unref);
    g_clear_pointer(&w->timers, g_ptr_array_unref);
    desk_history_clear(&w->history);
}

static bool whole_read(store *s, int64_t id, whole *w, GError **error)
{
    return (w->ticket = store_ticket_get(s, id, error)) &&
           (w->values = store_values(s, STORE_VALUE_OF_TICKET, id, error)) &&
           (w->lookups = store_lookup_list(s, id, error)) &&
           (w->participants = store_participants(s, id, error)) &&
           (w->watchers = store_watchers(s, id, error)) &&
           (w->entries = store_entry_list(s, id, 0, true, error)) &&
           (w->sent = store_outgoing_of_ticket(s, id, error)) &&
           (w->held = store_held_list(s, id, error)) &&
           (w->links = store_links(s, id, error)) &&
           (w->merged = store_merged(s, id, error)) &&
           (w->handovers = store_handover_list(s, id, error)) &&
           (w->clocks = store_clock_list(s, id, error)) &&
           (w->forwarded = store_forwarded_list(s, id, error)) &&
           (w->approvals = store_approval_list(s, id, error)) &&
           (w->ratings = store_rating_list(s, id, error)) &&
           (w->reviews = store_review_list(s, id, error)) &&
           (w->times = store_time_list(s, &(store_time_filter){.ticket = id},
                                       error)) &&
           (w->timers = store_timer_list(s, error)) &&
           (w->hops = store_handover_hops(s, id, error)) >= 0 &&
           desk_history_read(s, id, &w->history, error);
}

/* ---- those that it belongs together with ---- */

static void add_together(const whole *w, json_t *object)
{
    json_t *links = json_array(), *merged = json_array();
    int64_t into = w->ticket->merged_into;

    for (guint i = 0; i < w->links->len; i++) {
        const store_link *l = w->links->pdata[i];
        json_array_append_new(
            links, json_pack("{s:I, s:s, s:b}", "ticket",
                             (json_int_t)together_other(l, w->ticket->id),
                             "kind", l->kind, "from", l->a == w->ticket->id));
    }
    for (guint i = 0; i < w->merged->len; i++)
        json_array_append_new(
            merged, json_integer(g_array_index(w->merged, int64_t, i)));
    json_object_set_new(object, "merged_into",
                        into ? json_integer(into) : json_null());
    json_object_set_new(object, "merged", merged);
    json_object_set_new(object, "links", links);
}

static void print_together(const whole *w)
{
    g_autoptr(GString) merged = g_string_new(NULL);

    if (w->ticket->merged_into) {
        g_autofree char *words = g_strdup_printf(
            "part of #%" G_GINT64_FORMAT " now", w->ticket->merged_into);
        cli_field(0, "", 0, words);
    }
    for (guint i = 0; i < w->links->len; i++) {
        const store_link *l = w->links->pdata[i];
        const char *kind = together_words(l, w->ticket->id);
        g_autofree char *words = g_strdup_printf(
            "#%" G_GINT64_FORMAT "%s%s%s", together_other(l, w->ticket->id),
            kind ? " (" : "", kind ? kind : "", kind ? ")" : "");
        cli_field(0, "linked ", 7, words);
    }
    for (guint i = 0; i < w->merged->len; i++)
        g_string_append_printf(merged, "%s#%" G_GINT64_FORMAT, i ? ", " : "",
                               g_array_index(w->merged, int64_t, i));
    if (merged->len > 0)
        cli_field(0, "holds ", 6, merged->str);
}

static json_t *participants_json(const GPtrArray *participants)
{
    static const char *const parts[] = {"customer", "cc", "added"};
    json_t *all = json_array();

    for (guint i = 0; i < participants->len; i++) {
        const store_participant *p = participants->pdata[i];

        json_array_append_new(all, json_pack("{s:o, s:o, s:s}", "address",
                                             cli_json_text(p->address), "name",
                                             cli_json_text(p->name), "part",
                                             parts[p->part]));
    }
    return all;
}

static json_t *handovers_json(const GPtrArray *handovers)
{
    json_t *all = json_array();

    for (guint i = 0; i < handovers->len; i++) {
        const store_handover *h = handovers->pdata[i];

        json_array_append_new(all,
                              json_pack("{s:i, s:o}", "line", h->line, "holder",
                                        cli_json_text(h->holder)));
    }
    return all;
}

static json_t *forwarded_json(const GPtrArray *forwarded)
{
    json_t *all = json_array();

    for (guint i = 0; i < forwarded->len; i++) {
        const store_forwarded *f = forwarded->pdata[i];

        json_array_append_new(all,
                              json_pack("{s:o, s:o, s:o, s:o, s:o}", "partner",
                                        cli_json_text(f->partner), "operator",
                                        cli_json_text(f->operator_id), "at",
                                        cli_json_time(f->at_ms), "answered",
                                        cli_json_time(f->answered_ms), "ended",
                                        cli_json_time(f->ended_ms)));
    }
    return all;
}

/* Of the newest round; null: no board was asked. */
static json_t *board_json(const GPtrArray *approvals)
{
    static const char *const words[] = {"open", "yes", "no"};
    const store_approval *r = approvals->len > 0 ? approvals->pdata[0] : NULL;
    json_t *voices = json_array();

    if (!r || *r->member) {
        json_decref(voices);
        return json_null();
    }
    for (guint i = 1; i < approvals->len; i++) {
        const store_approval *a = approvals->pdata[i];

        json_array_append_new(
            voices, json_pack("{s:o, s:s, s:o, s:o}", "member",
                              cli_json_text(a->member), "answer",
                              words[a->answer], "why", cli_json_text(a->reason),
                              "at", cli_json_time(a->at_ms)));
    }
    return json_pack("{s:o, s:I, s:s, s:o, s:o}", "board",
                     cli_json_text(r->reason), "round", (json_int_t)r->round,
                     "answer", words[r->answer], "asked",
                     cli_json_time(r->at_ms), "voices", voices);
}

/* What other systems answered. */
static json_t *lookups_json(const GPtrArray *lookups)
{
    json_t *all = json_array();

    for (guint i = 0; i < lookups->len; i++) {
        const store_lookup *l = lookups->pdata[i];
        json_array_append_new(all, json_pack("{s:o, s:o, s:o, s:o}", "lookup",
                                             cli_json_text(l->name), "title",
                                             cli_json_text(l->title), "text",
                                             cli_json_text(l->text), "at",
                                             cli_json_time(l->at_ms)));
    }
    return all;
}

static void print_lookups(const GPtrArray *lookups)
{
    for (guint i = 0; i < lookups->len; i++) {
        const store_lookup *l = lookups->pdata[i];
        g_autofree char *words = g_strdup_printf(
            "%s%s%s: %s", l->name, *l->title ? ", " : "", l->title, l->text);
        cli_field(0, "", 0, words);
    }
}

static void show_json(cli *x, const whole *w)
{
    json_t *object = desk_ticket_json(w->ticket);
    json_t *watchers = json_array(), *entries = json_array();
    json_t *sent = json_array(), *held = json_array();

    for (guint i = 0; i < w->watchers->len; i++)
        json_array_append_new(watchers, cli_json_text(w->watchers->pdata[i]));
    for (guint i = 0; i < w->entries->len; i++)
        json_array_append_new(entries, desk_entry_json(w->entries->pdata[i]));
    for (guint i = 0; i < w->sent->len; i++)
        json_array_append_new(sent, desk_outgoing_json(w->sent->pdata[i]));
    for (guint i = 0; i < w->held->len; i++)
        json_array_append_new(held, desk_held_json(w->held->pdata[i]));
    desk_values_json(object, w->values);
    json_object_set_new(object, "lookups", lookups_json(w->lookups));
    json_object_set_new(object, "participants",
                        participants_json(w->participants));
    json_object_set_new(object, "watchers", watchers);
    json_object_set_new(object, "entries", entries);
    json_object_set_new(object, "sent", sent);
    json_object_set_new(object, "held", held);
    add_together(w, object);
    json_object_set_new(object, "hops", json_integer(w->hops));
    json_object_set_new(object, "handovers", handovers_json(w->handovers));
    json_object_set_new(object, "clocks", desk_clocks_json(w->clocks));
    json_object_set_new(object, "time", desk_time_json(w->times));
    json_object_set_new(object, "timers",
                        desk_timers_json(w->timers, w->ticket->id));
    json_object_set_new(object, "forwarded", forwarded_json(w->forwarded));
    json_object_set_new(object, "board", board_json(w->approvals));
    json_object_set_new(object, "ratings", desk_ratings_json(w->ratings));
    json_object_set_new(object, "reviews", desk_reviews_json(w->reviews));
    json_object_set_new(object, "changes", desk_changes_json(&w->history));
    json_object_set_new(
        object, "stays",
        desk_stays_json(cli_config(x), w->ticket->queue, &w->history));
    cli_json(object);
}

static void add_process(GString *facts, const store_ticket *t)
{
    g_autofree char *due = cli_time(t->due_ms);
    g_autofree char *work = when_work_words(t->estimate_min);

    if (t->source)
        g_string_append_printf(facts, ", source %s", t->source);
    if (t->type)
        g_string_append_printf(facts, ", type %s", t->type);
    if (t->complexity)
        g_string_append_printf(facts, ", complexity %s", t->complexity);
    if (t->due_ms > 0)
        g_string_append_printf(facts, ", due %s", due);
    if (t->estimate_min > 0)
        g_string_append_printf(facts, ", %s planned", work);
}

static char *state_words(const whole *w)
{
    const store_ticket *t = w->ticket;
    g_autoptr(GString) facts = g_string_new(NULL);

    g_string_append_printf(facts, "%s, queue %s, line %d, %s, priority %s",
                           t->status, t->queue, t->line,
                           t->holder ? t->holder : "unassigned", t->priority);
    if (w->hops > 0)
        g_string_append_printf(facts, ", handed over %" G_GINT64_FORMAT "%s",
                               w->hops, w->hops == 1 ? " time" : " times");
    if (t->category)
        g_string_append_printf(facts, ", category %s", t->category);
    add_process(facts, t);
    if (t->spent_min > 0)
        g_string_append_printf(facts, ", %" G_GINT64_FORMAT " min spent",
                               t->spent_min);
    if (t->later_ms) {
        g_autofree char *until = cli_time(t->later_ms);
        g_string_append_printf(facts, ", hidden until %s", until);
    }
    if (t->wait_days > 0)
        g_string_append_printf(facts, ", reminded %d times", t->reminded);
    return g_string_free(g_steal_pointer(&facts), FALSE);
}

static void print_sla(const store_ticket *t)
{
    if (!t->sla)
        return;
    g_autofree char *due = cli_time(t->next_due_ms);
    g_autofree char *words =
        g_strdup_printf("%s%s%s", t->sla, t->next_due_ms ? ", due " : "",
                        t->next_due_ms ? due : "");

    cli_field(0, "SLA ", 4, words);
}

static void print_held(const store_held *h)
{
    g_autofree char *words =
        g_strdup_printf("%" G_GINT64_FORMAT " (%s): %s", h->id,
                        store_held_kind_name(h->kind), h->reason);

    cli_field(0, "held ", 5, words);
}

static void print_facts(const whole *w)
{
    g_autofree char *state = state_words(w);
    g_autoptr(GString) people = g_string_new(NULL);

    for (guint i = 0; i < w->participants->len; i++) {
        const store_participant *p = w->participants->pdata[i];

        g_string_append_printf(people, "%s%s", i > 0 ? ", " : "", p->address);
    }
    cli_field(0, "", 0, state);
    cli_field(0, "with ", 5, people->str);
    print_sla(w->ticket);
    print_together(w);
    desk_ratings_print(w->ratings, w->reviews);
    desk_time_print(w->times, w->timers, w->ticket->id);
    if (w->ticket->pinned)
        cli_field(0, "pinned ", 7, w->ticket->pinned);
    for (guint i = 0; i < w->values->len; i++) {
        const store_value *v = w->values->pdata[i];
        g_autofree char *words = g_strdup_printf("%s: %s", v->field, v->text);

        cli_field(0, "", 0, words);
    }
    print_lookups(w->lookups);
    for (guint i = 0; i < w->held->len; i++)
        print_held(w->held->pdata[i]);
}

static char *entry_title(const store_entry *e)
{
    static const char *const states[] = {" (not yet sent)", "", " (stopped)"};
    static const char *const kinds[] = {"", " (note)", "", " (kept apart)"};
    g_autofree char *time = cli_time(e->created_ms);
    const char *who = e->author_name ? e->author_name : e->author;

    time[strlen("2026-11-23 11:02")] = '\0';
    return g_strdup_printf("%" G_GINT64_FORMAT ". %s  %s%s%s%s", e->n, time,
                           who, e->by == STORE_BY_STRANGER ? " (stranger)" : "",
                           kinds[e->kind], states[e->state]);
}

/* Did each get it? */
static void print_deliveries(const GPtrArray *sent, const store_entry *e)
{
    for (guint i = 0; i < sent->len; i++) {
        const store_outgoing *o = sent->pdata[i];
        if (o->entry != e->n || o->audience != STORE_TO_CUSTOMER ||
            strcmp(o->template, "reply") != 0 ||
            o->state == STORE_OUT_CANCELLED)
            continue;
        g_autofree char *words = desk_delivery_words(o);
        cli_field(4, "-> ", 3, words);
    }
}

static void print_entry(const cli *x, const store_entry *e,
                        const GPtrArray *sent)
{
    g_autofree char *title = entry_title(e);

    if (e->kind == STORE_EVENT) {
        const char *colon = *e->author != '\0' ? ": " : ""; /* the system */
        g_autofree char *line =
            g_strdup_printf("%s%s%s", title, colon, e->text);

        cli_field(0, "", 0, line);
        return;
    }
    printf("\n%s", cli_bold(x));
    cli_put(title, 0);
    printf("%s\n", cli_plain(x));
    if (e->subject)
        cli_field(4, "Subject: ", 9, e->subject);
    if (e->marked)
        cli_field(4, "", 0, "[looks like a sign-up or a verification code]");
    cli_field(4, "", 0, e->text);
    for (guint i = 0; i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        g_autofree char *size = g_format_size((guint64)MAX(a->size, 0));
        g_autofree char *line = g_strdup_printf("[%s, %s]", a->name, size);

        cli_field(4, "", 0, line);
    }
    if (e->kind == STORE_ARTICLE && e->by == STORE_BY_OPERATOR)
        print_deliveries(sent, e);
    putchar('\n');
}

static void show_text(cli *x, const whole *w)
{
    g_autofree char *id =
        g_strdup_printf("#%" G_GINT64_FORMAT "  ", w->ticket->id);

    fputs(cli_bold(x), stdout);
    cli_field(0, id, (int)strlen(id), w->ticket->subject);
    fputs(cli_plain(x), stdout);
    print_facts(w);
    for (guint i = 0; i < w->entries->len; i++)
        print_entry(x, w->entries->pdata[i], w->sent);
    desk_history_print(cli_config(x), w->ticket->queue, &w->history);
}

static int show(cli *x, const char *text)
{
    int64_t id = desk_number(text);
    whole w = {0};
    GError *error = NULL;
    int code;
    store *s;
    bool ok;

    if (id == 0)
        return cli_usage(x, "\"%s\" is not a ticket number", text);
    s = desk_open(x, &code);
    if (!s)
        return code;
    ok = whole_read(s, id, &w, &error);
    store_close(s);
    if (ok && x->json)
        show_json(x, &w);
    else if (ok)
        show_text(x, &w);
    whole_clear(&w);
    return ok ? EX_OK : cli_fail(x, error);
}

/* ---- the command ---- */

/* What stands after the = in `field`, which then ends there; NULL. */
static const char *cut_value(char *field)
{
    char *sign = field ? strchr(field, '=') : NULL;

    if (!sign)
        return NULL;
    *sign = '\0';
    return sign + 1;
}

int cmd_ticket(cli *x, int argc, char **argv)
{
    g_autofree char *queue = NULL, *status = NULL, *holder = NULL;
    g_autofree char *customer = NULL, *normal = NULL, *words = NULL;
    g_autofree char *type = NULL, *category = NULL, *priority = NULL;
    g_autofree char *field = NULL, *as = NULL, *key = NULL;
    gboolean all = FALSE, overdue = FALSE, unassigned = FALSE;
    gboolean later = FALSE, undelivered = FALSE;
    int line = 0, limit = 0;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "Closed ones as well", NULL},
        {"later", 0, 0, G_OPTION_ARG_NONE, &later,
         "Those that were put off as well", NULL},
        {"queue", 0, 0, G_OPTION_ARG_FILENAME, &queue, "Of this queue", "NAME"},
        {"status", 0, 0, G_OPTION_ARG_FILENAME, &status, "With this status",
         "NAME"},
        {"holder", 0, 0, G_OPTION_ARG_FILENAME, &holder, "Of this operator",
         "NAME"},
        {"line", 0, 0, G_OPTION_ARG_INT, &line, "Of this line", "N"},
        {"customer", 0, 0, G_OPTION_ARG_FILENAME, &customer, "Of this customer",
         "ADDRESS"},
        {"type", 0, 0, G_OPTION_ARG_STRING, &type, "Of this type", "NAME"},
        {"category", 0, 0, G_OPTION_ARG_STRING, &category, "Of this category",
         "NAME"},
        {"priority", 0, 0, G_OPTION_ARG_STRING, &priority, "Of this priority",
         "NAME"},
        {"field", 0, 0, G_OPTION_ARG_STRING, &field,
         "Whose field holds this, or anything", "NAME[=VALUE]"},
        {"overdue", 0, 0, G_OPTION_ARG_NONE, &overdue, "Due before now", NULL},
        {"undelivered", 0, 0, G_OPTION_ARG_NONE, &undelivered,
         "Whose last reply has come back or is put off", NULL},
        {"unassigned", 0, 0, G_OPTION_ARG_NONE, &unassigned, "Of nobody", NULL},
        {"as", 0, 0, G_OPTION_ARG_STRING, &as, "With do: who acts",
         "hook:NAME"},
        {"key", 0, 0, G_OPTION_ARG_STRING, &key,
         "With do: under this key it is done once", "KEY"},
        {"limit", 'n', 0, G_OPTION_ARG_INT, &limit, "So many at most", "N"},
        {NULL}};
    store_ticket_filter f = {0};

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc == 3 && strcmp(argv[1], "show") == 0)
        return show(x, argv[2]);
    if (argc > 2 && strcmp(argv[1], "do") == 0)
        return ticket_do(x, argv[2], argv + 3, as, key);
    const char *one[] = {status, NULL};
    normal = customer ? address_normal(customer) : NULL;
    if (customer && !normal)
        return cli_usage(x, "\"%s\" is not a mail address", customer);
    f = (store_ticket_filter){.queue = queue,
                              .in = status ? one : NULL,
                              .holder = holder,
                              .customer = normal,
                              .type = type,
                              .category = category,
                              .priority = priority,
                              .field = field,
                              .value = cut_value(field),
                              .overdue_ms = overdue ? role_now_ms() : 0,
                              .unassigned = unassigned,
                              .undelivered = undelivered,
                              .line = line,
                              .limit = limit > 0 ? (unsigned)limit : 0};
    if (!all && !later && argc < 3)
        f.now_ms = role_now_ms();
    if (argc == 1 || (argc == 2 && strcmp(argv[1], "list") == 0))
        return list(x, &f, all || status);
    if (argc > 2 && strcmp(argv[1], "search") == 0) {
        words = g_strjoinv(" ", argv + 2);
        f.words = words;
        return list(x, &f, true);
    }
    return cli_usage(x, "say list, show N, search WORDS or do #N");
}
