/* desk: what commands that read the desk's databases share. */
#ifndef POSTERN_CLI_DESK_H
#define POSTERN_CLI_DESK_H

#include "cli/cli.h"
#include "store/change.h"
#include "store/clock.h"
#include "store/entry.h"
#include "store/held.h"
#include "store/ledger.h"
#include "store/outgoing.h"
#include "store/rating.h"
#include "store/ticket.h"
#include "store/time.h"
#include "store/value.h"

/* The configuration's store. NULL: the error has been printed, and *code is what
 * the command returns. */
store *desk_open(cli *x, int *code);

/* "1042" or "#1042"; 0 if it is no number. */
int64_t desk_number(const char *text);

/* `postern ticket do`; `commands`: NULL ends them, none or "-": standard input.
 * Returns its exit code. */
int ticket_do(cli *x, const char *number, char **commands, const char *as,
              const char *key);

/* JSON of rows; all strings as they are, times in UTC. */
json_t *desk_ticket_json(const store_ticket *t);
/* What fields hold, of store_value*, into a ticket's object: "fields", and "wishes"
 * of the customer. */
void desk_values_json(json_t *object, const GPtrArray *values);
/* Clocks of SLAs: store_clock*. */
json_t *desk_clocks_json(const GPtrArray *clocks);
/* store_rating*, store_review*; quality.c. */
json_t *desk_ratings_json(const GPtrArray *ratings);
json_t *desk_reviews_json(const GPtrArray *reviews);
void desk_ratings_print(const GPtrArray *ratings, const GPtrArray *reviews);
/* Working time: store_time*, and of store_timer* those that run on the ticket;
 * worked.c. */
json_t *desk_time_json(const GPtrArray *rows);
json_t *desk_timers_json(const GPtrArray *timers, int64_t ticket);
void desk_time_print(const GPtrArray *rows, const GPtrArray *timers,
                     int64_t ticket);
json_t *desk_entry_json(const store_entry *e);
json_t *desk_outgoing_json(const store_outgoing *o);
/* "delivered 2026-11-30 11:05 UTC (kari@example.com)": what became of it, secrets
 * cut; caller frees. */
char *desk_delivery_words(const store_outgoing *o);
json_t *desk_held_json(const store_held *h);
/* Why it is held, and of a whole message who wrote about what. Caller frees. */
char *desk_held_words(const store_held *h);
json_t *desk_ledger_json(const store_ledger *l);

/* What became of a ticket. */
typedef struct desk_history {
    GPtrArray *changes, *stays; /* store_change*, store_stay* */
    int64_t now_ms;
} desk_history;
bool desk_history_read(store *s, int64_t ticket, desk_history *h,
                       GError **error);
void desk_history_clear(desk_history *h);
json_t *desk_changes_json(const desk_history *h);
json_t *desk_stays_json(const config *c, const char *queue,
                        const desk_history *h);
/* For people: each change; where it stayed; how long in each stage. */
void desk_history_print(const config *c, const char *queue,
                        const desk_history *h);

/* "notification" for "notify"; the template's name if it has no words. */
const char *desk_template_words(const char *template);
/* "ready", "sent", ... */
const char *desk_out_state(store_out_state state);

#endif
