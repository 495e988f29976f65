/* smtp: send mail through a smarthost (RFC 5321), one RCPT a transaction. */
#ifndef POSTERN_SMTP_H
#define POSTERN_SMTP_H

#include "config/config.h"
#include "config/server.h"

typedef struct smtp_client smtp_client;

#define SMTP_WORDS_MAX 500

typedef struct smtp_result {
    int code;     /* last reply code, 0: none (connection lost) */
    char *text;   /* "250 2.0.0 Ok: queued as 4F2", one line without control
                      characters, SMTP_WORDS_MAX octets at most; never NULL */
    bool in_data; /* connection was lost after DATA's end was sent: unknown
                      whether the other side took it */
} smtp_result;

/* Reports of delivery that are asked for (RFC 3461), of servers that offer them; the
 * others send what they always do. With no bit of `notify` nothing is said. */
enum {
    SMTP_NOTIFY_SUCCESS = 1,
    SMTP_NOTIFY_FAILURE = 2,
    SMTP_NOTIFY_DELAY = 4
};
typedef struct smtp_dsn {
    unsigned notify;
    const char *envid; /* comes back in a report; printable, NULL: none */
} smtp_dsn;

/* Connect, EHLO (name = our host's), TLS, AUTH PLAIN/LOGIN or XOAUTH2. */
smtp_client *smtp_open(const config_server *server, const char *helo,
                       GError **error);
/* One mail. true: accepted. false: ERR_REFUSED (5xx, this mail only),
 * ERR_LATER (4xx, this mail only), others: the connection is unusable and must
 * be closed. `message` has CRLF; dots are stuffed here. `dsn` (NULL: nothing) is
 * asked for. result may be NULL. */
bool smtp_send(smtp_client *c, const char *sender, const char *recipient,
               GBytes *message, const smtp_dsn *dsn, smtp_result *result,
               GError **error);
/* Would the server take mail for this recipient? MAIL, RCPT, RSET; nothing is
 * sent. result->code is that of RCPT. False: it did not come to that (ERR_* as
 * smtp_send); a refused RCPT is no error. */
bool smtp_probe(smtp_client *c, const char *sender, const char *recipient,
                smtp_result *result, GError **error);
void smtp_result_clear(smtp_result *r);
void smtp_close(smtp_client *c); /* QUIT, best effort */

#endif
