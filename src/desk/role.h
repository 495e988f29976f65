/* role: what an operator is in a queue and on a line, and what she may do there.
 *
 * One table, in rights_table.c, says which role has which right; desk/rights.h
 * asks it. An operator has any number of roles, each in some place: `roles` of
 * [operator NAME]. Pure. */
#ifndef POSTERN_DESK_ROLE_H
#define POSTERN_DESK_ROLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef enum {
    ROLE_OPERATOR,   /* works on requests */
    ROLE_DISPATCHER, /* is told of new ones instead of her line, and assigns */
    ROLE_LEAD,       /* answers for a line: hears of what goes wrong */
    ROLE_MANAGER,    /* reads all, answers no customer */
    ROLE_OBSERVER,   /* reads */
    ROLES
} role_id;

typedef enum {
    RIGHT_UNSET, /* nobody has it: a command that forgot to say */
    RIGHT_ANY,   /* whoever is an operator */
    RIGHT_TOLD,  /* hears of what comes to the line */
    RIGHT_SEE,   /* /show, /list, /search, /watch */
    RIGHT_NOTE,
    RIGHT_REPLY,
    RIGHT_CLASSIFY, /* type, category, priority, fields, dates */
    RIGHT_ASSIGN,
    RIGHT_CLOSE,    /* every change of status by hand, /wait, /later */
    RIGHT_HANDOVER, /* /line, /return, /queue, /task */
    RIGHT_MERGE,    /* /merge, /split, /link */
    RIGHT_FORWARD,  /* to a partner */
    RIGHT_RELEASE,  /* held messages of others; spam */
    RIGHT_APPROVE,  /* for a board that she is on */
    RIGHT_REPORT,
    RIGHT_EXCUSE,    /* a breach */
    RIGHT_BOOK,      /* time of others */
    RIGHT_CORRECT,   /* time that others booked */
    RIGHT_MONEY,     /* statements, balances, margins */
    RIGHT_CONTRACTS, /* companies, people, contracts, services, rates */
    RIGHTS
} role_right;

/* A row of the table. */
typedef struct role_right_row {
    const char *name; /* "hand over" */
    const char *what; /* one line for people: what she may do */
    const char *has;  /* 'x' or '-' a role, in the order of role_id */
} role_right_row;

typedef struct role_row {
    const char *name; /* "operator", as the configuration has it */
    const char *what; /* one sentence without full stop, for people */
} role_row;

extern const role_row role_rows[ROLES];
/* RIGHT_UNSET and RIGHT_ANY have none. */
extern const role_right_row role_right_rows[RIGHTS];

bool role_has(role_id role, role_right right);
/* Bit N for role N: the roles that have it. */
unsigned role_having(role_right right);
/* ROLES if there is none of that name; in any case. */
role_id role_named(const char *name);
/* For nearest names; NULL ends them. */
extern const char *const role_names[];

/* The table as mdoc. */
void role_print_manual(FILE *out);

/* One role in one place. */
typedef struct role_grant {
    role_id role;
    char *queue; /* NULL: each */
    int line;    /* 0: each; ROLE_NO_LINE: none, but in the queue */
} role_grant;
#define ROLE_NO_LINE (-1)

/* role_grant, freed with the array. */
GArray *role_grants_new(void);
void role_grants_add(GArray *grants, role_id role, const char *queue, int line);
/* Has one of them one of these roles (bits) there? `queue` NULL: anywhere; `line`
 * 0: on any line, or none. `grants` NULL: no. */
bool role_granted(const GArray *grants, unsigned roles, const char *queue,
                  int line);

#endif
