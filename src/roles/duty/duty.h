/* duty: one thing that the clock role does when its time has come.
 *
 * A duty is a row: when it is due, what is due, and what becomes of it. A new one
 * is a file of this folder and a line in table.c. */
#ifndef POSTERN_DUTY_H
#define POSTERN_DUTY_H

#include "desk/decide/decide.h"
#include "roles/frame.h"
#include "roles/learner.h"
#include "store/due.h"

/* What duties work with. */
typedef struct duty_desk {
    frame *f;
    const config *config;
    learner *learner;
    int64_t now_ms;
} duty_desk;

typedef struct duty {
    const char *name; /* for the log */

    /* It waits for rows of store/waits.h of this kind: `due`, `look`, `say` are
     * made from it, items are store_wait, and a row whose plan does not set it
     * again is over. NULL: not so. */
    const char *waits;
    /* Appends to `all` (store_due) what is waited for; nothing is done before one
     * of these is due. */
    void (*due)(const config *c, GArray *all);
    /* What is due, within the transaction that writes what becomes of it; the
     * array frees its items. NULL with *error. */
    GPtrArray *(*look)(const duty_desk *d, GError **error);
    /* What becomes of one item; a plan without steps: nothing yet. NULL with
     * *error: this one cannot be done, or the store is away. */
    plan *(*decide)(const duty_desk *d, void *item, GError **error);
    /* How the log calls it ("closing ticket #7"). Caller frees. */
    char *(*say)(const void *item);

    /* Also while an older store waits for an administrator (store/age.h). */
    bool always;

    /* Instead of these four: work that is no plan, at least every `every_ms`, and
     * again after *again_ms (lowered, never raised). `alone`: it does not need the
     * store. False with *error: the store is away. */
    int64_t every_ms;
    bool alone;
    bool (*work)(duty_desk *d, int64_t *again_ms, GError **error);
} duty;

extern const duty duty_publish;
extern const duty duty_remind;
extern const duty duty_digest;
extern const duty duty_status;
extern const duty duty_learn;
extern const duty duty_sla;
extern const duty duty_watch;
extern const duty duty_waiting;
extern const duty duty_later;
extern const duty duty_news;
extern const duty duty_board;
extern const duty duty_assign;
extern const duty duty_robot_after;
extern const duty duty_robot_every;
extern const duty duty_robot;
extern const duty duty_robot_over;
extern const duty duty_contract;
extern const duty duty_terms;
extern const duty duty_review;
extern const duty duty_board_page;
extern const duty duty_timer;
extern const duty duty_prepaid;
extern const duty duty_search;
extern const duty duty_report;
extern const duty duty_statement;
extern const duty duty_morning;

/* Reports that are sent by themselves have their rows, as the configuration has it
 * now. In a transaction. */
bool duty_reports_fill(store *s, const config *c, int64_t now_ms,
                       GError **error);

/* Statements wait for the next month, if the configuration wants them, or for none.
 * In a transaction. */
bool duty_statements_fill(store *s, const config *c, int64_t now_ms,
                          GError **error);

/* Operators who want a list in the morning have their rows, as the configuration
 * has it now. In a transaction. */
bool duty_morning_fill(store *s, const config *c, int64_t now_ms,
                       GError **error);

/* Robots that look at requests from time to time have their rows, and those that
 * wait for a status theirs, as the configuration has it now. In a transaction. */
bool duty_robots_fill(store *s, const config *c, int64_t now_ms,
                      GError **error);
/* The clock was set back: those that would look only when it is as late as it was
 * look in their next turn. In a transaction. */
bool duty_robots_set_back(store *s, const config *c, int64_t now_ms,
                          GError **error);
/* A robot could act; and the configuration is another: alarms about them are
 * over. Outside a transaction. */
void duty_robot_works(frame *f, const char *robot);
void duty_robots_clear(frame *f, const config *c);

/* All of them, in the order in which they are done; NULL at the end. */
const duty *const *duty_all(void);

#endif
