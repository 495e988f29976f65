/* sieve: searches, making deterministic states where a text first needs them. */
#include "rules/sieve.h"

#include <string.h>

/* An entry of the table is the row of the next state, or one of these. */
#define ROW_UNKNOWN UINT32_MAX
#define ROW_TELLS   0x80000000u /* flag: owners are found there */

/* A state: the nodes that wait for the next octet (besides those where a run
 * begins, which always do), and the owners that are found. */
typedef struct state {
    uint32_t nodes, count; /* place and number in `pool` */
    uint32_t owners, owners_count;
} state;

struct sieve {
    GMutex lock;
    sieve_plan *plan;
    GArray *states;    /* state; 0 is that of the text's begin */
    GArray *pool;      /* uint32_t */
    GHashTable *known; /* hash -> number + 1 of a state that has it */
    uint32_t *table;   /* state * classes + class -> row */
    size_t rows;       /* that the table has room for */
    uint32_t *mark;    /* by node: of the step that saw it last */
    uint32_t step;
    GArray *stack;     /* uint32_t */
    GArray *next;      /* uint32_t: nodes of the state being made */
    GArray *owners;    /* uint32_t */
    uint64_t searched; /* octets since states were last forgotten */
    size_t pause;      /* octets still to be let through */
};

/* ---- states by what they hold ---- */

static guint hash_of(const uint32_t *nodes, guint count)
{
    uint64_t h = count;
    for (guint i = 0; i < count; i++)
        h = (h ^ nodes[i]) * 0x9e3779b97f4a7c15u;
    return (guint)(h >> 32);
}

static bool is_state(const sieve *s, uint32_t number)
{
    const state *x = &g_array_index(s->states, state, number);
    const uint32_t *pool = (const uint32_t *)(void *)s->pool->data;
    return x->count == s->next->len && x->owners_count == s->owners->len &&
           memcmp(pool + x->nodes, s->next->data, x->count * sizeof *pool) ==
               0 &&
           memcmp(pool + x->owners, s->owners->data,
                  x->owners_count * sizeof *pool) == 0;
}

static guint hash_next(const sieve *s)
{
    return hash_of((const uint32_t *)(void *)s->next->data, s->next->len) ^
           hash_of((const uint32_t *)(void *)s->owners->data, s->owners->len);
}

static uint32_t add_state(sieve *s, const state *x)
{
    uint32_t number = s->states->len;
    unsigned classes = s->plan->classes;
    g_array_append_val(s->states, *x);
    if (number >= s->rows) {
        s->rows = MAX(16, s->rows * 2);
        s->table = g_renew(uint32_t, s->table, s->rows * classes);
    }
    memset(s->table + (size_t)number * classes, 0xff,
           classes * sizeof *s->table);
    return number;
}

/* Only the state of the text's begin is left, where nothing waits. */
static void forget_states(sieve *s)
{
    const state begin = {0};
    g_array_set_size(s->states, 0);
    g_array_set_size(s->pool, 0);
    g_hash_table_remove_all(s->known);
    s->searched = 0;
    add_state(s, &begin);
    g_hash_table_insert(s->known, GUINT_TO_POINTER(0), GUINT_TO_POINTER(1));
}

/* The state that `next` and `owners` describe. Of two with one hash only the
 * newer is found again. */
static uint32_t find_state(sieve *s)
{
    gpointer key = GUINT_TO_POINTER(hash_next(s));
    unsigned known = GPOINTER_TO_UINT(g_hash_table_lookup(s->known, key));
    if (known > 0 && is_state(s, known - 1))
        return known - 1;
    state x = {s->pool->len, s->next->len, s->pool->len + s->next->len,
               s->owners->len};
    g_array_append_vals(s->pool, s->next->data, s->next->len);
    g_array_append_vals(s->pool, s->owners->data, s->owners->len);
    uint32_t number = add_state(s, &x);
    g_hash_table_insert(s->known, key, GUINT_TO_POINTER(number + 1));
    return number;
}

/* ---- one step ---- */

static void follow(sieve *s, uint32_t from)
{
    g_array_append_val(s->stack, from);
    while (s->stack->len > 0) {
        uint32_t at = g_array_index(s->stack, uint32_t, s->stack->len - 1);
        const sieve_node *n = &g_array_index(s->plan->nodes, sieve_node, at);
        g_array_set_size(s->stack, s->stack->len - 1);
        if (s->mark[at] == s->step)
            continue;
        s->mark[at] = s->step;
        if (n->kind == SIEVE_CHAR) {
            g_array_append_val(s->next, at);
        } else if (n->kind == SIEVE_SPLIT) {
            g_array_append_val(s->stack, n->alt);
            g_array_append_val(s->stack, n->out);
        } else if (n->kind == SIEVE_ACCEPT) {
            g_array_append_val(s->owners, n->out);
        }
    }
}

