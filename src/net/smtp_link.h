/* smtp_link: what the smtp_*.c files share; private to them. */
#ifndef POSTERN_SMTP_LINK_H
#define POSTERN_SMTP_LINK_H

#include "base/err.h"
#include "net/smtp.h"
#include "net/stream.h"

struct smtp_client {
    char *host, *helo;
    mailstream *stream;
    int64_t timeout_ms;
    uint64_t size_max; /* SIZE that was announced, 0: none */
    bool starttls, size, dsn, plain, login, xoauth2;
    char *mechanisms; /* as announced, for error texts; NULL: no AUTH */
    bool dirty;       /* a transaction was begun and not ended */
};

typedef struct smtp_reply {
    int code;      /* 0: none came */
    GString *text; /* all lines with '\n' between, without codes */
} smtp_reply;
void smtp_reply_clear(smtp_reply *r);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(smtp_reply, smtp_reply_clear)
/* "250 2.0.0 Ok"; the caller frees. */
char *smtp_reply_line(const smtp_reply *r);

/* smtp_dsn.c: parameters for MAIL and RCPT, each with a blank before it; "" where the
 * server does not offer DSN, or nothing is asked. Caller frees. */
char *smtp_dsn_mail(const smtp_client *c, const smtp_dsn *dsn);
char *smtp_dsn_rcpt(const smtp_client *c, const smtp_dsn *dsn,
                    const char *recipient);
/* Does the server not know them after all, by this answer to one of the two? */
bool smtp_dsn_is_refused(const smtp_client *c, const smtp_dsn *dsn, int code);

/* Read a reply. False: the connection is unusable. */
bool smtp_read(smtp_client *c, smtp_reply *r, const char *what, GError **error);
/* Send `line` (wiped and freed) with CRLF, read the reply. */
bool smtp_ask(smtp_client *c, smtp_reply *r, const char *what, char *line,
              GError **error);
/* The connection is lost; returns false. */
bool smtp_lost(smtp_client *c, const char *what, GError **error);
/* An unwelcome reply as an error, a 5xx of class for_good; returns false. 421
 * says that the connection is being closed. */
bool smtp_unwelcome(smtp_client *c, const smtp_reply *r, const char *what,
                    err_class for_good, GError **error);

#endif
