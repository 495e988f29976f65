/* need: chooses what a prefilter looks for. */
#include "rules/pattern/need_room.h"

#include <math.h>
#include <string.h>

#define CALM_BITS 17.0 /* bits that must be matched before a wide loop */
/* If the best run begins at more octets than that, one that waits restlessly is
 * taken, if it is short. */
#define RESTLESS_CHANCE 0.03
#define RESTLESS_PLACES 400
#define COMMON_BITS     9.0 /* of a string that mail is full of */
/* Letters of a language tell of each other: their bits count for less. */
#define LANGUAGE 0.55

/* Does a search that has come to this node soon leave it again? A wide loop,
 * once reached, waits at nearly every octet that follows; that is allowed only
 * where `before` bits, and so few texts, lead to it. */
static bool is_calm(const syntax *t, unsigned node, double before)
{
    const syntax_node *x = syntax_at(t, node);
    switch (x->kind) {
    case SYNTAX_CAT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next) {
            if (!is_calm(t, c, before))
                return false;
            before += need_bits(t, c);
        }
        return true;
    case SYNTAX_ALT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            if (!is_calm(t, c, before))
                return false;
        return true;
    case SYNTAX_REPEAT:
        return (before >= CALM_BITS || !need_is_wide(t, x)) &&
               is_calm(t, x->first, before);
    case SYNTAX_ANY:
        return before >= CALM_BITS;
    default:
        return true;
    }
}

static bool can_be_empty(const syntax *t, unsigned node)
{
    const syntax_node *x = syntax_at(t, node);
    switch (x->kind) {
    case SYNTAX_SET:
        return false;
    case SYNTAX_CAT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            if (!can_be_empty(t, c))
                return false;
        return true;
    case SYNTAX_ALT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            if (can_be_empty(t, c))
                return true;
        return false;
    case SYNTAX_REPEAT:
        return x->least == 0 || can_be_empty(t, x->first);
    default:
        return true;
    }
}

/* ---- runs ---- */

typedef struct walk {
    const syntax *t;
    double head; /* bits that count as matched before each run, for is_calm() */
    GArray *run; /* need_item: the run at hand */
    double bits;
    unsigned places;
    need *best; /* so far; NULL */
} walk;

static void run_free(gpointer run)
{
    g_array_unref(run);
}

void need_free(need *n)
{
    if (!n)
        return;
    g_ptr_array_unref(n->runs);
    g_free(n);
}

static need *need_new(double chance)
{
    need *n = g_new0(need, 1);
    n->runs = g_ptr_array_new_with_free_func(run_free);
    n->chance = chance;
    return n;
}

/* Takes `n` over. */
static void offer(walk *w, need *n)
{
    if (!n)
        return;
    if (w->best && w->best->chance <= n->chance) {
        need_free(n);
        return;
    }
    need_free(w->best);
    w->best = n;
}

/* The one octet that it matches, or -1. */
static int only_octet(const syntax *t, need_item item)
{
    const syntax_node *x = syntax_at(t, item.node);
    int found = -1;
    if (x->kind != SYNTAX_SET || item.copies > 1)
        return -1;
    for (int c = 0; c < 256; c++)
        if (octet_has(&x->set, (unsigned char)c)) {
            if (found >= 0)
                return -1;
            found = c;
        }
    return found;
}

/* Is it a string that nearly every message, link or trace field has? */
static bool is_common(const syntax *t, const GArray *run)
{
    static const char *const common[] = {"https://www.",
                                         "http://www.",
                                         ".com/",
                                         "from ",
                                         " ip=",
                                         " rdns=",
                                         " helo=",
                                         " by=",
                                         " ident=",
                                         " envfrom=",
                                         " intl=",
                                         " id=",
                                         " auth=",
                                         " msa=",
                                         "\nreceived: ",
                                         "\nsubject: ",
                                         "\nfrom: ",
                                         "message-id: ",
                                         "\ncontent-type: text/",
                                         "<a href=\"",
                                         "<br>",
                                         "</font>",
                                         "<td width=",
                                         "this ",
                                         "that ",
                                         "with ",
                                         "your ",
                                         "mail",
                                         "will ",
                                         "have ",
                                         "list",
                                         "nbsp;",
                                         ".html",
                                         "style="};
    char text[24];
    if (run->len >= sizeof text)
        return false;
    for (guint i = 0; i < run->len; i++) {
        int c = only_octet(t, g_array_index(run, need_item, i));
        if (c <= 0)
            return false;
        text[i] = (char)c;
    }
    text[run->len] = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(common); i++)
        if (strstr(common[i], text))
            return true;
    return false;
}

