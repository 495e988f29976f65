/* sla: clocks of what was promised: which promise holds for a request, and what
 * becomes of its clocks when something happens to it. Pure.
 *
 *   begins      first: with the request. next: with a message of the customer
 *               when none waits for an answer. resolution: with the request.
 *               A stage's: when the request comes to that stage.
 *   is paused   in statuses that are so.
 *   ends        first, next: when a person's reply is sent, nothing else.
 *               resolution: when the request is resolved; opened again, it goes
 *               on where it was. A stage's: when it leaves the stage.
 *
 * What was measured stays when a clock has ended. When what is promised
 * changes, clocks that have not ended are counted anew from where the request
 * was. */
#ifndef POSTERN_DESK_SLA_H
#define POSTERN_DESK_SLA_H

#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/sla_config.h"
#include "desk/status.h"
#include "store/change.h"
#include "store/clock.h"
#include "store/company.h"

typedef enum {
    SLA_FIRST,
    SLA_NEXT,
    SLA_RESOLUTION,
    SLA_CLASSIFICATION,
    SLA_WORK,
    SLA_INTERNAL,
    SLA_FEEDBACK,
    SLA_KINDS
} sla_kind;

typedef struct sla_kind_row {
    const char *name;  /* of its clocks: "first" */
    const char *key;   /* of [sla NAME]: "first_reply" */
    const char *words; /* for people: "first reply" */
    int stage;         /* that it is about; -1: none */
} sla_kind_row;
extern const sla_kind_row sla_kinds[SLA_KINDS];
/* SLA_KINDS if there is none of this name. */
sla_kind sla_kind_named(const char *name);

/* What was told about a clock; each after those before it. */
enum { SLA_TOLD_NOTHING, SLA_TOLD_WARNING, SLA_TOLD_BREACH, SLA_TOLD_MANAGER };

/* ---- what is promised ---- */

/* The promise that holds, and what it is counted in. */
typedef struct sla_promise {
    const config_sla *sla; /* NULL: nothing is promised */
    const calendar *calendar;
    const char *calendar_name; /* NULL: around the clock */
    char *by;                  /* "contract of Acme", for people */
} sla_promise;
void sla_promise_clear(sla_promise *p);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sla_promise, sla_promise_clear)

/* Of a coupon, else of the service and the contract that hold at `now_ms`, or what
 * is promised after the last of them ended, the type of the request, its queue: the
 * first that names one that there is. */
sla_promise sla_choose(const config *c, const store_terms *terms,
                       const char *type, const char *queue, int64_t now_ms);
/* The limit of a kind, in working time; 0: none. */
int64_t sla_limit(const config_sla *s, sla_kind kind, const char *type,
                  const char *priority);
const GHashTable *sla_limits_by(const config_sla *s, sla_kind kind);

/* ---- clocks ---- */

/* A request, and what has just happened to it. */
typedef struct sla_case {
    const sla_promise *promise;
    const status_model *statuses;
    const char *type, *priority, *status; /* as they are now */
    int64_t now_ms;
    int64_t received_ms; /* it is new, and came then; 0 */
    int64_t asked_ms;    /* the customer has written; 0 */
    bool replied;        /* a person's reply was sent */
    bool anew;           /* what is promised has changed */
    /* to count anew: */
    int64_t created_ms;
    store_asked before;     /* this */
    const GPtrArray *stays; /* store_stay*, oldest first; NULL: none */
} sla_case;

/* store_clock*: those that begin or change, whole; caller unrefs. `clocks`: all
 * of the request, by kind and seq; NULL: none. */
GPtrArray *sla_run(const sla_case *c, const GPtrArray *clocks);

bool sla_runs(const store_clock *k);
/* The one of this kind that runs; NULL. Borrowed. */
const store_clock *sla_running(const GPtrArray *clocks, const char *kind);
/* `k` is due when `other` is: its limit stays, more of it is used. Both run. */
void sla_hasten(store_clock *k, const store_clock *other, const calendar *cal,
                int64_t now_ms);
/* Working time that is left at a moment; negative: it is over by so much. */
int64_t sla_left(const store_clock *k, const calendar *cal, int64_t now_ms);
/* When something is to be told about it next; 0: never. */
int64_t sla_next_ms(const store_clock *k, const config_sla *s,
                    const calendar *cal);
/* What is to be told at that moment: SLA_TOLD_WARNING, ... */
int sla_level(const store_clock *k, const config_sla *s, const calendar *cal,
              int64_t now_ms);
/* Of all that run, the first moment at which one is due; 0: none. */
int64_t sla_first_due(const GPtrArray *clocks);
/* That one; NULL. Borrowed. */
const store_clock *sla_first_clock(const GPtrArray *clocks);

/* ---- for people ---- */

/* In a language (desk/speech.h): "2 h 10 min", "45 s"; without a sign. Caller
 * frees. */
char *sla_span(const char *language, int64_t ms);
/* The zone of dates for an operator (NULL: customers) in this queue's mail. Where
 * the configuration says none it is the one that the promise is counted in, or
 * for one around the clock that of the queue's hours. Caller unrefs. */
GTimeZone *sla_zone(const config *c, const config_operator *o,
                    const config_queue *q, const sla_promise *p);
/* "first reply due in 2 h 10 min (Fri 4 Nov 14:30)", or how long it is over, or
 * that it is paused. Caller frees. */
char *sla_words(const char *language, const store_clock *k, const calendar *cal,
                GTimeZone *zone, int64_t now_ms);

#endif
