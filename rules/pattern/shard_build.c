/* shard_build: joins what patterns need into one nondeterministic automaton
 * (Thompson, 1968), and sorts octets into classes. */
#include "rules/pattern/sieve_room.h"

#include <string.h>

struct shard_builder {
    GArray *nodes;    /* plan_node */
    GArray *sets;     /* octet_set */
    GHashTable *find; /* octet_set* -> its index + 1 */
    GArray *entries;  /* uint32_t: where each run begins */
};

static guint set_hash(gconstpointer key)
{
    const octet_set *s = key;
    uint64_t h = 0;
    for (int i = 0; i < 4; i++)
        h = (h ^ s->bits[i]) * 0x9e3779b97f4a7c15u;
    return (guint)(h >> 32);
}

static gboolean set_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(octet_set)) == 0;
}

shard_builder *shard_builder_new(void)
{
    shard_builder *b = g_new0(shard_builder, 1);
    b->nodes = g_array_new(FALSE, FALSE, sizeof(plan_node));
    b->sets = g_array_new(FALSE, FALSE, sizeof(octet_set));
    b->find = g_hash_table_new_full(set_hash, set_equal, g_free, NULL);
    b->entries = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return b;
}

static void builder_free(shard_builder *b)
{
    if (b->nodes)
        g_array_unref(b->nodes);
    g_array_unref(b->sets);
    g_hash_table_unref(b->find);
    g_array_unref(b->entries);
    g_free(b);
}

static uint32_t set_number(shard_builder *b, const octet_set *s)
{
    unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(b->find, s));
    if (n == 0) {
        g_array_append_val(b->sets, *s);
        n = b->sets->len;
        g_hash_table_insert(b->find, g_memdup2(s, sizeof *s),
                            GUINT_TO_POINTER(n));
    }
    return n - 1;
}

static uint32_t add_node(shard_builder *b, plan_kind kind, uint32_t out,
                         uint32_t alt)
{
    plan_node n = {kind, 0, out, alt};
    g_array_append_val(b->nodes, n);
    return b->nodes->len - 1;
}

static uint32_t add_char(shard_builder *b, const octet_set *s, uint32_t next)
{
    uint32_t at = add_node(b, PLAN_CHAR, next, 0);
    g_array_index(b->nodes, plan_node, at).set = set_number(b, s);
    return at;
}

/* ---- from the end to the front: each returns where its piece begins ---- */

static uint32_t put_node(shard_builder *b, const syntax *t, unsigned node,
                         uint32_t next);

static uint32_t put_sequence(shard_builder *b, const syntax *t,
                             const syntax_node *x, uint32_t next)
{
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(unsigned));
    for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
        g_array_append_val(children, c);
    for (guint i = children->len; i > 0; i--)
        next = put_node(b, t, g_array_index(children, unsigned, i - 1), next);
    return next;
}

static uint32_t put_alternatives(shard_builder *b, const syntax *t,
                                 const syntax_node *x, uint32_t next)
{
    uint32_t all = add_node(b, PLAN_DEAD, 0, 0);
    for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
        all = add_node(b, PLAN_SPLIT, put_node(b, t, c, next), all);
    return all;
}

static uint32_t put_copies(shard_builder *b, const syntax *t, unsigned node,
                           unsigned copies, uint32_t next)
{
    for (; copies > 0; copies--)
        next = put_node(b, t, node, next);
    return next;
}

/* Adds what may follow the copies that must be there. */
static uint32_t put_repeat(shard_builder *b, const syntax *t,
                           const syntax_node *x, uint32_t next)
{
    unsigned copies = need_copies(x->least, syntax_at(t, x->first)->places);
    if (copies == x->least && x->most - x->least <= 1) {
        if (x->most > x->least)
            next =
                add_node(b, PLAN_SPLIT, put_node(b, t, x->first, next), next);
        return put_copies(b, t, x->first, copies, next);
    }
    uint32_t loop = add_node(b, PLAN_SPLIT, 0, next);
    uint32_t body = put_node(b, t, x->first, loop);
    g_array_index(b->nodes, plan_node, loop).out = body;
    if (copies == 0)
        return loop;
    return put_copies(b, t, x->first, copies - 1, body);
}

static uint32_t put_any(shard_builder *b, uint32_t next)
{
    const octet_set all = {
        {~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0}};
    uint32_t loop = add_node(b, PLAN_SPLIT, 0, next);
    uint32_t body = add_char(b, &all, loop);
    g_array_index(b->nodes, plan_node, loop).out = body;
    return loop;
}

