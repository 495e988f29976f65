/* imap_link: what the imap_*.c files share; private to them. */
#ifndef POSTERN_IMAP_LINK_H
#define POSTERN_IMAP_LINK_H

#include "net/imap.h"
#include "net/stream.h"

#define IMAP_LINE_MAX \
    (64u << 10) /* octets of an answer that we read ourselves */

struct imap_client {
    const char *host; /* borrowed from own_host */
    char *own_host;
    mailimap *session;
    mailstream *stream; /* owned by session once it is connected */
    unsigned tag;       /* of commands that libetpan does not know */
    bool idle, move, uidplus, plain, sasl_ir, xoauth2, login_disabled;
    bool news;   /* the server told of new messages since the last search */
    bool broken; /* nonsense was spoken: not usable any more */
};

/* Begin an operation: time and octets are counted from here. */
void imap_begin(imap_client *c);
/* True if libetpan's code is success; else *error says what failed. */
bool imap_check(imap_client *c, int code, const char *what, GError **error);
/* Did the last command bring EXISTS? Noted in c->news. */
void imap_note_news(imap_client *c);

/* A command of our own (libetpan's custom one ends in a blank, and its SEARCH
 * quotes keywords, both against the grammar): text is sent after a tag; every untagged and
 * continuation line goes to `line` (false: stop waiting, ERR set by it). Returns
 * the tagged answer without its tag ("OK ..."), NULL if the connection failed. */
typedef bool (*imap_line)(imap_client *c, const char *line, void *context);
char *imap_command(imap_client *c, const char *text, imap_line line,
                   void *context, GError **error);

/* The same, and judge the answer: NO is ERR_REFUSED or ERR_LATER. */
bool imap_do(imap_client *c, const char *text, const char *what, imap_line line,
             void *context, GError **error);
/* Does this line tell of new messages? */
bool imap_is_news(const char *line);
/* An imap_line that only minds c->news. */
bool imap_hear_news(imap_client *c, const char *line, void *context);

/* Log in with what the server offers. */
bool imap_login(imap_client *c, const config_server *server, GError **error);

/* Modified UTF-7 (RFC 3501 5.1.3) of a folder's name; NULL: not UTF-8, too long
 * or with control characters. */
char *imap_folder_name(const char *utf8);

/* The next run of UIDs, of at most max: as a set for libetpan (the caller
 * frees), *used of them. */
struct mailimap_set *imap_set(const uint32_t *uids, unsigned count,
                              unsigned max, unsigned *used);

#endif
