/* health: what is wrong with the roles of a desk, as anybody can see it from
 * outside: who is dead, hangs, is deaf, or waits for something. */
#ifndef POSTERN_HEALTH_H
#define POSTERN_HEALTH_H

#include "config/config.h"

#define HEALTH_WAIT_MS \
    (10 * 60 * 1000) /* mail that waits longer is a problem */

typedef struct health_problem {
    char *cause; /* as an alarm's, the same as long as it lasts: "role send" */
    char *text;  /* for people: what, and what to do */
    bool own;    /* the role itself says so: it lives, and waits */
    bool mild;   /* it may be over soon: nothing is wrong yet */
} health_problem;
void health_problem_free(health_problem *p);

/* "scan", "imap help": what this configuration wants to run; char* array. */
GPtrArray *health_wanted(const config *c);

/* health_problem* array; empty: all is well. Takes no lock but those of role files,
 * and reads no database. */
GPtrArray *health_look(const config *c);

#endif
