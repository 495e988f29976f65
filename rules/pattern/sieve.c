/* sieve: shares patterns out to several automata, and runs these over a text side
 * by side: the processor waits for memory of all of them at once. */
#include "rules/pattern/sieve_room.h"

#define LANES 4 /* automata that run side by side */
/* Limits of one automaton: places of all its patterns that wait at an octet on
 * average, and patterns that may wait for long. With more it would have too
 * many states. */
#define SHARD_WAITING 20.0
#define SHARD_LOOPS   14

typedef struct wanted {
    syntax *tree;
    need *needed;
    unsigned owner;
} wanted;

struct sieve_builder {
    GPtrArray *patterns; /* wanted* */
};

struct sieve {
    GMutex lock;
    GPtrArray *shards; /* shard* */
};

/* ---- building ---- */

static void wanted_free(gpointer data)
{
    wanted *w = data;
    syntax_free(w->tree);
    need_free(w->needed);
    g_free(w);
}

sieve_builder *sieve_builder_new(void)
{
    sieve_builder *b = g_new0(sieve_builder, 1);
    b->patterns = g_ptr_array_new_with_free_func(wanted_free);
    return b;
}

void sieve_add(sieve_builder *b, syntax *t, need *n, unsigned owner)
{
    wanted *w = g_new0(wanted, 1);
    *w = (wanted){t, n, owner};
    g_ptr_array_add(b->patterns, w);
}

/* Calm ones first, those that may wait for long last; of two alike the older
 * first. */
static int calmer(gconstpointer a, gconstpointer b)
{
    const wanted *x = *(wanted *const *)a, *y = *(wanted *const *)b;
    if (x->needed->loops != y->needed->loops)
        return x->needed->loops ? 1 : -1;
    if (x->needed->waiting != y->needed->waiting)
        return x->needed->waiting < y->needed->waiting ? -1 : 1;
    return x->owner < y->owner ? -1 : x->owner > y->owner;
}

/* An automaton of the patterns from *next on, as many as go together. */
static shard *build_shard(const GPtrArray *patterns, guint *next,
                          sieve_budget *budget)
{
    shard_builder *b = shard_builder_new();
    GArray *all = g_array_new(FALSE, FALSE, sizeof(unsigned));
    const wanted *first = patterns->pdata[*next];
    double waiting = 0;
    for (; *next < patterns->len; ++*next) {
        const wanted *w = patterns->pdata[*next];
        waiting += w->needed->waiting;
        if (all->len > 0 && (waiting > SHARD_WAITING ||
                             w->needed->loops != first->needed->loops ||
                             (w->needed->loops && all->len >= SHARD_LOOPS)))
            break;
        shard_add(b, w->tree, w->needed, w->owner);
        g_array_append_val(all, w->owner);
    }
    return shard_new(shard_build(b), all, budget);
}

sieve *sieve_build(sieve_builder *b, sieve_budget *budget)
{
    sieve *s = NULL;
    guint next = 0;
    if (b->patterns->len > 0) {
        s = g_new0(sieve, 1);
        g_mutex_init(&s->lock);
        s->shards = g_ptr_array_new_with_free_func(shard_free);
        g_ptr_array_sort(b->patterns, calmer);
        while (next < b->patterns->len)
            g_ptr_array_add(s->shards, build_shard(b->patterns, &next, budget));
    }
    g_ptr_array_unref(b->patterns);
    g_free(b);
    return s;
}

void sieve_free(sieve *s)
{
    if (!s)
        return;
    g_mutex_clear(&s->lock);
    g_ptr_array_unref(s->shards);
    g_free(s);
}

/* ---- searching ---- */

/* An automaton on its way through a text. An unused one stays in its only
 * row. */
typedef struct lane {
    shard *shard; /* NULL: idle */
    const uint32_t *table;
    const uint8_t *class;
} lane;

typedef struct teller {
    sieve_found found;
    void *context;
} teller;

static void lane_idle(lane *l)
{
    static const uint32_t table[1] = {0};
    static const uint8_t class[256] = {0};
    *l = (lane){NULL, table, class};
}

static void lane_begin(lane *l, shard *s, size_t size, const teller *t)
{
    lane_idle(l);
    if (!s)
        return;
    if (shard_begin(s, size))
        *l = (lane){s, s->table, s->plan->class};
    else
        shard_tell_all(s, t->found, t->context);
}

/* The octet led to where something is to be done; the row that it led to. */
static uint32_t lane_turn(lane *l, uint32_t row, unsigned char octet,
                          const teller *t)
{
    uint32_t to = l->table[row + l->class[octet]];
    if (to < ROW_TELLS)
        return to;
    if (to == ROW_UNKNOWN && !shard_step(l->shard, row, l->class[octet], &to)) {
        shard_tell_all(l->shard, t->found, t->context);
        lane_idle(l);
        return 0;
    }
    l->table = l->shard->table;
    if (to & ROW_TELLS) {
        to &= ~ROW_TELLS;
        shard_tell(l->shard, to, t->found, t->context);
    }
    return to;
}

static void search_lane(lane *l, const unsigned char *p,
                        const unsigned char *end, const teller *t)
{
    const uint32_t *table = l->table;
    const uint8_t *class = l->class;
    uint32_t row = 0;
    for (; p < end; p++) {
        uint32_t to = table[row + class[*p]];
        if (G_UNLIKELY(to >= ROW_TELLS)) {
            to = lane_turn(l, row, *p, t);
            table = l->table;
            class = l->class;
        }
        row = to;
    }
}

/* Written out, so that all four are in registers and wait for memory at the
 * same time. */
static void search_lanes(lane l[LANES], const unsigned char *p,
                         const unsigned char *end, const teller *t)
{
    uint32_t a = 0, b = 0, c = 0, d = 0;
    while (p < end) {
        const uint32_t *ta = l[0].table, *tb = l[1].table, *tc = l[2].table,
                       *td = l[3].table;
        const uint8_t *ca = l[0].class, *cb = l[1].class, *cc = l[2].class,
                      *cd = l[3].class;
        for (; p < end; p++) {
            unsigned char o = *p;
            uint32_t na = ta[a + ca[o]], nb = tb[b + cb[o]];
            uint32_t nc = tc[c + cc[o]], nd = td[d + cd[o]];
            if (G_UNLIKELY((na | nb | nc | nd) >= ROW_TELLS))
                break;
            a = na;
            b = nb;
            c = nc;
            d = nd;
        }
        if (p < end) {
            a = lane_turn(&l[0], a, *p, t);
            b = lane_turn(&l[1], b, *p, t);
            c = lane_turn(&l[2], c, *p, t);
            d = lane_turn(&l[3], d, *p, t);
            p++;
        }
    }
}

void sieve_search(sieve *s, const char *data, size_t size, sieve_found found,
                  void *context)
{
    const unsigned char *p = (const unsigned char *)data;
    const teller t = {found, context};
    guint count = s->shards->len;
    lane l[LANES];
    g_mutex_lock(&s->lock);
    for (guint i = 0; i < count; i += LANES) {
        for (guint k = 0; k < LANES; k++)
            lane_begin(&l[k], i + k < count ? s->shards->pdata[i + k] : NULL,
                       size, &t);
        if (i + 1 < count)
            search_lanes(l, p, p + size, &t);
        else
            search_lane(&l[0], p, p + size, &t);
    }
    g_mutex_unlock(&s->lock);
}
