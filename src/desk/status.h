/* status: the statuses of a ticket are a model, [status NAME] of the
 * configuration or the shipped one. Code asks for what a status is, by stage,
 * and names none. Pure.
 *
 * An id that the model does not know is that of a status which was taken out
 * of the configuration while tickets had it: it counts as open, so that
 * nothing goes out of sight, and stays until somebody sets another. Strings
 * and rows are the model's. */
#ifndef POSTERN_STATUS_H
#define POSTERN_STATUS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a ticket stands in the process. The first status of a stage, in the
 * order of the file, is the one that tickets come to. Stores keep these
 * numbers: a new stage gets the next one, and none is ever given to another. */
typedef enum {
    STATUS_CLASSIFICATION = 0, /* new ones begin here */
    STATUS_WORK = 1,           /* and are worked on */
    STATUS_WAITING = 2,        /* for the customer, who was asked (/wait) */
    STATUS_INTERNAL = 3,       /* for another line */
    STATUS_FEEDBACK = 4, /* what came back is put in the customer's words */
    STATUS_RESOLVED = 5, /* /close */
    STATUS_CLOSED = 6,   /* resolved for long enough */
    STATUS_SPAM = 7,     /* /spam */
    STATUS_ANSWERED = 8, /* the desk has replied, and has nothing to do */
    STATUS_STAGES
} status_stage;
extern const char *const status_stages[]; /* "classification"; NULL ends it */

/* A status that a person may set from another. */
typedef struct status_next {
    char *id;   /* of a status */
    char *role; /* who may: "lead"; NULL: whoever may set any */
} status_next;

/* After so long by itself; in working time, where the desk has hours. */
#define STATUS_AFTER_QUEUE (-1) /* as long as close_after of the queue says */
#define STATUS_ANSWERED_MS INT64_C(604800000) /* a week, if nobody says */

typedef struct status_row {
    const char *id;      /* "in-progress" */
    const char *title;   /* "in progress" */
    GHashTable *titles;  /* the same by language, "ru"; NULL */
    const char *public_; /* what customers are told: "in progress" */
    GHashTable *publics; /* the same by language; NULL */
    int stage;           /* status_stage */
    bool open;           /* somebody has to do something yet */
    bool paused;         /* clocks stop */
    /* the status that it goes to; NULL: it stays */
    const char *after_customer; /* the customer wrote */
    const char *after_reply;    /* an operator replied */
    const char *after_note;     /* or wrote a note */
    const char *after_line;     /* it was handed to another line */
    const char *after_return;   /* it was handed back */
    const char *next;           /* as it is written: "a, b by lead"; NULL */
    const char *after;          /* "3d -> NAME", "never"; NULL */
    GPtrArray *types; /* char*: requests that can have it; NULL, empty: all */
    /* made of `after` and what it is where that is not written: */
    int64_t after_ms;     /* or STATUS_AFTER_QUEUE */
    const char *after_to; /* NULL: never */
} status_row;

typedef struct status_model status_model;

/* Of these rows, which stay the caller's and must live as long. */
status_model *status_model_new(const status_row *const *rows, unsigned count);
void status_model_free(status_model *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(status_model, status_model_free)
/* The shipped rows; *count gets their number. */
const status_row *const *status_shipped(unsigned *count);

const status_row *const *status_rows(const status_model *m, unsigned *count);
const status_row *status_find(const status_model *m, const char *id);
/* By id or a title of any language, in any case, as people write it; NULL. */
const status_row *status_named(const status_model *m, const char *words);

/* Words for operators and for customers, in a language (NULL: the plain
 * ones); the id where the model knows none. */
const char *status_title(const status_model *m, const char *id,
                         const char *language);
const char *status_public(const status_model *m, const char *id,
                          const char *language);
/* Are these the words for customers, in any language and case? Several statuses
 * may have the same. */
bool status_is_public(const status_row *row, const char *words);

bool status_is(const status_model *m, const char *id, status_stage stage);
/* A status_stage; an unknown id is of work. */
int status_stage_of(const status_model *m, const char *id);
bool status_is_open(const status_model *m, const char *id);

/* Where tickets of this stage go: its first status, NULL if it has none.
 * Those of classification, work, resolved, closed and spam are never NULL in
 * a model that nothing is wrong with. */
const char *status_first(const status_model *m, status_stage stage);
/* All ids of a stage, and all that are not open, for queries; NULL ends
 * them. */
const char *const *status_of_stage(const status_model *m, status_stage stage);
const char *const *status_done(const status_model *m);

/* What happens to a ticket in `id`: the status it goes to, or `id` itself. */
const char *status_after_customer(const status_model *m, const char *id);
const char *status_after_reply(const status_model *m, const char *id);
const char *status_after_note(const status_model *m, const char *id);
const char *status_after_line(const status_model *m, const char *id);
const char *status_after_return(const status_model *m, const char *id);

/* What may be set by hand from `id`. status_next*; NULL: all, by all.
 * Borrowed. */
const GPtrArray *status_next_of(const status_model *m, const char *id);
/* The same of a text of the key `next`; *problem gets words if it is none. An
 * array that owns its items. */
GPtrArray *status_next_read(const char *text, char **problem);
/* "3d -> closed": *ms, and *to (caller frees). "never": *to is NULL. NULL,
 * or words for people what is wrong. */
char *status_after_read(const char *text, int64_t *ms, char **to);

/* Can requests of this type (NULL: of none) have it? */
bool status_has_type(const status_row *row, const char *type);

#endif
