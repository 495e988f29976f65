/* decide_copy: the same message once more: by another door, through a list, or
 * sent on by somebody with header fields of his own.
 *
 * What is the same is Message-ID, From, Date, Subject and body. All else (List-Id,
 * Auto-Submitted, Cc, References) is what this copy says, and counts for it alone.
 * So each copy is looked at as if it were the first. It joins an earlier one only
 * if that was worth more, or as much and in the same place.
 */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <string.h>

typedef enum {
    WORTH_NOTHING, /* nobody acted on its text: list, machine, spam, broken */
    WORTH_LITTLE,  /* a stranger's entry; held for doubt about its author */
    WORTH_ALL
} worth;

typedef struct outcome {
    worth worth;
    int64_t ticket; /* 0: none, or one that it opens */
    bool opens;
} outcome;

/* ---- what became of an earlier one ---- */

static worth worth_of(const snapshot_copy *c)
{
    static const char *const nothing[] = {"machine", "bounce", "spam", NULL};
    const char *code = c->row->fate_code ? c->row->fate_code : "";

    if (g_strv_contains(nothing, code) ||
        (c->held && c->held->kind == STORE_HELD_BROKEN))
        return WORTH_NOTHING;
    if (strcmp(code, "stranger") == 0 ||
        (strcmp(code, "held") == 0 && c->held &&
         c->held->kind == STORE_HELD_DOUBT))
        return WORTH_LITTLE;
    return WORTH_ALL;
}

static outcome outcome_of(const snapshot_copy *c)
{
    const store_ledger *row = c->row;

    return (outcome){.worth = worth_of(c),
                     .ticket = row->ticket,
                     .opens = row->ticket == 0 ||
                              g_strcmp0(row->fate_code, "ticket") == 0};
}

/* ---- what would become of this one ---- */

static bool is_doubted(const decide_job *j)
{
    return j->who == DECIDE_DOUBTFUL || (j->who == DECIDE_OPERATOR && j->doubt);
}

static outcome outcome_here(const decide_job *j)
{
    bool opens =
        !j->st || (j->who == DECIDE_CUSTOMER && decide_closed_too_long(j));
    outcome o = {WORTH_ALL, opens ? 0 : j->st->t->id, opens};

    if (!decide_is_read(j))
        o.worth = WORTH_NOTHING;
    else if ((j->who == DECIDE_STRANGER && j->st) || is_doubted(j))
        o.worth = WORTH_LITTLE;
    return o;
}

/* ---- operators ---- */

static bool by_staff(const decide_job *j)
{
    return j->who == DECIDE_OPERATOR || j->who == DECIDE_COLLEAGUE ||
           j->who == DECIDE_DOUBTFUL;
}

static bool acted_on_before(const decide_job *j)
{
    const char *id = j->in->letter->message_id;
    const GPtrArray *tickets = j->in->snapshot->tickets;

    for (unsigned i = 0; id && i < tickets->len; i++) {
        const snapshot_ticket *st = tickets->pdata[i];
        for (unsigned k = 0; k < st->entries->len; k++) {
            const store_head *e = st->entries->pdata[k];
            if (e->by == STORE_BY_OPERATOR && e->message_id &&
                strcmp(e->message_id, id) == 0)
                return true;
        }
    }
    return !id;
}

/* A capability beats a plain recipient: what came first through support@ became
 * a request or an article, and the same letter to her own address is still the
 * reply that she meant. Not if any copy has acted for her before. */
static bool by_capability(const decide_job *j)
{
    const evidence *v = j->in->evidence;

    return v->capability_found && v->capability.kind != TAG_BOUNCE &&
           by_staff(j) && !acted_on_before(j);
}

static bool is_plain(const snapshot_copy *c)
{
    static const char *const plain[] = {"ticket", "article", "stranger", NULL};

    return c->row->fate_code && g_strv_contains(plain, c->row->fate_code);
}

/* ---- which of them it joins ---- */

static bool same_place(const outcome *a, const outcome *b)
{
    return (a->opens && b->opens) || (a->ticket && a->ticket == b->ticket);
}

/* An operator's text acts once, wherever a copy's References would lead it: these
 * are not signed. Only her secret address says better where it belongs. */
static bool acted_elsewhere(const decide_job *j, const snapshot_copy *c)
{
    const char *to = c->row->recipients;
    bool address = j->in->evidence->capability_found &&
                   j->in->evidence->capability.kind != TAG_BOUNCE;

    return by_staff(j) && !is_plain(c) &&
           !(address && !(to && tag_has_syntax(to)));
}

static bool binds(const decide_job *j, const snapshot_copy *c,
                  const outcome *here)
{
    outcome there = outcome_of(c);

    if (PLANTED(copy_acts))
        return false;
    if (PLANTED(copy_binds))
        return true;
    if (here->worth != WORTH_NOTHING && is_plain(c) && by_capability(j))
        return false;
    if (there.worth != here->worth)
        return there.worth > here->worth;
    return here->worth == WORTH_NOTHING || same_place(&there, here) ||
           acted_elsewhere(j, c);
}

static const store_ledger *joined(const decide_job *j, const outcome *here)
{
    const GPtrArray *copies = j->in->snapshot->copies;

    for (unsigned i = 0; i < copies->len; i++) {
        const snapshot_copy *c = copies->pdata[i];
        if (binds(j, c, here))
            return c->row;
    }
    return NULL;
}

/* Nobody needs to be asked about one that was worth less. */
static void settle(decide_job *j, const outcome *here)
{
    const GPtrArray *copies = j->in->snapshot->copies;

    for (unsigned i = 0; i < copies->len; i++) {
        const snapshot_copy *c = copies->pdata[i];
        decide_detail(j, "earlier copy", "%s (%s)", c->row->id, c->row->fate);
        if (c->held && c->held->state == STORE_HELD_OPEN &&
            worth_of(c) < here->worth)
            decide_held_close(j, c->held, STORE_HELD_DROPPED);
    }
}

bool decide_copy(decide_job *j)
{
    if (j->in->entry->released)
        return false;
    outcome here = outcome_here(j);
    const store_ledger *first = joined(j, &here);

    if (!first) {
        settle(j, &here);
        return false;
    }
    g_autofree char *words =
        g_strdup_printf("copy of %s (%s)", first->id, first->fate);
    plan_fate(j->plan, first->ticket, first->entry, "copy", words);
    return true;
}
