/* status: the statuses of a ticket are a model, [status NAME] of the
 * configuration or the shipped one. Code asks for what a status is, by stage,
 * and names none. Pure.
 *
 * An id that the model does not know is that of a status which was taken out of
 * the configuration while tickets had it: it counts as open, so that nothing
 * goes out of sight, and stays until somebody sets another. Strings and rows are
 * the model's. */
#ifndef POSTERN_STATUS_H
#define POSTERN_STATUS_H

#include <glib.h>
#include <stdbool.h>

/* Where a ticket stands in the process. The first status of a stage, in the
 * order of the file, is the one that tickets come to. Stores keep these numbers:
 * a new stage gets the next one, and none is ever given to another. */
typedef enum {
    STATUS_CLASSIFICATION = 0, /* new ones begin here */
    STATUS_WORK = 1,           /* and are worked on */
    STATUS_WAITING = 2,        /* for the customer, who was asked (/wait) */
    STATUS_INTERNAL = 3,       /* for another line */
    STATUS_FEEDBACK = 4,       /* what came back is put in the customer's words */
    STATUS_RESOLVED = 5,       /* /close */
    STATUS_CLOSED = 6,         /* resolved for long enough */
    STATUS_SPAM = 7,           /* /spam */
    STATUS_ANSWERED = 8,       /* the desk has replied, and has nothing to do */
    STATUS_STAGES
} status_stage;
extern const char *const status_stages[]; /* "classification"; NULL ends it */

typedef struct status_row {
    const char *id;      /* "in-progress" */
    const char *title;   /* "in progress" */
    const char *public_; /* what customers are told: "in progress" */
    int stage;           /* status_stage */
    bool open;           /* somebody has to do something yet */
    bool paused;         /* clocks stop */
    /* the status that it goes to; NULL: it stays */
    const char *after_customer; /* the customer wrote */
    const char *after_reply;    /* an operator replied */
    const char *after_line;     /* it was handed to another line */
    const char *after_return;   /* it was handed back */
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
/* By id or title, in any case, as people write it; NULL. */
const status_row *status_named(const status_model *m, const char *words);

/* Words for operators and for customers; the id where the model knows none. */
const char *status_title(const status_model *m, const char *id);
const char *status_public(const status_model *m, const char *id);

bool status_is(const status_model *m, const char *id, status_stage stage);
/* A status_stage; an unknown id is of work. */
int status_stage_of(const status_model *m, const char *id);
bool status_is_open(const status_model *m, const char *id);

/* Where tickets of this stage go: its first status, NULL if it has none. Those of
 * classification, work, resolved, closed and spam are never NULL in a model that
 * nothing is wrong with. */
const char *status_first(const status_model *m, status_stage stage);
/* All ids of a stage, and all that are not open, for queries; NULL ends them. */
const char *const *status_of_stage(const status_model *m, status_stage stage);
const char *const *status_done(const status_model *m);

/* What happens to a ticket in `id`: the status it goes to, or `id` itself. */
const char *status_after_customer(const status_model *m, const char *id);
const char *status_after_reply(const status_model *m, const char *id);
const char *status_after_line(const status_model *m, const char *id);
const char *status_after_return(const status_model *m, const char *id);

#endif
