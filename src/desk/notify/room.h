/* notify_room: what the files of notify share; nobody else includes it. */
#ifndef POSTERN_NOTIFY_ROOM_H
#define POSTERN_NOTIFY_ROOM_H

#include "desk/notify/notify.h"
#include "desk/notify/shown.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/status_config.h"
#include "write/compose.h"
#include "write/tag.h"
#include <jansson.h>

#define NOTIFY_ATTACH_MAX   (20 << 20) /* octets in an operator's mail */
#define NOTIFY_LAST         3          /* earlier entries shown */
#define NOTIFY_LAST_LINES   12         /* of each of them */
#define NOTIFY_QUOTE_LINES  20
#define NOTIFY_QUOTE_MAX    2000 /* characters */
#define NOTIFY_SUBJECT_MAX  200  /* characters of the customer's subject */
#define NOTIFY_SUBJECT_ROW  70   /* of another's, in a row */
#define NOTIFY_ECHO_MAX     100  /* the same to somebody unproved */
#define NOTIFY_REFERENCES   20   /* last ones, beside the first */
#define NOTIFY_SHOW_MAX     (200 << 10) /* octets of a whole ticket */
#define NOTIFY_SHOW_ENTRY   100         /* octets of an entry beside its text */
#define NOTIFY_HTML_MAX     (60 << 10)  /* octets of HTML of a history */
#define NOTIFY_HTML_ENTRY   1000        /* of an entry beside its text */
#define NOTIFY_HTML_LINE    60          /* of a line */
#define NOTIFY_SHOW_ENTRIES (NOTIFY_SHOW_MAX / NOTIFY_SHOW_ENTRY + 1)
#define NOTIFY_LIST_MAX     30   /* tickets in a list: a page of it */
#define NOTIFY_OTHERS_MAX   5    /* other tickets below a notification */
#define NOTIFY_FLOOD_MAX    2000 /* tickets that a digest of a flood names */

/* One mail being made. Whatever a file of notify finds it puts into `data` (for
 * the template) and `m`. */
typedef struct notify_job {
    const config *c;
    const secret_key *site;
    store_public *pub; /* NULL for operators and administrators */
    store *desk;       /* NULL for customers */
    const store_outgoing *o;
    int64_t epoch; /* the store's */
    const config_queue *q;
    const config_operator *op; /* reader; NULL */
    store_ticket *t;           /* NULL: about no ticket */
    json_t *row;               /* the row's data; an object */
    json_t *data;
    compose_mail *m;
    shown_marks marks; /* whose words the texts in `data` are */
    char *parts;       /* what the mail shows, of shown_parts */
    const char *language;
    const char *template;
    int64_t shown;  /* last entry that an operator's mail shows */
    bool receipt;   /* it asks to be told when it is read */
    GError *wrong;  /* what kept something from being added; composing fails
                       with it; NULL */
    bool inside;    /* it says that an answer stays inside */
    bool automatic; /* carries Auto-Submitted */
    bool answers;   /* ... auto-replied, else auto-generated */
} notify_job;

/* notify_customer.c, notify_operator.c: data, To, references, attachments. */
bool notify_for_customer(notify_job *j, GError **error);
bool notify_for_operator(notify_job *j, GError **error);
/* notify_outsider.c */
bool notify_for_outsider(notify_job *j, GError **error);
bool notify_for_admin(notify_job *j, GError **error);

/* notify_value.c: values as people read them; callers free strings. */
/* "23 Nov 2026, 11:02 MSK": in the reader's zone, of customers in the queue's. */
char *notify_when(const notify_job *j, int64_t ms);
char *notify_size(const notify_job *j, int64_t octets);     /* "84 kB" */
char *notify_minutes(const notify_job *j, int64_t minutes); /* "1 h 25 min" */
char *notify_indent(const char *text); /* four blanks before lines */
char *notify_quote(const char *text);  /* the same, and "> " */
char *notify_cut(const char *text, unsigned lines, unsigned characters);
char *notify_brief(const char *text, unsigned characters); /* one line */
char *notify_subject(const store_ticket *t, unsigned characters);
char *notify_first_name(const char *name); /* NULL: not plain */
/* Set a string (NULL: leave it out); `value` is copied. */
void notify_set(json_t *object, const char *key, const char *value);
void notify_set_free(json_t *object, const char *key, char *value);
/* One with marks of shown.h, which the others take out. */
void notify_set_marked(json_t *object, const char *key, char *value);
/* As {list}, the last of which knows that it is ("last"; the others have it as
 * false from the caller); nothing if it is empty. Takes over `list`. */
void notify_set_list(json_t *data, const char *key, json_t *list);
/* A text of the row's data; NULL if it has none. Borrowed. */
const char *notify_row_text(const notify_job *j, const char *key);
/* Customer's name, or address. */
const char *notify_customer_name(const store_ticket *t);

