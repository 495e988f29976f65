/* shard: one automaton of a sieve, whose deterministic states are made where a
 * text first needs them.
 *
 * A run can begin at every octet, so most of what waits after an octet
 * depends on that octet alone: its base.  A state is a base and the nodes
 * that wait besides; where there are none, it is bare.
 */
#include "rules/pattern/sieve_room.h"

#include <string.h>

#define STEP_STATES 4  /* more than one step makes */
#define CACHE_LINE  64 /* octets */
#define LINE_ROWS   (CACHE_LINE / sizeof(uint32_t))

struct shard_base {
    uint32_t same;   /* index of the first base that holds the same */
    uint32_t *nodes; /* sorted; NULL: not made yet */
    uint32_t count;
    uint32_t *owners; /* runs of one octet */
    uint32_t owners_count;
};

/* ---- states by what they hold ---- */

static guint hash_of(const GArray *numbers, guint seed)
{
    uint64_t h = seed + numbers->len;
    for (guint i = 0; i < numbers->len; i++)
        h = (h ^ g_array_index(numbers, uint32_t, i)) * 0x9e3779b97f4a7c15u;
    return (guint)(h >> 32) ^ (guint)h;
}

static const uint32_t *pool_at(const shard *s, uint32_t at)
{
    return (const uint32_t *)(const void *)s->pool->data + at;
}

static const shard_state *state_at(const shard *s, uint32_t number)
{
    return &g_array_index(s->states, shard_state, number);
}

static bool holds(const shard *s, uint32_t at, uint32_t count, const GArray *a)
{
    return count == a->len &&
           (count == 0 ||
            memcmp(pool_at(s, at), a->data, count * sizeof(uint32_t)) == 0);
}

static bool is_state(const shard *s, uint32_t number, uint32_t base)
{
    const shard_state *x = state_at(s, number);
    return x->base == base && holds(s, x->nodes, x->count, s->next) &&
           holds(s, x->owners, x->owners_count, s->owners);
}

static size_t table_size(const shard *s, size_t rows)
{
    return rows * s->stride * sizeof *s->table;
}

static size_t more_rows(const shard *s)
{
    return MAX(16, s->rows + s->rows / 2);
}

/* Is there too little room for the states that one step may make? */
static bool is_full(const shard *s)
{
    if (s->states->len >= SHARD_STATES_MAX || s->pool->len >= SHARD_POOL_MAX)
        return true;
    size_t more = table_size(s, more_rows(s)) - table_size(s, s->rows);
    return s->states->len + STEP_STATES > s->rows &&
           s->rows > SHARD_STATES_FREE &&
           atomic_load(&s->budget->used) + more > s->budget->most;
}

/* Are states made faster than that is worth? */
static bool is_busy(const shard *s)
{
    return s->searched / SHARD_OCTETS_A_STATE < s->states->len ||
           s->searched * SHARD_NUMBERS_AN_OCTET < s->pool->len;
}

/* Rows begin at a line of the processor's cache. */
static void grow_table(shard *s)
{
    size_t rows = more_rows(s), had = table_size(s, s->rows);
    uint32_t *table =
        g_aligned_alloc(rows * s->stride, sizeof *table, CACHE_LINE);
    if (had > 0)
        memcpy(table, s->table, had);
    atomic_fetch_add(&s->budget->used, table_size(s, rows) - had);
    g_aligned_free(s->table);
    s->table = table;
    s->rows = rows;
}

static void drop_table(shard *s)
{
    atomic_fetch_sub(&s->budget->used, table_size(s, s->rows));
    g_aligned_free(s->table);
    s->table = NULL;
    s->rows = 0;
}

static uint32_t add_state(shard *s, uint32_t base)
{
    uint32_t number = s->states->len;
    shard_state x = {base, s->pool->len, s->next->len,
                     s->pool->len + s->next->len, s->owners->len};
    if (s->next->len > 0)
        g_array_append_vals(s->pool, s->next->data, s->next->len);
    if (s->owners->len > 0)
        g_array_append_vals(s->pool, s->owners->data, s->owners->len);
    g_array_append_val(s->states, x);
    if (number >= s->rows)
        grow_table(s);
    memset(s->table + (size_t)number * s->stride, 0xff,
           s->stride * sizeof *s->table);
    return number;
}

