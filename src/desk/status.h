/* status: the statuses of a ticket, behind an interface that a configured model
 * can take over. Pure. */
#ifndef POSTERN_STATUS_H
#define POSTERN_STATUS_H

#include <stdbool.h>

typedef struct status_row {
    const char *id;      /* "in-progress" */
    const char *title;   /* "in progress" */
    const char *public_; /* what customers are told: "in progress" */
    bool open;           /* not resolved, closed or spam */
    bool paused;         /* clocks stop */
} status_row;

const status_row *status_table(unsigned *count);
const status_row *status_by_id(const char *id); /* NULL if none */
/* What happens to a ticket in `id`: the status it goes to, or `id` itself. */
const char *status_after_customer(const char *id); /* customer wrote */
const char *status_after_reply(const char *id);    /* operator replied */
const char *status_after_line(const char *id);     /* handed to a line */
const char *status_initial(void);
const char *status_resolved(void); /* /close goes here */
const char *status_closed(void);
const char *status_spam(void); /* /spam goes here */

#endif
