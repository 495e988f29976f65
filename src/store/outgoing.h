/* outgoing: mail to be sent, as data; it is composed when its time has come. */
#ifndef POSTERN_STORE_OUTGOING_H
#define POSTERN_STORE_OUTGOING_H

#include "store/store.h"

typedef enum {
    STORE_TO_CUSTOMER,
    STORE_TO_OPERATOR,
    STORE_TO_ADMIN,
    STORE_TO_OUTSIDER /* a partner, or a member of a board (desk/outsider.h) */
} store_audience;
typedef enum {
    STORE_OUT_WAITING, /* for the end of an undo window */
    STORE_OUT_READY,
    STORE_OUT_SENT,
    STORE_OUT_FAILED,
    STORE_OUT_CANCELLED
} store_out_state;
typedef struct store_outgoing {
    int64_t id;
    store_audience audience;
    char *template; /* name of a letter of ours: "ack", "reply", "notify" */
    char *queue;
    int64_t ticket;    /* 0: none */
    int64_t entry;     /* entry that it carries or shows last; 0: none */
    int64_t held;      /* held item that it is about, 0 */
    char *recipient;   /* one address */
    char *operator_id; /* NULL unless audience is operator */
    char *unique;      /* part of its Message-ID, made by store_outgoing_add */
    char *message_id;  /* without <>; filled by the sender role's first try
                           through store_outgoing_set_message_id; NULL before */
    int64_t date_ms;   /* Date of the mail */
    char *data;        /* JSON object: further values for the template */
    char *in_reply_to; /* Message-ID that it answers, NULL */
    store_out_state state;
    unsigned tries;
    int64_t next_ms;
    char *result; /* last SMTP answer or error, NULL */
    int64_t created_ms, sent_ms;
    /* What is known of it beyond that, each since when, 0: not: */
    int64_t deferred_ms;  /* put off: by our server while it is READY, by one
                             further on when it is SENT */
    int64_t relayed_ms;   /* handed to a server that reports nothing, or to
                             more than one address */
    int64_t delivered_ms; /* it is in the recipient's mailbox */
    int64_t read_ms;      /* its recipient has opened it */
    int64_t deleted_ms;   /* it was deleted, as far as is known unread */
    int64_t failed_ms;    /* refused, given up or come back; or, while it is not
                             FAILED, somebody said so without proof */
    int64_t warned_ms;    /* people were told that it is put off */
    char *report;         /* words of the latest of these reports, NULL */
} store_outgoing;
void store_outgoing_free(store_outgoing *o);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_outgoing, store_outgoing_free)
/* id and unique are set in `o`. */
bool store_outgoing_add(store *s, store_outgoing *o, GError **error);
store_outgoing *store_outgoing_get(store *s, int64_t id, GError **error);
/* *entry: the last of a ticket's that a mail to this operator showed; 0: none. */
bool store_outgoing_shown(store *s, int64_t ticket, const char *operator_id,
                          int64_t *entry, GError **error);
/* READY and due, oldest first, at most limit; *next_ms as in entry_due. What waits
 * for an administrator (age.h) is not among them. A row that cannot be read, since
 * the file is damaged there, is left out, and its number appended to `damaged`
 * (int64_t; may be NULL): it counts for the limit as others do. */
GPtrArray *store_outgoing_due(store *s, int64_t now_ms, unsigned limit,
                              int64_t *next_ms, GArray *damaged,
                              GError **error);
/* What waits for an administrator, by number. */
GPtrArray *store_outgoing_paused(store *s, unsigned limit, GError **error);
/* All of one entry's: WAITING ones become READY with date_ms; or these, and
 * customers' that are READY, CANCELLED. */
bool store_outgoing_release(store *s, int64_t ticket, int64_t entry,
                            store_out_state to, int64_t date_ms,
                            GError **error);
/* Has a customer got the reply that this entry is? */
bool store_outgoing_is_gone(store *s, int64_t ticket, int64_t entry, bool *gone,
                            GError **error);
GPtrArray *store_outgoing_of_ticket(store *s, int64_t ticket, GError **error);
/* Remember Message-ID durably before the first try, and add it to msgids. */
bool store_outgoing_set_message_id(store *s, int64_t id, const char *message_id,
                                   GError **error);
/* What was tried has this result. A report that it failed may have come before the
 * word that it was sent: it stays FAILED then. */
bool store_outgoing_result(store *s, int64_t id, store_out_state state,
                           int64_t next_ms, const char *result, int64_t now_ms,
                           GError **error);
/* What others report of a mail. The time when it became so stays that of the first
 * report. */
typedef enum {
    STORE_REPORT_DELAYED,
    STORE_REPORT_RELAYED,
    STORE_REPORT_DELIVERED,
    STORE_REPORT_READ,
    STORE_REPORT_DELETED,
    STORE_REPORT_FAILED, /* so it is said, without proof: its state stays */
    STORE_REPORT_WARNED, /* nobody's report: people were told */
    STORE_REPORTS
} store_report;
/* `words` NULL: the words stay. */
bool store_outgoing_report(store *s, int64_t id, store_report what,
                           int64_t at_ms, const char *words, GError **error);
/* The mails by which an entry went to customers, one each, but those that were
 * stopped; `entry` 0: the last one that went. */
GPtrArray *store_outgoing_replies(store *s, int64_t ticket, int64_t entry,
                                  GError **error);
/* Automatic mails (every template but "reply") made for customers since, among the
 * latest STORE_OUTGOING_LATEST of all mails; -1 on error: for this mailbox,
 * whatever plus-part its addresses have ... */
#define STORE_OUTGOING_LATEST 2000
int64_t store_outgoing_count_since(store *s, const char *recipient,
                                   int64_t since_ms, GError **error);
/* ... and for any mailbox of this domain. */
int64_t store_outgoing_count_domain(store *s, const char *domain,
                                    int64_t since_ms, GError **error);
/* READY ones of this template that are not due at `now_ms`. */
GPtrArray *store_outgoing_later(store *s, const char *template, int64_t now_ms,
                                GError **error);
/* All with this Message-ID, of which there are several if one reply goes to
 * several people; at most STORE_OUTGOING_SAME_ID. */
#define STORE_OUTGOING_SAME_ID 100
GPtrArray *store_outgoing_same_id(store *s, const char *message_id,
                                  GError **error);
/* By its Message-ID; NULL without error if none. */
store_outgoing *store_outgoing_by_message_id(store *s, const char *message_id,
                                             GError **error);
/* Counts of what may be sent; *oldest_ms is the Date of the oldest READY row, 0 if
 * there is none. */
bool store_outgoing_status(store *s, int64_t *ready, int64_t *failed,
                           int64_t *oldest_ms, GError **error);

#endif
