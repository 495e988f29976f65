/* moves of time: clocks run and jump, a message is decided twice, a backup is
 * restored. */
#include "adversary/moves.h"

static void passes(play *p)
{
    static const int64_t steps[] = {61 * 1000,       10 * 60000, 3 * 3600000,
                                    26 * 3600000,    -3600000,   9 * 86400000LL,
                                    -86400000LL * 2, 400 * 86400000LL};
    people_wait(p, steps[below(p, G_N_ELEMENTS(steps))]);
}

/* It stopped between the store's commit and the spool's: the same comes again. */
static void comes_again(play *p)
{
    GError *error = NULL;
    fate f = {0};

    if (p->seen->len == 0)
        return;
    const seen_mail *s = p->seen->pdata[below(p, (int)p->seen->len)];
    unsigned rows = world_rows(p->w, "outgoing");
    const incoming in = {.sender = s->sender,
                         .recipients = {s->to, NULL},
                         .login = s->login,
                         .raw = s->raw,
                         .again = s->id};
    if (!world_receive(p->w, &in, &f, &error))
        found(p, "applied twice, it failed: %s", error->message);
    if (world_rows(p->w, "outgoing") != rows)
        found(p, "what is applied twice sends mail twice");
    g_clear_error(&error);
    fate_clear(&f);
}

const move moves_of_time[] = {
    {"time passes", 10, passes},
    {"a message is decided twice", 3, comes_again},
    {NULL},
};