static uint32_t put_node(shard_builder *b, const syntax *t, unsigned node,
                         uint32_t next)
{
    const syntax_node *x = syntax_at(t, node);
    switch (x->kind) {
    case SYNTAX_SET:
        return add_char(b, &x->set, next);
    case SYNTAX_CAT:
        return put_sequence(b, t, x, next);
    case SYNTAX_ALT:
        return put_alternatives(b, t, x, next);
    case SYNTAX_REPEAT:
        return put_repeat(b, t, x, next);
    case SYNTAX_ANY:
        return put_any(b, next);
    default:
        return next;
    }
}

void shard_add(shard_builder *b, const syntax *t, const need *n, unsigned owner)
{
    uint32_t accept = add_node(b, PLAN_ACCEPT, owner, 0);
    for (guint i = 0; i < n->runs->len; i++) {
        const GArray *run = n->runs->pdata[i];
        uint32_t next = accept;
        for (guint j = run->len; j > 0; j--) {
            need_item item = g_array_index(run, need_item, j - 1);
            next = put_copies(b, t, item.node, MAX(item.copies, 1), next);
        }
        g_array_append_val(b->entries, next);
    }
}

/* ---- classes of octets ---- */

/* Frequent octets get the first numbers: what a search mostly looks at then lies
 * in few lines of the processor's cache. */
static void number_classes(shard_plan *p, const uint8_t class[256],
                           unsigned count)
{
    int number[256];
    unsigned next = 0, octets = (unsigned)strlen(need_octets);
    memset(number, 0xff, sizeof number);
    for (unsigned i = 0; i < octets + 256; i++) {
        unsigned c = i < octets ? (unsigned char)need_octets[i] : i - octets;
        if (number[class[c]] < 0)
            number[class[c]] = (int)next++;
    }
    for (unsigned c = 0; c < 256; c++)
        p->class[c] = (uint8_t)number[class[c]];
    p->classes = count;
}

static void find_classes(const shard_builder *b, shard_plan *p)
{
    unsigned count = 1;
    uint8_t class[256] = {0};
    for (guint i = 0; i < b->sets->len; i++) {
        const octet_set *s = &g_array_index(b->sets, octet_set, i);
        int renamed[256][2];
        unsigned next = 0;
        memset(renamed, 0xff, sizeof renamed);
        for (unsigned c = 0; c < 256; c++) {
            int *to = &renamed[class[c]][octet_has(s, (unsigned char)c)];
            if (*to < 0)
                *to = (int)next++;
            class[c] = (uint8_t)*to;
        }
        count = next;
    }
    for (unsigned c = 'A'; c <= 'Z'; c++)
        class[c] = class[c + 32];
    number_classes(p, class, count);
}

static void find_members(const shard_builder *b, shard_plan *p)
{
    p->has = g_new0(uint8_t, (gsize)b->sets->len * p->classes + 1);
    for (guint i = 0; i < b->sets->len; i++) {
        const octet_set *s = &g_array_index(b->sets, octet_set, i);
        for (unsigned c = 0; c < 256; c++)
            if (octet_has(s, (unsigned char)c))
                p->has[i * p->classes + p->class[c]] = 1;
    }
}

/* Every node that reads an octet and can be the first of a run. */
static void find_starts(const shard_builder *b, shard_plan *p)
{
    g_autofree bool *seen = g_new0(bool, b->nodes->len);
    g_autoptr(GArray) stack = g_array_copy(b->entries);
    p->starts = g_new0(GArray *, p->classes);
    for (unsigned c = 0; c < p->classes; c++)
        p->starts[c] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    while (stack->len > 0) {
        uint32_t at = g_array_index(stack, uint32_t, stack->len - 1);
        const plan_node *n = &g_array_index(b->nodes, plan_node, at);
        g_array_set_size(stack, stack->len - 1);
        if (seen[at])
            continue;
        seen[at] = true;
        if (n->kind == PLAN_SPLIT) {
            g_array_append_val(stack, n->out);
            g_array_append_val(stack, n->alt);
        }
        for (unsigned c = 0; n->kind == PLAN_CHAR && c < p->classes; c++)
            if (p->has[n->set * p->classes + c])
                g_array_append_val(p->starts[c], at);
    }
}

shard_plan *shard_build(shard_builder *b)
{
    shard_plan *p = g_new0(shard_plan, 1);
    find_classes(b, p);
    find_members(b, p);
    find_starts(b, p);
    p->nodes = g_steal_pointer(&b->nodes);
    builder_free(b);
    return p;
}

void shard_plan_free(shard_plan *p)
{
    for (unsigned c = 0; c < p->classes; c++)
        g_array_unref(p->starts[c]);
    g_free(p->starts);
    g_free(p->has);
    g_array_unref(p->nodes);
    g_free(p);
}
