/* syntax: a pattern as a tree of octet sets, for prefilters.
 *
 * The tree stands for at least all that the pattern matches, in text
 * folded to ASCII lower case: case, assertions, anchors and back references
 * are left out. Where the syntax is not understood there is no tree.
 */
#ifndef POSTERN_RULES_SYNTAX_H
#define POSTERN_RULES_SYNTAX_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYNTAX_DEPTH_MAX 50     /* nesting of groups that is followed */
#define SYNTAX_NODES_MAX 200000 /* of one pattern */
#define SYNTAX_MANY      (1000u * 1000u) /* a repetition without an end */

typedef enum {
    SYNTAX_EMPTY,  /* the empty string */
    SYNTAX_SET,    /* one octet of the set */
    SYNTAX_CAT,    /* its children in order */
    SYNTAX_ALT,    /* one of its children */
    SYNTAX_REPEAT, /* its one child, `least` to `most` times */
    SYNTAX_ANY     /* any string, the empty one too */
} syntax_kind;

typedef struct octet_set {
    uint64_t bits[4];
} octet_set;

typedef struct syntax_node {
    syntax_kind kind;
    unsigned first, next; /* first child, next sibling; 0: none */
    unsigned least, most;
    octet_set set;
    /* what need_find works out, see need.h */
    float bits;      /* of surprise in a match of it */
    unsigned places; /* octets, repetitions spelled out */
} syntax_node;

typedef struct syntax {
    GArray *nodes; /* syntax_node; index 0 is none */
    unsigned root;
} syntax;

typedef enum {
    SYNTAX_EXTENDED = 1, /* modifier x */
    SYNTAX_CASELESS = 2,
    SYNTAX_UTF8 = 4 /* pattern and text are letters, not octets */
} syntax_flags;

/* NULL if the pattern is not followed. Caller frees. */
syntax *syntax_read(const char *text, unsigned flags);
void syntax_free(syntax *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(syntax, syntax_free)

static inline const syntax_node *syntax_at(const syntax *t, unsigned n)
{
    return &g_array_index(t->nodes, syntax_node, n);
}

static inline bool octet_has(const octet_set *s, unsigned char c)
{
    return (s->bits[c >> 6] >> (c & 63)) & 1;
}

static inline void octet_add(octet_set *s, unsigned char c)
{
    s->bits[c >> 6] |= (uint64_t)1 << (c & 63);
}

#endif
