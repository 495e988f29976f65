/* process_room: what the files of the process role share; nobody else includes
 * it, except the role's own tests. */
#ifndef POSTERN_PROCESS_ROOM_H
#define POSTERN_PROCESS_ROOM_H

#include "roles/frame.h"
#include "scan/client.h"

#define PROCESS_CLAIM_MAX  64          /* messages in hand at once */
#define PROCESS_OCTETS_MAX (64u << 20) /* of their raw octets */
#define PROCESS_SLOW_MS    2000 /* a scan that takes longer is not waited for */
#define PROCESS_GATHER_MS  40   /* so long a ready one waits for company */
#define PROCESS_POLL_MS    1000
#define PROCESS_SECOND_MS  2000  /* from a death to the second scan */
#define PROCESS_THIRD_MS   10000 /* and to the third */
#define PROCESS_RELEASE_MS 500   /* between two looks at what is released */
#define PROCESS_STUCK_MS   (10 * 60 * 1000) /* could not even be held */
#define PROCESS_ASIDE_MS   30000 /* what it needs is damaged; doubles */
#define PROCESS_DAMAGES    5     /* in a row: it is the store as a whole */

typedef enum {
    PROCESS_WAITING, /* for its scan to be started */
    PROCESS_ASKED,   /* the scan role has it */
    PROCESS_READY    /* can be decided: answer, or NULL if it is broken */
} process_state;

typedef struct process_item {
    spool_entry *e;
    process_state state;
    int fd;              /* of the scan, -1 */
    int64_t since_ms;    /* in this state (monotonic) */
    scan_answer *answer; /* NULL: its parser died SPOOL_DEATHS_MAX times */
    unsigned stubborn;   /* failures of the store while it was decided */
    char *fate;          /* for the log, once it is decided */
} process_item;

typedef struct process {
    frame f;
    secret_key identity;
    GPtrArray *items; /* process_item*, in order of acceptance */
    GPtrArray
        *done; /* char*: decided and committed, not yet out of the spool */
    GPtrArray *alarms;    /* char*: cause, text, cause, ...: of the batch */
    GHashTable *released; /* int64_t: held messages that this process has put
                             into the spool again, until all are decided */
    int64_t released_ms;  /* last look (monotonic) */
    char *rules; /* set that judged the latest message; NULL: none yet */
    trouble scan_trouble;
    GHashTable *aside; /* char* id -> how often it was put aside */
    unsigned damages;  /* messages put aside since one was decided */
} process;

void process_item_free(process_item *i);

/* ---- process_died.c ---- */
/* The message is to blame: it is put back with a death, later and later. Takes
 * item (already out of p->items) and error. */
void process_died(process *p, process_item *i, GError *error);

/* ---- process_aside.c ---- */
/* What the message needs is damaged, or cannot be read again and again: it waits,
 * is told, and nobody is blamed. Takes item (already out of p->items) and error. */
void process_aside(process *p, process_item *i, GError *error);
/* It could be decided after all. */
void process_aside_over(process *p, const char *id);

/* ---- process_crash.c ---- */
/* From now on a crash of this process is told to `s`; NULL: no more. */
void process_watch_crashes(spool *s);

/* ---- process_release.c ---- */
/* Puts into the spool what operators or administrators let in. */
void process_release(process *p);

/* ---- process_scan.c ---- */
/* Starts scans of what waits, as far as limits allow. */
void process_scan_start(process *p);
/* Waits for answers, the bell (if `bell`) or `ms`, and takes what came. */
void process_scan_wait(process *p, bool bell, int64_t ms);

/* ---- process_decide.c ---- */
/* Decides and applies one message within the caller's savepoint. *sends grows by
 * the mails that are ready to go. */
bool process_decide(process *p, process_item *i, unsigned *sends,
                    GError **error);
/* The letter of a message that no parser survives; caller frees. */
letter *process_broken_letter(const void *data, size_t size);

#endif
