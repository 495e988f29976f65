/* meta: arithmetic over hit counts. Grammar: numbers, rule names,
 * rules_matching(GLOB), + - * / % **, comparisons, == != <=>, && || ! and
 * parentheses, as Perl weighs them. */
#ifndef POSTERN_RULES_META_H
#define POSTERN_RULES_META_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct meta meta;

/* Compile; names are resolved later by meta_bind. *column as in pattern.h. */
meta *meta_compile(const char *text, size_t *column, GError **error);
void meta_free(meta *m);
/* Names that it uses, each once (char*, borrowed). */
GPtrArray *meta_names(const meta *m);
/* Give each name, and each glob's rules, their numbers. find returns a rule's
 * number, or -1 if there is no such rule (counts as 0). */
typedef int (*meta_find)(const char *name, void *context);
typedef void (*meta_expand)(const char *glob, GArray *numbers, void *context);
void meta_bind(meta *m, meta_find find, meta_expand expand, void *context);
/* Value with the values of rules by number: how often one hit, of metas what they
 * came to. Division by zero gives 0. */
double meta_value(const meta *m, const double *values);
/* Rule numbers that it depends on. Borrowed GArray of unsigned. */
const GArray *meta_leaves(const meta *m);

#endif
