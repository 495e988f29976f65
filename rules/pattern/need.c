/* need: chooses what a prefilter looks for. */
#include "rules/pattern/need.h"

#include <math.h>
#include <string.h>

#define COPIES_PLACES 128 /* repetitions are spelled out up to so many places */
#define WIDE_BITS     1.3 /* a loop over more than two in five octets */
#define LOOP_SLACK    3   /* repetitions that are no loop yet */
#define CALM_BITS     17.0 /* a wide loop is taken along only behind these */
/* A need that stands in text so often is worth a restless run, if that is short. */
#define RESTLESS_CHANCE 0.03
#define RESTLESS_PLACES 400
#define ENOUGH_BITS     90.0 /* a longer run says no more */
#define COMMON_BITS     9.0  /* of a string that mail is full of */
/* Letters of a language tell of each other: their bits count for less. */
#define LANGUAGE 0.55

const char need_octets[] = " etaoinshrdlucmfwgpyb.v,k-/<>=\n:\"'_;01234";

/* Roughly how often an octet stands in mail, folded, in 1/1000; others have 1,
 * above ASCII 0.02. */
static double weight_of(unsigned c)
{
    static const unsigned char weights[] = {
        150, 85, 65, 60, 57, 52, 52, 48, 38, 46, 28, 33, 20, 26,
        20,  16, 14, 14, 18, 14, 12, 14, 8,  8,  5,  10, 10, 10,
        10,  10, 25, 6,  6,  4,  4,  4,  8,  6,  6,  5,  5};
    const char *at = c > 0 && c < 128 ? strchr(need_octets, (int)c) : NULL;
    if (at != NULL)
        return weights[at - need_octets];
    return c < 128 ? 1 : 0.02;
}

static double set_bits(const octet_set *s)
{
    static double weights[256];
    static gsize once;
    if (g_once_init_enter(&once)) {
        for (unsigned c = 0; c < 256; c++)
            weights[c] = weight_of(c);
        g_once_init_leave(&once, 1);
    }
    double sum = 0;
    for (unsigned w = 0; w < 4; w++)
        for (uint64_t left = s->bits[w]; left != 0; left &= left - 1)
            sum += weights[w * 64 + (unsigned)__builtin_ctzll(left)];
    return sum >= 1000 ? 0 : -log2(MAX(sum, 0.02) / 1000);
}

unsigned need_copies(unsigned least, unsigned places)
{
    if (places == 0)
        return MIN(least, 1); /* of nothing one is enough */
    if (least <= 1 || (double)least * places <= COPIES_PLACES)
        return least;
    return CLAMP((NEED_RUN_MAX - 1000) / MAX(places, 1), 1, MIN(least, 3));
}

static double bits_of(const syntax *t, unsigned node)
{
    return syntax_at(t, node)->bits;
}

static unsigned places_of(const syntax *t, unsigned node)
{
    return syntax_at(t, node)->places;
}

/* How often the piece that repeats stands in the automaton: see sieve_build. */
static unsigned times_spelled(const syntax_node *x, unsigned places)
{
    unsigned copies = need_copies(x->least, places);
    if (copies == x->least && x->most - x->least <= 1)
        return x->most;
    return MAX(copies, 1);
}

static void weigh(syntax *t, unsigned node);

static void weigh_children(syntax *t, syntax_node *x)
{
    double sum = 0;
    for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next) {
        weigh(t, c);
        sum += x->kind == SYNTAX_ALT ? exp2(-bits_of(t, c)) : bits_of(t, c);
        x->places = MIN(x->places + places_of(t, c), 2u * NEED_RUN_MAX);
    }
    if (x->kind == SYNTAX_ALT)
        sum = sum >= 1 ? 0 : sum <= 0 ? ENOUGH_BITS : -log2(sum);
    x->bits = (float)sum;
}

static void weigh(syntax *t, unsigned node)
{
    syntax_node *x = &g_array_index(t->nodes, syntax_node, node);
    x->bits = 0;
    x->places = 0;
    switch (x->kind) {
    case SYNTAX_SET:
        x->bits = (float)set_bits(&x->set);
        x->places = 1;
        break;
    case SYNTAX_CAT:
    case SYNTAX_ALT:
        weigh_children(t, x);
        break;
    case SYNTAX_REPEAT:
        weigh(t, x->first);
        x->bits = (float)MIN(x->least, 64) * syntax_at(t, x->first)->bits;
        x->places = places_of(t, x->first);
        x->places =
            MIN(x->places * times_spelled(x, x->places), 2u * NEED_RUN_MAX);
        break;
    case SYNTAX_ANY:
        x->places = 1;
        break;
    default:
        break;
    }
}

static bool is_wide(const syntax *t, const syntax_node *x)
{
    return x->kind == SYNTAX_REPEAT && x->most - x->least > LOOP_SLACK &&
           bits_of(t, x->first) < WIDE_BITS;
}

/* Is a search that has come so far not kept busy by it for long? `before`: bits
 * that were matched till here. */
