/* compose: values to octets of one message (RFC 5322, 2045-2049, 2047, 2231,
 * 3676), with GMime. Deterministic: the same input gives the same octets
 * (boundaries are derived from the Message-ID). 7-bit clean, CRLF. */
#ifndef POSTERN_COMPOSE_H
#define POSTERN_COMPOSE_H

#include "mail/letter.h"

#define COMPOSE_HTML_MAX 100000 /* octets: Gmail shows no more than 102 kB */

typedef struct compose_attachment {
    char *name, *type;
    char *content_id; /* NULL: none; not NULL and [name] in text: inline */
    char *alt; /* what stands for it where no picture is shown; NULL: name */
    GBytes *data;
} compose_attachment;

/* Lines [from, to) of a text. */
typedef struct compose_lines {
    guint from, to;
} compose_lines;

typedef struct compose_mail {
    char *from_name, *from; /* From */
    GPtrArray *to;          /* letter_address* */
    GPtrArray *cc;
    char *reply_to; /* NULL: none */
    char *subject;
    char *message_id; /* without <> */
    int64_t date_ms;
    GPtrArray *references; /* char*, without <>; In-Reply-To is the last */
    char *in_reply_to;     /* NULL: last of references */
    GPtrArray *headers;    /* letter_address* used as name/value pairs:
                                   further headers ("Auto-Submitted") */
    char *text;            /* light markup as htmltext_for_readers gives:
                                   *bold*, "- " lists, "> " quotes, links */
    bool html;             /* add an HTML alternative made from text, if it is
                               not longer than COMPOSE_HTML_MAX */
    char *html_body;       /* an HTML alternative that somebody else wrote, then
                              none is made of text; without a text it stands
                              alone. NULL */
    bool sheet;            /* laid out for the desk; else like a person's */
    char *language;        /* of the text; NULL: en */
    char *action_to, *action_subject; /* of links that fill a command in; NULL:
                                         there are none, m->subject */
    GArray *inside;         /* compose_lines, rising: lines that stay inside a
                               desk, on a ground of their own in HTML */
    GPtrArray *layout;      /* layout_mark*: how its parts look in HTML */
    GPtrArray *attachments; /* compose_attachment* */
} compose_mail;

compose_mail *compose_new(void);
void compose_free(compose_mail *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(compose_mail, compose_free)
compose_attachment *compose_attachment_new(void);
void compose_attachment_free(compose_attachment *a);

/* ERR_DATA if a header value has CR, LF or NUL, or an address is none: no header
 * is ever built from unchecked text. Caller unrefs. */
GBytes *compose_message(const compose_mail *m, GError **error);

/* Can `id` (without <>) stand in a header: printable ASCII, no <>()"\,; and not
 * over a line? What others sent often cannot. NULL is none. */
bool compose_is_message_id(const char *id);

/* `text` as an HTML document: light markup and m->layout; all else escaped. Caller
 * frees. */
char *compose_html(const compose_mail *m, const char *text);

/* Where an action's command leads: a mailto: link (RFC 6068) that fills it in; a
 * link is itself. NULL: nowhere. Caller frees. */
char *compose_goal(const compose_mail *m, const char *goal);

/* What the HTML says and the text does not, where m->layout has its mark *mark and
 * those that belong to it, which *mark goes past: labels and links of actions, as
 * a client may write them into a quote, a line each. "": nothing. Caller frees. */
char *compose_unseen(const compose_mail *m, guint *mark);

#endif
