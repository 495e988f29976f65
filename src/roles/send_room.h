/* send_room: what the files of the send role share. */
#ifndef POSTERN_SEND_ROOM_H
#define POSTERN_SEND_ROOM_H

#include "net/smtp.h"
#include "roles/frame.h"
#include "roles/send_handed.h"
#include "roles/send_hung.h"
#include "store/outgoing.h"
#include "store/public.h"
#include "store/wall.h"

#define SEND_BATCH       50
#define SEND_ROW_MIN_MS  (30 * 1000) /* first wait after a 4xx; doubles */
#define SEND_ROW_MAX_MS  (30 * 60 * 1000)
#define SEND_LINE_MIN_MS 1000 /* first wait after a lost smarthost; doubles */
#define SEND_LINE_MAX_MS (60 * 1000)
#define SEND_ALARM_MS    (5 * 60 * 1000) /* away for so long: alarm */
#define SEND_LINGER_MS   3000  /* an idle connection is kept for more */
#define SEND_POLL_MS     10000 /* without a ring */
#define SEND_STORE_MS    1000  /* before a result is written down again */
#define SEND_SKIPPED_MS  (5 * 60 * 1000) /* then all are tried again */

/* The connection to the smarthost, and what is wrong with it. */
typedef struct send_line {
    smtp_client *client;
    int used; /* mails on this connection */
    trouble trouble;
} send_line;

typedef struct sender {
    frame f;
    store_public *pub; /* NULL while the store is away */
    store_wall *wall;  /* the same */
    bool recalled;     /* alarms of earlier runs are known */
    send_line line;
    send_handed *handed;
    send_hung *hung;
    GHashTable *skipped; /* int64_t: rows whose result cannot be written down;
                            tried again when the store is opened anew */
    trouble unwritten;   /* these */
    GHashTable *damaged; /* int64_t of rows that cannot be read -> how often */
    int64_t stubborn;    /* row at which reading failed last, and how often */
    unsigned stubborn_times;
} sender;

void sender_init(sender *x, role_context *context);
void sender_clear(sender *x);

/* ---- send_line.c ---- */
/* A usable connection; NULL while the smarthost is away (logged, alarm). */
smtp_client *send_line_open(sender *x);
/* The same, of its own and impatient: for a recipient at which it hung before. */
smtp_client *send_line_open_briefly(sender *x);
/* It failed with this error: close it, wait longer each time. */
void send_line_fail(sender *x, const GError *why);
/* A new configuration: try at once, and tell at once if it still fails. */
void send_line_anew(sender *x);
/* It took or judged a mail: whatever was wrong is over. */
void send_line_works(sender *x);
void send_line_close(sender *x);

/* ---- send_alarm.c ---- */
/* Raise, or clear; errors are logged. */
void send_alarm(sender *x, const char *cause, const char *text);
void send_alarm_over(sender *x, const char *cause);

/* ---- send_damaged.c ---- */
/* Rows (int64_t) that could not be read: after a few looks in a store that was
 * opened anew they are set aside, others go on, and it is told; told as well when
 * one of those before can be read again. False: such a look is still to come. */
bool send_set_aside(sender *x, const GArray *damaged);
/* It could be read: whatever was told of that is over. */
void send_mended(sender *x, int64_t id);

/* ---- send_row.c ---- */
/* Durable Message-IDs for all rows that have none yet. */
bool send_name_rows(sender *x, GPtrArray *rows, GError **error);
/* One row: compose, send, write down what became of it. False: neither this one
 * nor others can go on now (store or smarthost away). */
bool send_row(sender *x, store_outgoing *o);
/* The store failed: it is closed, to be opened anew. Takes the error. */
void send_store_lost(sender *x, GError *why);

/* ---- send_failed.c ---- */
/* It failed for good: written down, and told to whom the desk decides, in one
 * transaction; alarms after it. `tell` false: its ticket is left out, and so an
 * alarm is all that tells. */
bool send_failed(sender *x, const store_outgoing *o, const char *result,
                 bool tell, GError **error);

/* The smarthost put it off once more, with this answer: told to whom the desk
 * decides, if it has lasted long. What fails in that is logged. */
void send_put_off(sender *x, const store_outgoing *o, const char *answer);

/* ---- send_wall.c ---- */
typedef enum {
    SEND_MAY_GO,
    SEND_HELD,  /* it does not go; that is written down */
    SEND_LATER, /* what reads attachments is away, *why says how */
    SEND_LOST   /* the store is, says *why */
} send_leave;
struct notify_mail;
/* Is the row still to be sent? One that the wall held takes others of its article
 * back. */
bool send_is_ready(sender *x, const store_outgoing *o, bool *ready,
                   GError **error);
/* The last wall: may this mail leave the desk? */
send_leave send_wall(sender *x, const store_outgoing *o,
                     const struct notify_mail *mail, GError **why);

/* ---- send_failed.c, once more ---- */
struct snapshot_ticket;
/* *t NULL: it is about no ticket, or the ticket is gone. */
bool send_read_ticket(sender *x, int64_t id, struct snapshot_ticket **t,
                      GError **error);
/* For mail of an alarm itself only alarm_command is left. */
struct plan;
void send_tell_alarms(sender *x, const store_outgoing *o, const struct plan *p);
/* Did reading for this row fail so often that it is this row and not the store? */
bool send_is_stubborn(sender *x, int64_t id, const GError *why);

/* How long a row waits after its `tries`th failure. Pure. */
int64_t send_row_wait(unsigned tries);

#endif
