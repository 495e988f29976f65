/* moves of time: clocks run and jump, a message is decided twice, a backup is
 * restored. */
#include "adversary/moves.h"

static void passes(play *p)
{
    static const int64_t steps[] = {
        61 * 1000, 10 * 60000,     3 * 3600000,     26 * 3600000,
        -3600000,  9 * 86400000LL, -86400000LL * 2, 400 * 86400000LL};
    people_wait(p, steps[below(p, G_N_ELEMENTS(steps))]);
}

/* It stopped between the store's commit and the spool's: the same comes
 * again. */
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

/* A backup of the store is made; later it is put back. Numbers of entries come
 * again: what answers mail from before that must not leave. */
static void restores(play *p)
{
    GError *error = NULL;
    const GPtrArray *all = words_all(p->words);
    bool fine;

    if (!p->remembered) {
        fine = world_remember(p->w, &error);
        p->remembered = true;
    } else {
        fine = world_restore(p->w, chance(p, 50), &error);
        p->restored = (int)p->w->out->len;
        g_ptr_array_set_size(p->seen, 0);
        for (unsigned i = 0; i < all->len; i++)
            ((said *)all->pdata[i])->article = false; /* perhaps not there */
    }
    if (!fine)
        found(p, "the store was not put back: %s", error->message);
    g_clear_error(&error);
    people_wait(p, 1000);
    if (fine && p->restored > 0)
        moves_of_operators[1].run(p); /* mostly to a mail from before it */
}

const move moves_of_time[] = {
    {"time passes", 10, passes},
    {"a message is decided twice", 3, comes_again},
    {"a backup", 4, restores},
    {NULL},
};
