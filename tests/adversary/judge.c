/* judge: promises, checked on what really left the desk and what it holds. */
#include "adversary/judge.h"

#include "desk/operator_config.h"
#include "store/held.h"
#include "store/ledger.h"
#include "store/moved.h"

#include <string.h>

#define HOUR_MS (3600 * INT64_C(1000))

static void fault(world *w, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void fault(world *w, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(w->faults, g_strdup_vprintf(format, args));
    va_end(args);
}

/* ---- who may have what ---- */

static bool is_participant(world *w, int64_t ticket, const char *address)
{
    g_autoptr(GPtrArray) people = store_participants(w->s, ticket, NULL);
    bool found = false;

    for (unsigned i = 0; people != NULL && i < people->len; i++) {
        const store_participant *p = people->pdata[i];
        found = found || g_ascii_strcasecmp(p->address, address) == 0;
    }
    return found;
}

static bool works_in(world *w, const char *address, int64_t ticket)
{
    const config_operator *o = config_operator_by_address(w->c, address);
    g_autoptr(store_ticket) t = store_ticket_get(w->s, ticket, NULL);

    if (o == NULL || t == NULL)
        return false;
    for (unsigned i = 0; i < o->queues->len; i++)
        if (g_str_equal(o->queues->pdata[i], t->queue))
            return true;
    return o->queues->len == 0;
}

/* A request may have begun with a message of a machine, or of anybody. */
static bool is_in_article(world *w, const said *s, int64_t ticket)
{
    g_autoptr(GPtrArray) all = store_public_articles(w->pub, ticket, 0, NULL);

    for (unsigned i = 0; all != NULL && i < all->len; i++)
        if (words_has(s, ((const store_entry *)all->pdata[i])->text))
            return true;
    return false;
}

/* The request that its words stand in by now: it may be part of another. */
static int64_t room_of(world *w, unsigned room)
{
    store_place at;

    return store_lead(w->s, room, 0, &at, NULL) ? at.ticket : room;
}

/* Did `ticket` get entries of that request, when it was split or merged? */
static bool came_from(world *w, int64_t ticket, int64_t room)
{
    g_autoptr(GArray) all = store_moved_from(w->s, ticket, NULL);
    bool found = false;

    for (unsigned i = 0; all != NULL && i < all->len && !found; i++) {
        int64_t one = g_array_index(all, int64_t, i);
        found = one == room ||
                (one != ticket && one < ticket && came_from(w, one, room));
    }
    return found;
}

static bool takes_part(world *w, const sent_mail *m, const said *s)
{
    return is_participant(w, room_of(w, s->room), m->to) ||
           (came_from(w, m->ticket, s->room) &&
            is_participant(w, m->ticket, m->to));
}

static bool may_have(world *w, const sent_mail *m, const said *s)
{
    if (s->passed || s->room == 0 || g_ascii_strcasecmp(s->author, m->to) == 0)
        return true;
    if (m->to_operator)
        return works_in(w, m->to, room_of(w, s->room));
    if (m->to_partner) /* the request that he is asked about, as customers have it */
        return s->kind == SAID_MACHINE || s->kind == SAID_STRANGER
                   ? is_in_article(w, s, m->ticket)
                   : (s->kind == SAID_CUSTOMER || s->kind == SAID_REPLY) &&
                         (room_of(w, s->room) == m->ticket ||
                          came_from(w, m->ticket, s->room));
    return (s->kind == SAID_CUSTOMER || s->kind == SAID_REPLY) &&
           takes_part(w, m, s);
}

/* ---- replies that cross ---- */

/* Did she write something that was accepted, after u? Then she had seen u. */
static bool answered_since(const words *all, const said *u, const said *s)
{
    const GPtrArray *list = words_all(all);

    for (unsigned i = 0; i < list->len; i++) {
        const said *r = list->pdata[i];
        if (r != s && r->article && r->kind == SAID_REPLY &&
            r->room == s->room && strcmp(r->author, s->author) == 0 &&
            r->order >= u->order && r->order <= s->order && r->id > u->id &&
            r->id < s->id)
            return true;
    }
    return false;
}

static unsigned in_entries(world *w, const said *s, int64_t ticket, bool hers);

/* A split takes the reply to what it took along: does that stand there, too? */
static bool stands_beside(world *w, const sent_mail *m, const said *s,
                          const said *u)
{
    return m->ticket == (int64_t)s->room ||
           in_entries(w, u, m->ticket, false) != 0;
}

/* What a customer wrote after the mail that she answers, before it left. */
static const said *crossed(world *w, const words *all, const sent_mail *m,
                           const said *s)
{
    const GPtrArray *list = words_all(all);

    for (unsigned i = 0; i < list->len; i++) {
        const said *u = list->pdata[i];
        if (u->kind == SAID_CUSTOMER && u->article && u->room == s->room &&
            u->order > s->answers && !answered_since(all, u, s) &&
            stands_beside(w, m, s, u))
            return u;
    }
    return NULL;
}

/* ---- replies that cross a merge ---- */

/* Has she answered in either since they were merged? Then she was shown both. */
static bool answered_joined(const words *all, const judge_join *j,
                            const said *s)
{
    const GPtrArray *list = words_all(all);

    for (unsigned i = 0; i < list->len; i++) {
        const said *r = list->pdata[i];
        if (r != s && r->article && r->kind == SAID_REPLY && r->id < s->id &&
            strcmp(r->author, s->author) == 0 && r->order >= j->at &&
            ((int64_t)r->room == j->from || (int64_t)r->room == j->into))
            return true;
    }
    return false;
}

/* What a customer had written in the other one, where she answers a mail from
 * before both were merged. */
static const said *crossed_join(world *w, const words *all, const sent_mail *m,
                                const judge_join *j, const said *s)
{
    const GPtrArray *list = words_all(all);
    int64_t other = (int64_t)s->room == j->into   ? j->from
                    : (int64_t)s->room == j->from ? j->into
                                                  : 0;

    if (other == 0 || s->answers >= j->at || s->order < j->at ||
        answered_joined(all, j, s))
        return NULL;
    for (unsigned i = 0; i < list->len; i++) {
        const said *u = list->pdata[i];
        if (u->kind == SAID_CUSTOMER && u->article &&
            (int64_t)u->room == other && u->order <= j->at &&
            in_entries(w, u, m->ticket, false) != 0)
            return u;
    }
    return NULL;
}

static void check_joins(world *w, const words *all, const sent_mail *m,
                        const said *s)
{
    for (unsigned i = 0; i < w->joins->len && s->answers >= 0; i++) {
        const judge_join *j = &g_array_index(w->joins, judge_join, i);
        const said *u = crossed_join(w, all, m, j, s);
        if (u != NULL)
            fault(w,
                  "the reply %s of %s crossed %s of %s, which came by a merge",
                  s->marker, s->author, u->marker, u->author);
    }
}

static void check_leaving(world *w, const words *all, const sent_mail *m,
                          said *s)
{
    const said *u;

    if (s->left || s->kind == SAID_CUSTOMER)
        return;
    s->left = true;
    if (s->passed)
        return;
    if (s->waits)
        fault(w, "%s left to %s and should have waited (%s)", s->marker, m->to,
              s->author);
    if (s->kind == SAID_REPLY && s->answers >= 0 &&
        (u = crossed(w, all, m, s)) != NULL)
        fault(w, "the reply %s of %s crossed %s of %s", s->marker, s->author,
              u->marker, u->author);
    if (s->kind == SAID_REPLY)
        check_joins(w, all, m, s);
}

static const char *kind_name(said_kind kind)
{
    static const char *const names[] = {
        [SAID_CUSTOMER] = "a customer's words",
        [SAID_NOTE] = "an internal note's words",
        [SAID_REPLY] = "an operator's words",
        [SAID_STRANGER] = "a stranger's words",
        [SAID_MACHINE] = "a machine's words",
    };

    return names[kind];
}

/* ---- what is only for operators ---- */

/* None of these can be in words of people: see words.c. */
static const char *const frame_words[] = {
    "Your reply goes to", "Your answer goes to", "stays internal",
    "begin with /note",   "Start with /note",    "Start with /reply",
    "internal note",      "unassigned, line",    "/drop",
    "Hand over to line",  "Send it as it is",    "Discard it",
};

/* "+o-" and 32 letters of base32, whatever is between them. */
static bool has_capability(const char *text, const char *kinds)
{
    for (const char *p = text; (p = strchr(p, '+')) != NULL; p++) {
        if (!p[1] || !strchr(kinds, p[1]) || p[2] != '-')
            continue;
        size_t n = strspn(p + 3, "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        if (n >= 32)
            return true;
    }
    return false;
}

/* Her commands are no words for customers. */
static bool has_command(const char *text)
{
    static const char *const commands[] = {"/note", "/reply"};

    for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
        for (const char *p = text; (p = strstr(p, commands[i])) != NULL; p++)
            if ((p == text || p[-1] == '\n') &&
                (p[strlen(commands[i])] == '\n' || !p[strlen(commands[i])]))
                return true;
    return false;
}

/* Was she shown on a hold that a secret address is in it, and sent it so? */
static bool secret_passed(const GPtrArray *found)
{
    for (unsigned i = 0; i < found->len; i++) {
        const said *s = found->pdata[i];
        if (s->secret && s->passed)
            return true;
    }
    return false;
}

static bool command_passed(const GPtrArray *found)
{
    for (unsigned i = 0; i < found->len; i++)
        if (((const said *)found->pdata[i])->command)
            return true;
    return false;
}

static void check_frame(world *w, const sent_mail *m, const GPtrArray *found)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(frame_words); i++)
        if (strstr(m->all, frame_words[i]) != NULL)
            fault(w, "frame line \"%s\" in a mail to %s", frame_words[i],
                  m->to);
    if (!secret_passed(found) &&
        has_capability(m->all, m->to_partner ? "onhuaONHUA" : "onhupaONHUPA"))
        fault(w, "a capability in a mail to %s", m->to);
    if (!command_passed(found) && has_command(sent_letter(m)->text))
        fault(w, "an operator's command stands in a mail to %s", m->to);
}

