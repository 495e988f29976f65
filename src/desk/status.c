/* status: the fixed statuses of a ticket and what moves it between them. */
#include "desk/status.h"

#include <string.h>

#include <glib.h>

static const status_row table[] = {
    {"new", "new", "received", true, false},
    {"in-progress", "in progress", "in progress", true, false},
    {"waiting", "waiting for the customer", "waiting for you", true, true},
    {"internal", "with another line", "in progress", true, false},
    {"resolved", "resolved", "resolved", false, true},
    {"closed", "closed", "closed", false, true},
    {"spam", "spam", "closed", false, true},
};

typedef struct status_move {
    const char *from, *customer, *reply, *line;
} status_move;

/* A reply to a resolved ticket ("you are welcome") does not open it; a line that
 * gets a ticket shall see it among its open ones. */
static const status_move moves[] = {
    {"new", "new", "waiting", "internal"},
    {"in-progress", "in-progress", "waiting", "internal"},
    {"waiting", "in-progress", "waiting", "internal"},
    {"internal", "internal", "waiting", "internal"},
    {"resolved", "in-progress", "resolved", "internal"},
    {"closed", "in-progress", "closed", "internal"},
    {"spam", "in-progress", "waiting", "internal"},
};

const status_row *status_table(unsigned *count)
{
    *count = G_N_ELEMENTS(table);
    return table;
}

const status_row *status_by_id(const char *id)
{
    for (unsigned i = 0; id && i < G_N_ELEMENTS(table); i++) {
        if (strcmp(table[i].id, id) == 0)
            return &table[i];
    }
    return NULL;
}

static const status_move *move_of(const char *id)
{
    for (unsigned i = 0; id && i < G_N_ELEMENTS(moves); i++) {
        if (strcmp(moves[i].from, id) == 0)
            return &moves[i];
    }
    return NULL;
}

const char *status_after_customer(const char *id)
{
    const status_move *m = move_of(id);
    return m ? m->customer : id;
}

const char *status_after_reply(const char *id)
{
    const status_move *m = move_of(id);
    return m ? m->reply : id;
}

const char *status_after_line(const char *id)
{
    const status_move *m = move_of(id);
    return m ? m->line : id;
}

const char *status_initial(void)
{
    return "new";
}

const char *status_resolved(void)
{
    return "resolved";
}

const char *status_closed(void)
{
    return "closed";
}

const char *status_spam(void)
{
    return "spam";
}