/* The state that the base, `next` and `owners` describe. Of two with one hash
 * only the newer is found again. */
static uint32_t find_state(shard *s, uint32_t base)
{
    gpointer key =
        GUINT_TO_POINTER(hash_of(s->next, base) ^ hash_of(s->owners, 0));
    unsigned known = GPOINTER_TO_UINT(g_hash_table_lookup(s->known, key));
    if (known > 0 && is_state(s, known - 1, base))
        return known - 1;
    uint32_t number = add_state(s, base);
    g_hash_table_insert(s->known, key, GUINT_TO_POINTER(number + 1));
    return number;
}

static void clear_next(shard *s)
{
    g_array_set_size(s->next, 0);
    g_array_set_size(s->owners, 0);
}

/* Only the state at the beginning of a text is left, where nothing waits. */
static void forget_states(shard *s)
{
    const uint32_t none = 0;
    g_array_set_size(s->states, 0);
    g_array_set_size(s->pool, 0);
    g_array_append_val(s->pool, none); /* so that the pool has a place */
    drop_table(s);
    g_hash_table_remove_all(s->known);
    memset(s->bare, 0xff, (s->plan->classes + 1) * sizeof *s->bare);
    s->searched = 0;
    clear_next(s);
    s->bare[0] = find_state(s, 0);
}

/* ---- sorted numbers ---- */

/* Shell's sort, with the gaps that Ciura found in 2001: lists are short, and a
 * comparison is an instruction. */
static void sort_numbers(GArray *a)
{
    static const guint gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    uint32_t *n = (uint32_t *)(void *)a->data;
    for (size_t g = 0; g < G_N_ELEMENTS(gaps); g++) {
        guint gap = gaps[g];
        if (gap >= a->len)
            continue;
        for (guint i = gap; i < a->len; i++) {
            uint32_t value = n[i];
            guint j = i;
            for (; j >= gap && n[j - gap] > value; j -= gap)
                n[j] = n[j - gap];
            n[j] = value;
        }
    }
}

static void drop_doubles(GArray *a)
{
    uint32_t *n = (uint32_t *)(void *)a->data;
    guint kept = 0;
    for (guint i = 0; i < a->len; i++)
        if (kept == 0 || n[kept - 1] != n[i])
            n[kept++] = n[i];
    g_array_set_size(a, kept);
}