/* An operator may have the same name as a customer. */
static bool is_operators(const world *w, const char *name)
{
    for (unsigned i = 0; i < w->c->operators->len; i++) {
        const config_operator *o = w->c->operators->pdata[i];
        if (strstr(o->name, name))
            return true;
    }
    return false;
}

/* Our own "format=flowed" does not name a "Web form". */
static bool names(const char *text, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(text, "format=flowed", -1);

    for (char **part = parts; *part; part++)
        if (strstr(*part, name))
            return true;
    return false;
}

/* He is not to see who asks. */
static void check_hidden(world *w, const sent_mail *m)
{
    g_autoptr(store_ticket) t = store_ticket_get(w->s, m->ticket, NULL);
    g_autoptr(GPtrArray) people = store_participants(w->s, m->ticket, NULL);
    const char *last =
        t != NULL && t->customer_name ? strrchr(t->customer_name, ' ') : NULL;

    for (unsigned i = 0; people != NULL && i < people->len; i++) {
        const store_participant *p = people->pdata[i];
        if (g_ascii_strcasecmp(p->address, m->to) != 0 &&
            strstr(m->all, p->address))
            fault(w, "the address %s in a mail to %s", p->address, m->to);
    }
    if (last != NULL && !is_operators(w, last + 1) && names(m->all, last + 1))
        fault(w, "the customer's name %s in a mail to %s", last + 1, m->to);
}

