/* notify: an outgoing row to a composed message: which template, with what
 * values. Customer mail is made through the public handle alone. */
#ifndef POSTERN_NOTIFY_H
#define POSTERN_NOTIFY_H

#include "base/secret.h"
#include "config/config.h"
#include "store/outgoing.h"
#include "store/public.h"

/* An operator row's `entry` is also what its reader has seen: a reply to the mail
 * carries it in its capability, and a row that shows nothing new (error, notice)
 * must carry on what she had seen before. 0 in show and held: all that there is.
 *
 * Templates: decide names them in an outgoing row, notify knows their values,
 * templates/LANGUAGE/NAME.txt (Mustache) has their words; the first line of a
 * template file is "Subject: ...", then a blank line. `data` is the row's JSON.
 *
 * audience customer (made through the public handle alone)
 *   ack       a new ticket's acknowledgement; entry: its first article
 *   reply     entry: an operator's published article
 *   receipt   to a stranger: content-free
 *   remind_customer, unanswered  we wait for his answer; none came, and the
 *             request is resolved
 *   robot     what a robot was told to say. data {"text", "whole"}
 *   status    answer to /status: ticket
 *   account   NOTIFY_ACCOUNT, below
 *   help      what a customer can write
 *   statement what a company is billed: data is all of it, as
 *             desk/statement_json.h has it, and "language", if it is not his own
 *   prepaid   prepaid time runs out: data {"company", "service", "month": 1 to 12,
 *             "level": percent, "left", "all", "over": minutes}
 * audience operator
 *   notify    entry: the new entry. data {"why": "new" | "article" | "note" |
 *             "reply" | "stranger" | "line" | "released" | "returned" |
 *             "finding" | "partner" | "alleged" | "board" | "answer" | "task" |
 *             "assigned" | "reopened" | "machine" | "unanswered" | "later",
 *             "words": first line if it needs one, "absent": why somebody is told
 *             in the holder's place}. "reply": a
 *             colleague's reply, for watchers; while it is pending the mail
 *             names the capability u that stops it
 *   held      held: the item, reason and what is new since held->seen;
 *             Reply-To is the capability h. data {"remind": 0 | 1 | 2}
 *   digest    newly held spam: data {"items": [{"id", "score", "rules", "from",
 *             "subject"}], "more"}; held: the first of all, for Reply-To;
 *             entry: how many there are
 *   error     data {"title", "lines": [{"line", "words"}], "text": whole text}
 *   show      answer to /show: the whole ticket
 *   why       answer to /why: its history
 *   list      answer to /list: her tickets and the unassigned ones of her lines
 *   retired   somebody left: data {"who", "yours": [numbers], "watched": [numbers]}
 *   news      a digest: data {"requests": [{"ticket", "events": [{"entry", "at",
 *             "why", "words"}]}], "count", "more"}
 *   commands  answer to /help
 *   who       answer to /who: who is on duty, away, and has how much to do
 *   guide     answer to /help role: data {"roles": bits of role_id}
 *   bounced   data {"recipient", "status"}: a customer's mail came back
 *   forwarded what a partner gets. data {"partner", "upto": the last
 *             entry that it has}
 *   report    data {"report": NAME, "period"}; the same to administrators
 *   notice    data {"title", "text"}
 *   statement_desk  one that was sent, with its margin for who may see it: data
 *             {"no"}; or a draft: {"contract": name, "month": "2026-10", or the
 *             last one}
 *   balance_desk  how contracts stand now: data {"name": of a company or contract},
 *             or all
 * audience outsider (made through the public handle alone)
 *   forward   to a partner. data {"partner", "by": operator, "asks": why, "upto"};
 *             entry is that of his capability p, which is its Reply-To
 *   board     to a member. data {"board", "member", "round", "by", "asks",
 *             "upto"}; Reply-To is the capability a
 * audience admin
 *   alarm     data {"cause", "text"}
 */
/* What a customer asked about his account. data {"proved", "ask": [{"what": "list",
 * "query"} | {"what": "show", "ticket"} | {"what": "report", "company", "year",
 * "month", "from", "to", "wrong"} | {"what": "balance"}]}: of the recipient,
 * whoever asked. */
#define NOTIFY_ACCOUNT "account"

typedef struct notify_mail {
    GBytes *message;   /* complete, CRLF */
    char *message_id;  /* without <> */
    char *return_path; /* envelope sender: VERP capability b */
    char *envid;       /* the same, as what it is handed over with is called in
                          reports of its delivery (RFC 3461 4.4) */
    char *parts;       /* what it shows, and whose words (shown.h) */
    bool files;        /* it has attachments: somebody's octets */
} notify_mail;
void notify_mail_free(notify_mail *m);

/* Message-ID of a row: always the same while the store is. NULL on error; caller
 * frees. */
char *notify_message_id(const config *c, const secret_key *site, store *desk,
                        const store_outgoing *o, GError **error);

/* audience customer: only `pub` is read (of desk no more than its epoch; it may be
 * NULL: 1); operator, admin: `desk`. Same row, same octets. ERR_NOT_FOUND if its
 * ticket or entry is gone. Whether the mail may leave the desk is seen by the last
 * wall (desk/wall.h). */
notify_mail *notify_compose(const config *c, const secret_key *site,
                            store_public *pub, store *desk,
                            const store_outgoing *o, GError **error);

#endif