/* An operator's name by her id; the id if nobody has it now, NULL for NULL. */
const char *notify_operator_name(const config *c, const char *id);

/* notify_entry.c */
/* Name of who wrote it: the configuration's for operators. Borrowed. */
const char *notify_author(const config *c, const store_entry *e);
/* An entry as entry.txt wants it; `lines` 0: all of its text. */
json_t *notify_entry(notify_job *j, const store_entry *e, unsigned lines);
/* The same of one that is no news: it does not say how much was cut. */
json_t *notify_recall(notify_job *j, const store_entry *e, unsigned lines);
/* What was this entry when the row was written: it may have gone to another
 * ticket since (store/moved.h). */
store_entry *notify_entry_at(notify_job *j, int64_t ticket, int64_t n,
                             GError **error);
/* A text of this entry's, marked as such. Caller frees. */
char *notify_marked(notify_job *j, const store_entry *e, const char *text);
void notify_attach(notify_job *j, const store_attachment *a, GBytes *data);

/* notify_statement.c: what a customer is billed, for him and for the desk. */
bool notify_make_statement(notify_job *j, GError **error);
bool notify_make_statement_desk(notify_job *j, GError **error);
/* notify_balance_desk.c: how contracts stand now. */
bool notify_make_balances(notify_job *j, GError **error);
/* notify_list.c: a request of a list, in words. */
json_t *notify_ticket_row(notify_job *j, const store_ticket *t);

/* notify_lookup.c: what other systems answered about it. */
bool notify_add_lookups(notify_job *j, GError **error);

/* notify_delivery.c: what became of the mails by which an entry went, and whether the
 * last reply of a ticket needs somebody's eye, into `out`. `recalled`: only what is
 * worth a line beside other news. Errors are j->wrong. */
void notify_add_deliveries(notify_job *j, const store_entry *e, bool recalled,
                           json_t *out);
void notify_add_trouble(notify_job *j, int64_t ticket, json_t *out);
/* Does this reply ask its recipient for a receipt? Into the job. */
bool notify_ask_receipt(notify_job *j, GError **error);

/* notify_history.c: what became of the ticket, how long it was where. */
bool notify_add_history(notify_job *j, GError **error);

/* notify_ready.c: what the row proposes to operators; what an acknowledgement has of
 * ready answers, and asks for; answers for a customer who asked. */
void notify_add_advice(notify_job *j);
/* The answer that an operator asked for, or a list of them. */
bool notify_add_ready(notify_job *j, GError **error);
void notify_add_offer(notify_job *j);
bool notify_make_faq(notify_job *j, GError **error);
/* The form of its queue, and where that comes back to (form.c). */
bool notify_make_form(notify_job *j, GError **error);

/* notify_account.c: what a customer asked about his account. */
bool notify_make_account(notify_job *j, GError **error);
/* notify_balance.c: of the company that he speaks for, into a part of that. */
struct store_account;
bool notify_add_balance(notify_job *j, const struct store_account *a,
                        json_t *part, GError **error);

/* notify_closing.c: an operator's text without the lines at its end that also
 * stand in the signature below it, or are her name. Caller frees. */
char *notify_without_signature(const char *text, const char *name,
                               const char *signature);

/* cut.c: lines of e->removed (not NULL) that have words; our own frame counts only
 * if `ours`. */
json_int_t notify_count_cut(notify_job *j, const store_entry *e, bool ours);

/* notify_actions.c */
/* One of actions.txt's. */
void notify_act(notify_job *j, const char *name);
/* Those for whoever works on the ticket: may she reply, or write notes, and does an
 * answer stay inside if it does not say? */
bool notify_add_actions(notify_job *j, bool replies, bool notes, bool inside,
                        const GPtrArray *watchers, GError **error);

/* The line after this one; 0: it is the last. */
int notify_next_line(const config *c, int line);

/* notify_id.c */
/* Is it made of what is public alone? */
bool notify_is_public(const store_outgoing *o);
/* `epoch`: the ticket's in what customers get, so that what it says stays true of
 * this ticket and no other; else the store's. */
tag_claim notify_claim(const config *c, int64_t epoch, const store_outgoing *o);
/* Message-ID of a row; caller frees. */
char *notify_id_in(const config *c, const secret_key *site, int64_t epoch,
                   const store_outgoing *o);
/* Message-ID of the reply that carried this published article to customers;
 * `epoch` and `ticket`: whose it is. */
char *notify_article_id(const config *c, const secret_key *site,
                        const char *queue, int64_t epoch, int64_t ticket,
                        int64_t n, int64_t created_ms);
/* First and last of `ids` (char*), then `last` (may be NULL) into m->references;
 * what is no Message-ID is left out. */
void notify_references(compose_mail *m, GPtrArray *ids, const char *last);

#endif