/* Within an hour before it, or after it where the clock was set back. */
static void check_number(world *w, const sent_mail *m, unsigned at)
{
    unsigned n = 0;

    for (unsigned i = 0; m->automatic && i <= at; i++) {
        const sent_mail *o = w->out->pdata[i];
        n += o->automatic && g_ascii_strcasecmp(o->to, m->to) == 0 &&
             ABS(m->at_ms - o->at_ms) < HOUR_MS;
    }
    if (n > WORLD_ACK_PER_HOUR)
        fault(w, "%u automatic mails to %s within an hour", n, m->to);
}

void judge_mails(world *w, const words *said_words, unsigned from)
{
    for (unsigned i = from; i < w->out->len; i++) {
        const sent_mail *m = w->out->pdata[i];
        g_autoptr(GPtrArray) found = words_in(said_words, m->all);

        for (unsigned k = 0; k < found->len; k++) {
            said *s = found->pdata[k];
            if (!m->to_operator)
                check_leaving(w, said_words, m, s);
            if (!may_have(w, m, s))
                fault(w, "%s (%s, by %s, #%u) in a mail to %s",
                      kind_name(s->kind), s->marker, s->author, s->room, m->to);
        }
        if (!m->to_operator) {
            check_frame(w, m, found);
            check_number(w, m, i);
        }
        if (m->to_partner) {
            check_hidden(w, m);
        }
    }
}

/* ---- nothing is lost ---- */

/* `hers`: only what was filed as words of an operator. */
static unsigned in_entries(world *w, const said *s, int64_t ticket, bool hers)
{
    g_autoptr(GPtrArray) all =
        ticket > 0 ? store_entry_list(w->s, ticket, 0, true, NULL) : NULL;
    unsigned lines = 0;

    for (unsigned i = 0; all != NULL && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        if (!hers || (e->kind != STORE_EVENT && e->by == STORE_BY_OPERATOR))
            lines |= words_lines(s, e->text);
    }
    return lines;
}

