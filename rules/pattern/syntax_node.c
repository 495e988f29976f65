/* syntax_node: nodes of a pattern's tree, as they are made. */
#include "rules/pattern/syntax_room.h"

static syntax_node *node_at(syntax_reader *r, unsigned n)
{
    return &g_array_index(r->tree->nodes, syntax_node, n);
}

unsigned syntax_new(syntax_reader *r, syntax_kind kind)
{
    syntax_node n = {.kind = kind};
    if (r->tree->nodes->len >= SYNTAX_NODES_MAX)
        r->lost = true;
    else
        g_array_append_val(r->tree->nodes, n);
    return r->tree->nodes->len - 1;
}

void syntax_append(syntax_reader *r, unsigned parent, unsigned *last,
                   unsigned child)
{
    if (*last == 0)
        node_at(r, parent)->first = child;
    else
        node_at(r, *last)->next = child;
    *last = child;
}

unsigned syntax_set(syntax_reader *r, const octet_set *raw)
{
    unsigned n = syntax_new(r, SYNTAX_SET);
    octet_set folded = *raw;
    for (unsigned c = 'A'; c <= 'Z'; c++)
        if (octet_has(raw, (unsigned char)c)) {
            folded.bits[c >> 6] &= ~((uint64_t)1 << (c & 63));
            octet_add(&folded, (unsigned char)(c + 32));
        }
    node_at(r, n)->set = folded;
    return n;
}

unsigned syntax_repeat(syntax_reader *r, unsigned child, unsigned least,
                       unsigned most)
{
    unsigned n = syntax_new(r, SYNTAX_REPEAT);
    syntax_node *x = node_at(r, n);
    x->first = child;
    x->least = least;
    x->most = most;
    return n;
}