static bool is_calm(const syntax *t, unsigned node, double before)
{
    const syntax_node *x = syntax_at(t, node);
    switch (x->kind) {
    case SYNTAX_CAT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next) {
            if (!is_calm(t, c, before))
                return false;
            before += bits_of(t, c);
        }
        return true;
    case SYNTAX_ALT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            if (!is_calm(t, c, before))
                return false;
        return true;
    case SYNTAX_REPEAT:
        return (before >= CALM_BITS || !is_wide(t, x)) &&
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
    double head; /* bits that each run begins with, of being calm */
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
    if (n == NULL)
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
    if (n == NULL)
        return;
    if (w->best != NULL && w->best->chance <= n->chance) {
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

/* A string that stands in nearly every message, or link, or trace field. */
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
        if (strstr(common[i], text) != NULL)
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
        need *n = need_new(exp2(-LANGUAGE * MIN(bits, ENOUGH_BITS)));
        g_ptr_array_add(n->runs, g_array_copy(run));
        offer(w, n);
    }
    run_reset(w);
}

static void run_add(walk *w, unsigned node, unsigned copies)
{
    unsigned times = MAX(copies, 1), places = places_of(w->t, node) * times;
    if (w->places + places > NEED_RUN_MAX || w->bits >= ENOUGH_BITS)
        run_end(w);
    if (places > NEED_RUN_MAX)
        return;
    need_item item = {node, copies};
    g_array_append_val(w->run, item);
    w->bits += times * bits_of(w->t, node);
    w->places += places;
}

static need *find_in(const syntax *t, unsigned node, double head);

/* One of several: something of each. */
static need *find_alternatives(const syntax *t, unsigned node, double head)
{
    need *all = need_new(0);
    for (unsigned c = syntax_at(t, node)->first; c != 0;
         c = syntax_at(t, c)->next) {
        g_autoptr(need) one = find_in(t, c, head);
        if (one == NULL || all->runs->len + one->runs->len > NEED_RUNS_MAX) {
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
    unsigned places = places_of(w->t, x->first);
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
        places_of(w->t, node) <= NEED_RUN_MAX) {
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

/* ---- how restless a run is ---- */

static void add_waiting(const syntax *t, unsigned node, double *reach,
                        double *sum);

/* The same of a loop: where a language is like the pattern, it is come to more
 * often than its letters' chances tell, and then goes on for long. */
static double add_loop(const syntax *t, const syntax_node *x, double through,
                       unsigned more, double *sum)
{
    double again = through, own = 0;
    add_waiting(t, x->first, &again, &own);
    double share = through > 0 ? MIN(again / through, 0.99) : 0;
    if (more <= LOOP_SLACK) {
        *sum += own;
        return MIN(through + again, 1);
    }
    *sum += own / (1 - share) / sqrt(MAX(through, 1e-9));
    return MIN(through + again / (1 - share), 1);
}

/* Adds to *sum how many places of the node wait, on average, at an octet, when
 * it is come to with the chance *reach; that of its end goes there. */
static void add_waiting(const syntax *t, unsigned node, double *reach,
                        double *sum)
{
    const syntax_node *x = syntax_at(t, node);
    double out = 0;
    switch (x->kind) {
    case SYNTAX_SET:
        if (*reach < 1) /* where a run begins always waits: no state tells */
            *sum += *reach;
        *reach *= exp2(-set_bits(&x->set));
        break;
    case SYNTAX_CAT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            add_waiting(t, c, reach, sum);
        break;
    case SYNTAX_ALT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next) {
            double branch = *reach;
            add_waiting(t, c, &branch, sum);
            out += branch;
        }
        *reach = MIN(out, 1);
        break;
    case SYNTAX_REPEAT: {
        double through = *reach;
        unsigned copies = need_copies(x->least, places_of(t, x->first));
        for (unsigned i = 0; i < copies; i++)
            add_waiting(t, x->first, &through, sum);
        if (x->most > copies)
            through = add_loop(t, x, through, x->most - copies, sum);
        *reach = through;
        break;
    }
    case SYNTAX_ANY:
        *sum += 100 * *reach;
        break;
    default:
        break;
    }
}

static bool has_loop(const syntax *t, unsigned node)
{
    const syntax_node *x = syntax_at(t, node);
    if (x->kind == SYNTAX_ANY || is_wide(t, x))
        return true;
    for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
        if (has_loop(t, c))
            return true;
    return false;
}

static void find_waiting(const syntax *t, need *n)
{
    for (guint i = 0; i < n->runs->len; i++) {
        const GArray *run = n->runs->pdata[i];
        double reach = 1;
        for (guint j = 0; j < run->len; j++) {
            need_item item = g_array_index(run, need_item, j);
            n->loops = n->loops || has_loop(t, item.node);
            for (unsigned k = 0; k < MAX(item.copies, 1); k++)
                add_waiting(t, item.node, &reach, &n->waiting);
        }
    }
}

need *need_find(syntax *t)
{
    weigh(t, t->root);
    need *n = find_in(t, t->root, 0);
    if ((n == NULL || n->chance > RESTLESS_CHANCE) &&
        places_of(t, t->root) <= RESTLESS_PLACES) {
        need *m = find_in(t, t->root, CALM_BITS);
        bool better = m != NULL && (n == NULL || m->chance < n->chance);
        need_free(better ? n : m);
        n = better ? m : n;
    }
    if (n != NULL)
        find_waiting(t, n);
    return n;
}