static unsigned in_mail_inside(world *w, const said *s)
{
    unsigned lines = 0;

    for (unsigned i = 0; i < w->out->len; i++) {
        const sent_mail *m = w->out->pdata[i];
        if (m->to_operator)
            lines |= words_lines(s, m->all);
    }
    return lines;
}

/* Held, returned or stopped: shown to her as hers. */
static unsigned given_back(world *w, const said *s,
                           const char *operator_address)
{
    static const char *const kinds[] = {"held", "error", "notice", NULL};
    unsigned lines = 0;

    for (unsigned i = 0; i < w->out->len; i++) {
        const sent_mail *m = w->out->pdata[i];
        if (g_ascii_strcasecmp(m->to, operator_address) == 0 &&
            g_strv_contains(kinds, m->template))
            lines |= words_lines(s, m->all);
    }
    return lines;
}

void judge_told(world *w, const said *s, const char *operator_address,
                int64_t ticket)
{
    unsigned lines =
        in_entries(w, s, ticket, true) | given_back(w, s, operator_address);
    unsigned lost = words_all_lines(s) & ~lines;

    if (lost != 0)
        fault(w,
              "words of %s (%s, #%u, lines %x of %x) are neither filed, nor on "
              "their way, nor given back",
              operator_address, s->marker, s->room, lost, words_all_lines(s));
}

/* Messages that are held whole wait in a list that operators are sent. */
static bool is_held(world *w, const fate *f)
{
    g_autoptr(store_held) h = store_held_by_ledger(w->s, f->id, NULL);

    return h != NULL;
}

void judge_seen(world *w, const said *s, const fate *f)
{
    unsigned lines = in_entries(w, s, f->ticket, false) | in_mail_inside(w, s);
    unsigned lost = words_all_lines(s) & ~lines;

    if (lost != 0 && !is_held(w, f))
        fault(w, "words of %s (%s, lines %x of %x) end unseen: %s", s->author,
              s->marker, lost, words_all_lines(s), f->words);
}

void judge_fate(world *w, const fate *f)
{
    g_autoptr(store_ledger) row = store_ledger_get(w->s, f->id, NULL);

    if (row == NULL || row->fate_code == NULL || !*row->fate_code ||
        row->fate == NULL || !*row->fate)
        fault(w, "message %s has no fate", f->id);
}

void judge_end(world *w, const char *outsider)
{
    unsigned rows = world_rows(w, "ledger");
    g_autofree char *takes_part = g_strdup_printf(
        "participant WHERE address = '%s' AND part <> 0", outsider);

    if (rows != w->count && !w->restored)
        fault(w, "%u messages have %u fates", (unsigned)w->count, rows);
    if (world_rows(w, takes_part) > 0)
        fault(w, "%s takes part and nobody asked him in", outsider);
}

/* ---- what only operators change ---- */

judge_state judge_look(world *w, int64_t ticket)
{
    judge_state out = {0};
    g_autoptr(store_ticket) t =
        ticket > 0 ? store_ticket_get(w->s, ticket, NULL) : NULL;

    if (t == NULL)
        return out;
    g_autoptr(GPtrArray) people = store_participants(w->s, ticket, NULL);
    out.holder = g_strdup(t->holder);
    out.priority = g_strdup(t->priority);
    out.category = g_strdup(t->category);
    out.status = g_strdup(t->status);
    out.line = t->line;
    out.people = people != NULL ? people->len : 0;
    return out;
}

void judge_state_clear(judge_state *s)
{
    g_free(s->holder);
    g_free(s->priority);
    g_free(s->category);
    g_free(s->status);
    *s = (judge_state){0};
}

void judge_unchanged(world *w, const judge_state *before, int64_t ticket,
                     bool by_owner, const char *who)
{
    judge_state now = judge_look(w, ticket);

    if (before->priority != NULL &&
        (g_strcmp0(now.holder, before->holder) != 0 ||
         g_strcmp0(now.priority, before->priority) != 0 ||
         g_strcmp0(now.category, before->category) != 0 ||
         now.line != before->line || now.people != before->people ||
         (!by_owner && g_strcmp0(now.status, before->status) != 0)))
        fault(w,
              "%s changed what only operators may: holder %s -> %s, "
              "status %s -> %s, line %d -> %d, %u -> %u people",
              who, before->holder ? before->holder : "-",
              now.holder ? now.holder : "-", before->status, now.status,
              before->line, now.line, before->people, now.people);
    judge_state_clear(&now);
}