static bool base_has(const shard_base *b, uint32_t number)
{
    uint32_t low = 0, high = b->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (b->nodes[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->count && b->nodes[low] == number;
}

static void drop_base(GArray *a, const shard_base *b)
{
    uint32_t *n = (uint32_t *)(void *)a->data;
    guint kept = 0;
    for (guint i = 0; i < a->len; i++)
        if (!base_has(b, n[i]))
            n[kept++] = n[i];
    g_array_set_size(a, kept);
}

/* ---- following ---- */

static void begin_step(shard *s)
{
    clear_next(s);
    if (++s->step == 0) { /* marks have come round */
        memset(s->mark, 0, s->plan->nodes->len * sizeof *s->mark);
        s->step = 1;
    }
}

/* There is room: see shard_new. */
static inline void push(GArray *a, uint32_t number)
{
    ((uint32_t *)(void *)a->data)[a->len++] = number;
}

/* Adds to `next` and `owners` all that the node leads to without an octet. */
static void follow(shard *s, uint32_t from)
{
    const plan_node *nodes =
        (const plan_node *)(const void *)s->plan->nodes->data;
    push(s->stack, from);
    while (s->stack->len > 0) {
        uint32_t at = g_array_index(s->stack, uint32_t, s->stack->len - 1);
        const plan_node *n = &nodes[at];
        s->stack->len--;
        if (s->mark[at] == s->step)
            continue;
        s->mark[at] = s->step;
        if (n->kind == PLAN_CHAR) {
            push(s->next, at);
        } else if (n->kind == PLAN_SPLIT) {
            push(s->stack, n->alt);
            push(s->stack, n->out);
        } else if (n->kind == PLAN_ACCEPT) {
            push(s->owners, n->out);
        }
    }
}

/* Follows those of the nodes that take an octet of the class. */
static void follow_all(shard *s, const uint32_t *numbers, uint32_t count,
                       unsigned class)
{
    const shard_plan *p = s->plan;
    const plan_node *nodes = (const plan_node *)(const void *)p->nodes->data;
    for (uint32_t i = 0; i < count; i++)
        if (p->has[nodes[numbers[i]].set * p->classes + class])
            follow(s, nodes[numbers[i]].out);
}

/* ---- bases ---- */

static uint32_t *copy_of(const GArray *a)
{
    uint32_t *copy = g_new(uint32_t, a->len + 1);
    if (a->len > 0)
        memcpy(copy, a->data, a->len * sizeof *copy);
    return copy;
}

static bool is_same(const shard_base *x, const shard_base *y)
{
    return x->count == y->count && x->owners_count == y->owners_count &&
           (x->count == 0 ||
            memcmp(x->nodes, y->nodes, x->count * sizeof *x->nodes) == 0) &&
           (x->owners_count == 0 ||
            memcmp(x->owners, y->owners, x->owners_count * sizeof *x->owners) ==
                0);
}

static void make_base(shard *s, unsigned class)
{
    const GArray *starts = s->plan->starts[class];
    shard_base *b = &s->bases[class + 1];
    begin_step(s);
    for (guint i = 0; i < starts->len; i++)
        follow(s, g_array_index(s->plan->nodes, plan_node,
                                g_array_index(starts, uint32_t, i))
                      .out);
    sort_numbers(s->next);
    sort_numbers(s->owners);
    b->count = s->next->len;
    b->owners_count = s->owners->len;
    b->owners = copy_of(s->owners);
    b->nodes = copy_of(s->next);
    b->same = 0;
    while (!is_same(&s->bases[b->same], b) || !s->bases[b->same].nodes)
        b->same++;
}

/* What waits after an octet of the class, whatever came before it. */
static uint32_t base_of(shard *s, unsigned class)
{
    if (!s->bases[class + 1].nodes)
        make_base(s, class);
    return s->bases[class + 1].same;
}

/* The state of a base with nothing besides, as rows go on from it. */
static uint32_t bare_of(shard *s, uint32_t base)
{
    if (s->bare[base] == UINT32_MAX) {
        clear_next(s);
        s->bare[base] = find_state(s, base);
    }
    return s->bare[base];
}

/* ---- one step ---- */

/* Where a state goes that has nothing besides its base; kept in the table. */
static uint32_t step_bare(shard *s, uint32_t number, unsigned class)
{
    uint32_t *entry = &s->table[(size_t)number * s->stride + class];
    if (*entry != ROW_UNKNOWN)
        return (*entry & ~ROW_TELLS) / s->stride;
    uint32_t to = base_of(s, class);
    const shard_base *from = &s->bases[state_at(s, number)->base];
    const shard_base *base = &s->bases[to];
    begin_step(s);
    follow_all(s, from->nodes, from->count, class);
    if (base->owners_count > 0)
        g_array_append_vals(s->owners, base->owners, base->owners_count);
    sort_numbers(s->next);
    sort_numbers(s->owners);
    drop_doubles(s->owners);
    drop_base(s->next, base);
    uint32_t next = find_state(s, to);
    s->table[(size_t)number * s->stride + class] =
        next * s->stride | (s->owners->len > 0 ? ROW_TELLS : 0);
    return next;
}

/* Joins sorted numbers to the array's, sorted too. */
static void merge(shard *s, GArray **into, const uint32_t *more, uint32_t count)
{
    const GArray *a = *into;
    guint i = 0;
    g_array_set_size(s->merged, 0);
    for (uint32_t j = 0; i < a->len || j < count;) {
        uint32_t x = i < a->len ? g_array_index(a, uint32_t, i) : UINT32_MAX;
        uint32_t y = j < count ? more[j] : UINT32_MAX;
        push(s->merged, MIN(x, y));
        i += x <= y;
        j += y <= x;
    }
    GArray *old = *into;
    *into = s->merged;
    s->merged = old;
}

/* Where any other state goes: where its base goes, and where the nodes go that
 * wait besides. */
static uint32_t step_other(shard *s, uint32_t number, unsigned class)
{
    uint32_t bare = bare_of(s, state_at(s, number)->base);
    uint32_t as_base = step_bare(s, bare, class);
    const shard_state x = *state_at(s, number), bared = *state_at(s, as_base);
    begin_step(s);
    follow_all(s, pool_at(s, x.nodes), x.count, class);
    drop_base(s->next, &s->bases[bared.base]);
    if (s->next->len == 0 && s->owners->len == 0)
        return as_base;
    sort_numbers(s->next);
    sort_numbers(s->owners);
    merge(s, &s->next, pool_at(s, bared.nodes), bared.count);
    merge(s, &s->owners, pool_at(s, bared.owners), bared.owners_count);
    return find_state(s, bared.base);
}

bool shard_step(shard *s, uint32_t row, unsigned class, uint32_t *to)
{
    uint32_t number = row / s->stride, next;
    bool full = is_full(s);
    if (full && is_busy(s)) {
        forget_states(s);
        s->pause = SHARD_PAUSE;
        return false;
    }
    const shard_state x = *state_at(s, number);
    if (x.count == 0)
        next = step_bare(s, number, class);
    else
        next = step_other(s, number, class);
    if (full) { /* all but the new state goes */
        const shard_state kept = *state_at(s, next);
        GArray *nodes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        GArray *owners = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_array_append_vals(nodes, pool_at(s, kept.nodes), kept.count);
        g_array_append_vals(owners, pool_at(s, kept.owners), kept.owners_count);
        forget_states(s);
        g_array_append_vals(s->next, nodes->data, nodes->len);
        g_array_append_vals(s->owners, owners->data, owners->len);
        next = find_state(s, kept.base);
        g_array_unref(nodes);
        g_array_unref(owners);
    }
    *to = next * s->stride |
          (state_at(s, next)->owners_count > 0 ? ROW_TELLS : 0);
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
    const shard_state *x = state_at(s, row / s->stride);
    const uint32_t *owners = pool_at(s, x->owners);
    for (uint32_t i = 0; i < x->owners_count; i++)
        found(owners[i], context);
}

void shard_tell_all(const shard *s, sieve_found found, void *context)
{
    for (guint i = 0; i < s->all->len; i++)
        found(g_array_index(s->all, unsigned, i), context);
}

shard *shard_new(shard_plan *p, GArray *all, sieve_budget *budget)
{
    shard *s = g_new0(shard, 1);
    s->plan = p;
    s->all = all;
    s->budget = budget;
    s->stride = (p->classes + LINE_ROWS - 1) / LINE_ROWS * LINE_ROWS;
    s->states = g_array_new(FALSE, FALSE, sizeof(shard_state));
    s->pool = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    s->known = g_hash_table_new(NULL, NULL);
    s->bases = g_new0(shard_base, p->classes + 1);
    s->bases[0].nodes = g_new(uint32_t, 1);
    s->bare = g_new(uint32_t, p->classes + 1);
    s->mark = g_new0(uint32_t, p->nodes->len);
    /* In one step each node is put into `next` or `owners` once, and on the
     * stack once by each node that leads to it. What another state gives is no
     * more than that. */
    guint room = 2 * p->nodes->len + 2;
    s->stack = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), room);
    s->next = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), room);
    s->merged = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), room);
    s->owners = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), room);
    forget_states(s);
    return s;
}

void shard_free(gpointer data)
{
    shard *s = data;
    for (unsigned i = 0; i <= s->plan->classes; i++) {
        g_free(s->bases[i].nodes);
        g_free(s->bases[i].owners);
    }
    g_free(s->bases);
    g_free(s->bare);
    shard_plan_free(s->plan);
    g_array_unref(s->all);
    g_array_unref(s->states);
    g_array_unref(s->pool);
    g_hash_table_unref(s->known);
    drop_table(s);
    g_free(s->mark);
    g_array_unref(s->stack);
    g_array_unref(s->next);
    g_array_unref(s->merged);
    g_array_unref(s->owners);
    g_free(s);
}
