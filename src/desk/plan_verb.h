/* plan_verb: what each verb of a plan is made of; from this come JSON, lines for
 * people, the short forms in tests, and how a step is freed.
 *
 * A format is text with {name} for a member and [yes|no] for a choice: `yes` if
 * all that it names is there (no NULL, 0, false, nor empty text, list or object), else
 * `no`, which may be left out. {?name} asks without printing.
 */
#ifndef POSTERN_PLAN_VERB_H
#define POSTERN_PLAN_VERB_H

#include "desk/plan.h"

typedef enum {
    PLAN_IS_TEXT,    /* char*, NULL: not there */
    PLAN_IS_LONG,    /* the same; its first line, cut, in lines for people */
    PLAN_IS_DATA,    /* the same, a JSON object */
    PLAN_IS_TICKET,  /* int64_t, always in JSON; "#1042" for people */
    PLAN_IS_NUMBER,  /* int64_t, 0: not there */
    PLAN_IS_INT,     /* int, 0: not there */
    PLAN_IS_BOOL,    /* bool, always in JSON */
    PLAN_IS_NAME,    /* an enum whose names `name` knows */
    PLAN_IS_VALUE,   /* plan_value, always in JSON */
    PLAN_IS_ATTACHED /* GPtrArray* of store_attachment*; for people a count */
} plan_type;

typedef struct plan_member {
    const char *name; /* in JSON and in formats; NULL ends the list */
    plan_type type;
    size_t at;                       /* within the step, or within its row */
    const char *(*enum_name)(int x); /* of PLAN_IS_NAME */
} plan_member;

typedef struct plan_verb {
    const char *name;
    const char *line;          /* for people, a format */
    const plan_member *own;    /* within the step; NULL: none */
    const plan_member *in_row; /* within what `row` points to; NULL: none */
    size_t row;                /* where in the step this pointer is */
    void (*free_row)(void *row);
} plan_verb;

const plan_verb *plan_verb_of(plan_do what);
const char *plan_field_name(int field); /* of plan_field: "status", ... */

#endif
