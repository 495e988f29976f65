/* syntax_room: what the files that read patterns share. Private to rules. */
#ifndef POSTERN_RULES_SYNTAX_ROOM_H
#define POSTERN_RULES_SYNTAX_ROOM_H

#include "rules/pattern/syntax.h"

typedef struct syntax_reader {
    const unsigned char *p, *end;
    syntax *tree;
    bool extended, caseless; /* as they are switched here */
    bool utf8;
    unsigned depth;
    bool lost; /* syntax that is not followed: say nothing */
} syntax_reader;

/* ---- nodes (syntax_node.c); each returns the node's index ---- */
unsigned syntax_new(syntax_reader *r, syntax_kind kind);
void syntax_append(syntax_reader *r, unsigned parent, unsigned *last,
                   unsigned child);
/* Of octets as they stand in the text; folded here. */
unsigned syntax_set(syntax_reader *r, const octet_set *raw);
unsigned syntax_repeat(syntax_reader *r, unsigned child, unsigned least,
                       unsigned most);

/* ---- characters (syntax_class.c) ---- */

/* One character that the pattern writes out: an octet, or a letter. */
unsigned syntax_letter(syntax_reader *r, unsigned c);
/* Between [ and ]; r->p is after [. */
unsigned syntax_class(syntax_reader *r);
/* \d \W \h and the like, outside a class. */
unsigned syntax_shorthand(syntax_reader *r, char letter);
/* '.', and what else is one character of which nothing is known. */
unsigned syntax_dot(syntax_reader *r);
/* After the backslash: the character that is meant, or -1 if it stands for
 * several or for none; then *letter says which. 0: not followed. */
int syntax_escape(syntax_reader *r, bool in_class, char *letter);
/* The letter of UTF-8 that begins at r->p - 1; r->p goes after it. */
unsigned syntax_take_letter(syntax_reader *r);

/* ---- letters that are the same without case (syntax_case.c) ---- */
#define SYNTAX_SAME_MAX 8
/* All of them, c first; 0 if they cannot be told. */
unsigned syntax_same(unsigned c, unsigned same[SYNTAX_SAME_MAX]);

#endif
