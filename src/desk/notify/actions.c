/* notify_actions: what a reader can do by a link of the mail, for actions.txt. */
#include "desk/notify/room.h"
#include "desk/rights.h"
#include "store/handover.h"

#include <string.h>

static const char *const names[] = {
    "take",   "close", "line", "return", "note", "reply",   "send",
    "let_in", "open",  "keep", "drop",   "undo", "approve", "reject"};

/* Each is there, since a name that is not is looked for further out. */
static json_t *actions_of(notify_job *j)
{
    json_t *all = json_object_get(j->data, "actions");

    if (all)
        return all;
    all = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        json_object_set_new(all, names[i], json_false());
    json_object_set_new(j->data, "actions", all);
    return all;
}

void notify_act(notify_job *j, const char *name)
{
    json_object_set_new(actions_of(j), name, json_true());
}

int notify_next_line(const config *c, int line)
{
    int next = 0;

    for (guint i = 0; i < c->lines->len; i++) {
        const config_line *l = c->lines->pdata[i];
        if (l->number > line && (next == 0 || l->number < next))
            next = l->number;
    }
    return next;
}

static bool add_handover(notify_job *j, json_t *all, GError **error)
{
    g_autoptr(GPtrArray) came = store_handover_list(j->desk, j->t->id, error);
    int next = notify_next_line(j->c, j->t->line);

    if (came && came->len > 0)
        json_object_set_new(all, "return", json_true());
    if (next > 0)
        json_object_set_new(all, "line", json_integer(next));
    return came != NULL;
}

bool notify_add_actions(notify_job *j, bool replies, bool notes, bool inside,
                        const GPtrArray *watchers, GError **error)
{
    const store_ticket *t = j->t;
    json_t *all = actions_of(j);
    const struct {
        const char *name;
        bool is;
    } facts[] = {
        {"take", rights_can_ticket(j->c, j->op, RIGHT_ASSIGN, t, watchers) &&
                     t->open && g_strcmp0(t->holder, j->op->id) != 0},
        {"close",
         rights_can_ticket(j->c, j->op, RIGHT_CLOSE, t, watchers) && t->open},
        {"note", notes && !inside},
        {"reply", replies && inside},
    };

    for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
        json_object_set_new(all, facts[i].name, json_boolean(facts[i].is));
    return !t->open ||
           !rights_can_ticket(j->c, j->op, RIGHT_HANDOVER, t, watchers) ||
           add_handover(j, all, error);
}