static void run_reset(walk *w)
{
    g_array_set_size(w->run, 0);
    w->bits = 0;
    w->places = 0;
}

/* The run at hand is over: ends that may be absent are taken off. */
static void run_end(walk *w)
{
    GArray *run = w->run;
    guint from = 0;
    while (run->len > 0 &&
           can_be_empty(w->t, g_array_index(run, need_item, run->len - 1).node))
        g_array_set_size(run, run->len - 1);
    while (from < run->len &&
           can_be_empty(w->t, g_array_index(run, need_item, from).node))
        from++;
    g_array_remove_range(run, 0, from);
    if (run->len > 0) {
        double bits =
            is_common(w->t, run) ? MIN(w->bits, COMMON_BITS) : w->bits;
        need *n = need_new(exp2(-LANGUAGE * MIN(bits, NEED_BITS_ENOUGH)));
        g_ptr_array_add(n->runs, g_array_copy(run));
        offer(w, n);
    }
    run_reset(w);
}

static void run_add(walk *w, unsigned node, unsigned copies)
{
    unsigned times = MAX(copies, 1), places = need_places(w->t, node) * times;
    if (w->places + places > NEED_RUN_MAX || w->bits >= NEED_BITS_ENOUGH)
        run_end(w);
    if (places > NEED_RUN_MAX)
        return;
    need_item item = {node, copies};
    g_array_append_val(w->run, item);
    w->bits += times * need_bits(w->t, node);
    w->places += places;
}

static need *find_in(const syntax *t, unsigned node, double head);

/* Of alternatives: a run of each. */
static need *find_alternatives(const syntax *t, unsigned node, double head)
{
    need *all = need_new(0);
    for (unsigned c = syntax_at(t, node)->first; c != 0;
         c = syntax_at(t, c)->next) {
        g_autoptr(need) one = find_in(t, c, head);
        if (!one || all->runs->len + one->runs->len > NEED_RUNS_MAX) {
            need_free(all);
            return NULL;
        }
        for (guint i = 0; i < one->runs->len; i++)
            g_ptr_array_add(all->runs, g_array_ref(one->runs->pdata[i]));
        all->chance += one->chance;
    }
    return all;
}

static void walk_node(walk *w, unsigned node);

static void walk_repeat(walk *w, const syntax_node *x)
{
    unsigned places = need_places(w->t, x->first);
    unsigned copies = need_copies(x->least, places);
    if (x->least == 0) {
        run_end(w);
    } else if (x->least == 1 && x->most == 1) {
        walk_node(w, x->first);
    } else if (is_calm(w->t, x->first, w->head) &&
               places * copies <= NEED_RUN_MAX) {
        run_add(w, x->first, copies);
        run_end(w);
        run_add(w, x->first, copies);
    } else {
        run_end(w);
        walk_node(w, x->first);
        run_end(w);
    }
}

static void walk_node(walk *w, unsigned node)
{
    const syntax_node *x = syntax_at(w->t, node);
    if (x->kind == SYNTAX_EMPTY)
        return;
    if (is_calm(w->t, node, w->head + w->bits) &&
        need_places(w->t, node) <= NEED_RUN_MAX) {
        run_add(w, node, 0);
        return;
    }
    switch (x->kind) {
    case SYNTAX_CAT:
        for (unsigned c = x->first; c != 0; c = syntax_at(w->t, c)->next)
            walk_node(w, c);
        break;
    case SYNTAX_ALT:
        run_end(w);
        offer(w, find_alternatives(w->t, node, w->head));
        break;
    case SYNTAX_REPEAT:
        walk_repeat(w, x);
        break;
    default:
        run_end(w);
        break;
    }
}

/* `head`: bits that are taken as matched before each run. */
static need *find_in(const syntax *t, unsigned node, double head)
{
    walk w = {t, head, g_array_new(FALSE, FALSE, sizeof(need_item)),
              0, 0,    NULL};
    const syntax_node *x = syntax_at(t, node);
    if (x->kind == SYNTAX_CAT) /* single pieces, so that ends can go */
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            walk_node(&w, c);
    else
        walk_node(&w, node);
    run_end(&w);
    g_array_unref(w.run);
    return w.best;
}

need *need_find(syntax *t)
{
    need_weigh(t);
    need *n = find_in(t, t->root, 0);
    if ((!n || n->chance > RESTLESS_CHANCE) &&
        need_places(t, t->root) <= RESTLESS_PLACES) {
        need *m = find_in(t, t->root, CALM_BITS);
        bool better = m && (!n || m->chance < n->chance);
        need_free(better ? n : m);
        n = better ? m : n;
    }
    if (n)
        need_wait(t, n);
    return n;
}