static void step_begin(sieve *s)
{
    g_array_set_size(s->next, 0);
    g_array_set_size(s->owners, 0);
    if (++s->step == 0) { /* marks have come round */
        memset(s->mark, 0, s->plan->nodes->len * sizeof *s->mark);
        s->step = 1;
    }
}

static int by_number(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Fills `next` and `owners` with what an octet of the class leads to. */
static void step_from(sieve *s, uint32_t number, unsigned class)
{
    const sieve_plan *p = s->plan;
    const state *x = &g_array_index(s->states, state, number);
    const GArray *starts = p->starts[class];
    step_begin(s);
    for (uint32_t i = 0; i < x->count; i++) {
        uint32_t at = g_array_index(s->pool, uint32_t, x->nodes + i);
        const sieve_node *n = &g_array_index(p->nodes, sieve_node, at);
        if (p->has[n->set * p->classes + class])
            follow(s, n->out);
    }
    for (guint i = 0; i < starts->len; i++)
        follow(s, g_array_index(p->nodes, sieve_node,
                                g_array_index(starts, uint32_t, i))
                      .out);
    g_array_sort(s->next, by_number);
    g_array_sort(s->owners, by_number);
}

/* The row behind an octet of the class, with its flag. False: states are made
 * faster than they are used. */
static bool make_step(sieve *s, uint32_t row, unsigned class, uint32_t *to)
{
    unsigned classes = s->plan->classes;
    step_from(s, row / classes, class);
    bool full = s->states->len >= SIEVE_STATES_MAX;
    if (full) {
        bool busy = s->searched / SIEVE_OCTETS_A_STATE < SIEVE_STATES_MAX;
        forget_states(s);
        if (busy) {
            s->pause = SIEVE_PAUSE;
            return false;
        }
    }
    *to = find_state(s) * classes | (s->owners->len > 0 ? ROW_TELLS : 0);
    if (!full)
        s->table[row + class] = *to;
    return true;
}

/* ---- searching ---- */

static void tell(const sieve *s, uint32_t row, sieve_found found, void *context)
{
    const state *x = &g_array_index(s->states, state, row / s->plan->classes);
    for (uint32_t i = 0; i < x->owners_count; i++)
        found(g_array_index(s->pool, uint32_t, x->owners + i), context);
}

static bool search(sieve *s, const unsigned char *p, size_t size,
                   sieve_found found, void *context)
{
    const unsigned char *end = p + size;
    const uint8_t *class = s->plan->class;
    uint32_t row = 0;
    for (; p < end; p++) {
        uint32_t to = s->table[row + class[*p]];
        if (G_UNLIKELY(to >= ROW_TELLS)) {
            if (to == ROW_UNKNOWN && !make_step(s, row, class[*p], &to))
                return false;
            if (to & ROW_TELLS) {
                to &= ~ROW_TELLS;
                tell(s, to, found, context);
            }
        }
        row = to;
    }
    return true;
}

bool sieve_search(sieve *s, const char *data, size_t size, sieve_found found,
                  void *context)
{
    bool done = false;
    g_mutex_lock(&s->lock);
    if (s->pause > 0) {
        s->pause -= MIN(size, s->pause);
    } else {
        s->searched += size;
        done = search(s, (const unsigned char *)data, size, found, context);
    }
    g_mutex_unlock(&s->lock);
    return done;
}

sieve *sieve_of(sieve_plan *p)
{
    sieve *s = g_new0(sieve, 1);
    g_mutex_init(&s->lock);
    s->plan = p;
    s->states = g_array_new(FALSE, FALSE, sizeof(state));
    s->pool = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    s->known = g_hash_table_new(NULL, NULL);
    s->mark = g_new0(uint32_t, p->nodes->len);
    s->stack = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    s->next = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    s->owners = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    forget_states(s);
    return s;
}

void sieve_free(sieve *s)
{
    if (s == NULL)
        return;
    g_mutex_clear(&s->lock);
    sieve_plan_free(s->plan);
    g_array_unref(s->states);
    g_array_unref(s->pool);
    g_hash_table_unref(s->known);
    g_free(s->table);
    g_free(s->mark);
    g_array_unref(s->stack);
    g_array_unref(s->next);
    g_array_unref(s->owners);
    g_free(s);
}
