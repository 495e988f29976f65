/* mailer: writes raw messages as the people of a played conversation send
 * them. */
#ifndef POSTERN_ADVERSARY_MAILER_H
#define POSTERN_ADVERSARY_MAILER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct mailer_mail {
    const char *from;    /* header: "Kari <kari@example.com>" */
    const char *to, *cc; /* header; cc NULL */
    const char *subject;
    const char *message_id;               /* without <> */
    const char *in_reply_to, *references; /* with <>; NULL */
    int64_t date_ms;
    const char *headers;       /* further lines, each with "\n"; NULL */
    const char *text, *html;   /* one may be NULL */
    GBytes *attached;          /* a message that is attached; NULL */
    const char *attached_type; /* "message/rfc822", "text/plain" ... */
    bool base64;
} mailer_mail;

GBytes *mailer_write(const mailer_mail *m); /* CRLF */

#endif
