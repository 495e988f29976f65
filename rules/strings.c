/* strings: an Aho-Corasick automaton over classes of octets. */
#include "rules/strings.h"

#include <string.h>

/* While it is built: a trie with one child table a node. */
typedef struct node {
    GHashTable *children; /* octet -> node number */
    GArray *owners;       /* unsigned */
} node;

struct strings_builder {
    GPtrArray *nodes; /* node*; 0 is the root */
    bool used[256];
};

struct strings {
    uint8_t class[256]; /* octet -> class; 0: in no string */
    unsigned classes;
    uint32_t *next;   /* state * classes + class -> state * classes */
    uint32_t *output; /* state -> index into owners, 0: none */
    GArray *owners;   /* unsigned lists, each ended by G_MAXUINT */
};

static node *node_new(void)
{
    node *n = g_new0(node, 1);
    n->children = g_hash_table_new(NULL, NULL);
    n->owners = g_array_new(FALSE, FALSE, sizeof(unsigned));
    return n;
}

static void node_free(gpointer data)
{
    node *n = data;
    g_hash_table_unref(n->children);
    g_array_unref(n->owners);
    g_free(n);
}

strings_builder *strings_builder_new(void)
{
    strings_builder *b = g_new0(strings_builder, 1);
    b->nodes = g_ptr_array_new_with_free_func(node_free);
    g_ptr_array_add(b->nodes, node_new());
    return b;
}

void strings_add(strings_builder *b, const void *text, size_t size,
                 unsigned owner)
{
    const unsigned char *octets = text;
    node *at = b->nodes->pdata[0];
    for (size_t i = 0; i < size; i++) {
        unsigned c = (unsigned char)g_ascii_tolower((char)octets[i]);
        b->used[c] = true;
        gpointer key = GUINT_TO_POINTER(c);
        unsigned next =
            GPOINTER_TO_UINT(g_hash_table_lookup(at->children, key));
        if (next == 0) {
            next = b->nodes->len;
            g_ptr_array_add(b->nodes, node_new());
            g_hash_table_insert(at->children, key, GUINT_TO_POINTER(next));
        }
        at = b->nodes->pdata[next];
    }
    g_array_append_val(at->owners, owner);
}

static void builder_free(strings_builder *b)
{
    g_ptr_array_unref(b->nodes);
    g_free(b);
}

/* Octets of the strings get a class each, upper case that of its lower case. */
static void number_classes(strings *s, const bool used[256])
{
    s->classes = 1;
    for (int c = 0; c < 256; c++)
        if (used[c])
            s->class[c] = (uint8_t)s->classes++;
    for (int c = 'A'; c <= 'Z'; c++)
        s->class[c] = s->class[g_ascii_tolower((char)c) & 0xff];
}

static void copy_children(strings *s, const node *n, uint32_t *row)
{
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, n->children);
    while (g_hash_table_iter_next(&iter, &key, &value))
        row[s->class[GPOINTER_TO_UINT(key)]] = GPOINTER_TO_UINT(value);
}

static void add_outputs(strings *s, const strings_builder *b,
                        const uint32_t *fail, uint32_t state)
{
    const unsigned end = G_MAXUINT;
    guint start = s->owners->len;
    for (uint32_t q = state; q != 0; q = fail[q]) {
        const GArray *owners = ((const node *)b->nodes->pdata[q])->owners;
        g_array_append_vals(s->owners, owners->data, owners->len);
    }
    if (s->owners->len == start)
        return;
    g_array_append_val(s->owners, end);
    s->output[state] = start;
}

/* Breadth first: each missing edge goes where the longest suffix would go. */
static void link_states(strings *s, const strings_builder *b)
{
    unsigned count = b->nodes->len, k = s->classes;
    g_autofree uint32_t *fail = g_new0(uint32_t, count);
    g_autofree uint32_t *queue = g_new0(uint32_t, count);
    unsigned head = 0, tail = 0;
    for (unsigned c = 1; c < k; c++)
        if (s->next[c] != 0)
            queue[tail++] = s->next[c];
    while (head < tail) {
        uint32_t q = queue[head++];
        for (unsigned c = 1; c < k; c++) {
            uint32_t child = s->next[q * k + c];
            uint32_t via = s->next[fail[q] * k + c];
            if (child == 0) {
                s->next[q * k + c] = via;
            } else {
                fail[child] = via;
                queue[tail++] = child;
            }
        }
        add_outputs(s, b, fail, q);
    }
}

strings *strings_build(strings_builder *b)
{
    unsigned count = b->nodes->len;
    if (count == 1) {
        builder_free(b);
        return NULL;
    }
    strings *s = g_new0(strings, 1);
    const unsigned end = G_MAXUINT;
    number_classes(s, b->used);
    s->owners = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_array_append_val(s->owners, end); /* index 0: no output */
    s->next = g_new0(uint32_t, (gsize)count * s->classes);
    s->output = g_new0(uint32_t, count);
    for (unsigned i = 0; i < count; i++)
        copy_children(s, b->nodes->pdata[i], s->next + (gsize)i * s->classes);
    link_states(s, b);
    builder_free(b);
    return s;
}

void strings_free(strings *s)
{
    if (s == NULL)
        return;
    g_free(s->next);
    g_free(s->output);
    g_array_unref(s->owners);
    g_free(s);
}

void strings_search(const strings *s, const char *data, size_t size,
                    strings_found found, void *context)
{
    uint32_t state = 0;
    for (size_t i = 0; i < size; i++) {
        state = s->next[(gsize)state * s->classes +
                        s->class[(unsigned char)data[i]]];
        if (s->output[state] == 0)
            continue;
        const unsigned *o =
            &g_array_index(s->owners, unsigned, s->output[state]);
        for (; *o != G_MAXUINT; o++)
            found(*o, context);
    }
}
