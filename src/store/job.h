/* job: work that a change of a ticket asked for, and that is done after it: a
 * robot's commands, a hook's or a lookup's command. It is written in the
 * transaction of that change, so none is lost; it may be done more than once if
 * its end could not be written. */
#ifndef POSTERN_STORE_JOB_H
#define POSTERN_STORE_JOB_H

#include "store/store.h"

#define STORE_JOB_ROBOT  "robot"
#define STORE_JOB_HOOK   "hook"
#define STORE_JOB_LOOKUP "lookup"

typedef enum {
    STORE_JOB_OPEN,
    STORE_JOB_DONE,
    STORE_JOB_GIVEN_UP, /* tried often enough: an administrator decides */
    STORE_JOB_DROPPED   /* he did, or it asks for nothing any more */
} store_job_state;

typedef struct store_job {
    int64_t id;
    char *kind;     /* STORE_JOB_... */
    char *name;     /* of the section that asks for it */
    int64_t ticket; /* 0: about none */
    int64_t entry;  /* 0: about none */
    char *event;    /* JSON object: what happened */
    store_job_state state;
    int64_t tries;
    int64_t next_ms; /* not before */
    int64_t made_ms;
    int64_t ended_ms; /* 0: it is open */
    char *result;     /* of the last try, in words; NULL: none */
} store_job;
void store_job_free(store_job *j);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_job, store_job_free)
store_job *store_job_copy(const store_job *j);

/* Open, with a new id, which is set in `j`. In a transaction. */
bool store_job_add(store *s, store_job *j, GError **error);
/* NULL without error: there is none. */
store_job *store_job_get(store *s, int64_t id, GError **error);
/* Open ones of a kind that are due, in the order in which they were made; *next_ms
 * (may be NULL): when the next is due, INT64_MAX if none is. store_job*. */
GPtrArray *store_job_due(store *s, const char *kind, int64_t now_ms,
                         unsigned limit, int64_t *next_ms, GError **error);
/* The same of one name, and of each ticket only the first that is open: what comes
 * after it waits. */
GPtrArray *store_job_first(store *s, const char *kind, const char *name,
                           int64_t now_ms, unsigned limit, GError **error);
/* *next_ms: when the next open one of this kind is due after `now_ms`, INT64_MAX if
 * none is. */
bool store_job_next(store *s, const char *kind, int64_t now_ms,
                    int64_t *next_ms, GError **error);
/* One more try was made of it; `next_ms` counts while it is open. In a
 * transaction. */
bool store_job_tried(store *s, int64_t id, store_job_state state,
                     int64_t next_ms, const char *result, int64_t now_ms,
                     GError **error);
/* Of this state, newest first; name NULL: of all; ticket 0: of all. store_job*. */
GPtrArray *store_job_list(store *s, store_job_state state, const char *name,
                          int64_t ticket, unsigned limit, GError **error);
int64_t store_job_count(store *s, store_job_state state, GError **error);
/* The same of one kind and name. */
int64_t store_job_count_of(store *s, const char *kind, const char *name,
                           store_job_state state, GError **error);
/* By an administrator's word: open and due at once, with all its tries before it; or
 * dropped. In a transaction. */
bool store_job_retry(store *s, int64_t id, int64_t now_ms, GError **error);
bool store_job_drop(store *s, int64_t id, int64_t now_ms, GError **error);
/* Those of a kind that were done or dropped before `before_ms` are forgotten. In a
 * transaction. */
bool store_job_forget(store *s, const char *kind, int64_t before_ms,
                      GError **error);

#endif
