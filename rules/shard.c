/* shard: one automaton of a sieve, whose deterministic states are made where a
 * text first needs them. */
#include "rules/sieve_room.h"

#include <string.h>

/* A state: the nodes that wait for the next octet (besides those where a run
 * begins, which always do), and the owners that are found. */
typedef struct state {
    uint32_t nodes, count; /* place and number in `pool` */
    uint32_t owners, owners_count;
} state;

/* ---- states by what they hold ---- */

static guint hash_of(const uint32_t *nodes, guint count)
{
    uint64_t h = count;
    for (guint i = 0; i < count; i++)
        h = (h ^ nodes[i]) * 0x9e3779b97f4a7c15u;
    return (guint)(h >> 32);
}

/* An array of nothing has no data at all. */
static bool is_in_pool(const shard *s, size_t at, const GArray *numbers)
{
    const uint32_t *pool = (const uint32_t *)(void *)s->pool->data;
    return numbers->len == 0 ||
           memcmp(pool + at, numbers->data, numbers->len * sizeof *pool) == 0;
}

static bool is_state(const shard *s, uint32_t number)
{
    const state *x = &g_array_index(s->states, state, number);
    return x->count == s->next->len && x->owners_count == s->owners->len &&
           is_in_pool(s, x->nodes, s->next) &&
           is_in_pool(s, x->owners, s->owners);
}

static guint hash_next(const shard *s)
{
    return hash_of((const uint32_t *)(void *)s->next->data, s->next->len) ^
           hash_of((const uint32_t *)(void *)s->owners->data, s->owners->len);
}

static uint32_t add_state(shard *s, const state *x)
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
static void forget_states(shard *s)
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
static uint32_t find_state(shard *s)
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

static void follow(shard *s, uint32_t from)
{
    g_array_append_val(s->stack, from);
    while (s->stack->len > 0) {
        uint32_t at = g_array_index(s->stack, uint32_t, s->stack->len - 1);
        const plan_node *n = &g_array_index(s->plan->nodes, plan_node, at);
        g_array_set_size(s->stack, s->stack->len - 1);
        if (s->mark[at] == s->step)
            continue;
        s->mark[at] = s->step;
        if (n->kind == PLAN_CHAR) {
            g_array_append_val(s->next, at);
        } else if (n->kind == PLAN_SPLIT) {
            g_array_append_val(s->stack, n->alt);
            g_array_append_val(s->stack, n->out);
        } else if (n->kind == PLAN_ACCEPT) {
            g_array_append_val(s->owners, n->out);
        }
    }
}

static void step_begin(shard *s)
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
static void step_from(shard *s, uint32_t number, unsigned class)
{
    const shard_plan *p = s->plan;
    const state *x = &g_array_index(s->states, state, number);
    const GArray *starts = p->starts[class];
    step_begin(s);
    for (uint32_t i = 0; i < x->count; i++) {
        uint32_t at = g_array_index(s->pool, uint32_t, x->nodes + i);
        const plan_node *n = &g_array_index(p->nodes, plan_node, at);
        if (p->has[n->set * p->classes + class])
            follow(s, n->out);
    }
    for (guint i = 0; i < starts->len; i++)
        follow(s, g_array_index(p->nodes, plan_node,
                                g_array_index(starts, uint32_t, i))
                      .out);
    g_array_sort(s->next, by_number);
    g_array_sort(s->owners, by_number);
}

bool shard_step(shard *s, uint32_t row, unsigned class, uint32_t *to)
{
    unsigned classes = s->plan->classes;
    step_from(s, row / classes, class);
    bool full = s->states->len >= SHARD_STATES_MAX;
    if (full) {
        bool busy = s->searched / SHARD_OCTETS_A_STATE < SHARD_STATES_MAX;
        forget_states(s);
        if (busy) {
            s->pause = SHARD_PAUSE;
            return false;
        }
    }
    *to = find_state(s) * classes | (s->owners->len > 0 ? ROW_TELLS : 0);
    if (!full)
        s->table[row + class] = *to;
    return true;
}

/* ---- texts ---- */

bool shard_begin(shard *s, size_t size)
{
    if (s->pause > 0) {
        s->pause -= MIN(size, s->pause);
        return false;
    }
    s->searched += size;
    return true;
}

void shard_tell(const shard *s, uint32_t row, sieve_found found, void *context)
{
    const state *x = &g_array_index(s->states, state, row / s->plan->classes);
    for (uint32_t i = 0; i < x->owners_count; i++)
        found(g_array_index(s->pool, uint32_t, x->owners + i), context);
}

void shard_tell_all(const shard *s, sieve_found found, void *context)
{
    for (guint i = 0; i < s->all->len; i++)
        found(g_array_index(s->all, unsigned, i), context);
}

shard *shard_new(shard_plan *p, GArray *all)
{
    shard *s = g_new0(shard, 1);
    s->plan = p;
    s->all = all;
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

void shard_free(gpointer data)
{
    shard *s = data;
    shard_plan_free(s->plan);
    g_array_unref(s->all);
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
