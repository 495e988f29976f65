/* autotext: words in subjects and texts that programs write. Pure. */
#ifndef POSTERN_AUTOTEXT_H
#define POSTERN_AUTOTEXT_H

#include <glib.h>

typedef enum {
    AUTOTEXT_PREFIX,         /* subject "Automatic reply: ..." */
    AUTOTEXT_BEFORE,         /* the same, and more behind the colon */
    AUTOTEXT_ANSWER,         /* the same, before "Re:" or a tag of ours */
    AUTOTEXT_FORWARDED,      /* a subject: "Fwd: ..." */
    AUTOTEXT_AWAY_SUBJECT,   /* subject "Ann is out of the office." */
    AUTOTEXT_AWAY,           /* text: away, closed, back on */
    AUTOTEXT_MACHINE,        /* text: "this message was sent automatically" */
    AUTOTEXT_STEM,           /* text has the word "automatic" somewhere */
    AUTOTEXT_CHALLENGE,      /* text: confirm that you are a person */
    AUTOTEXT_RECEIVED,       /* text: "we have received your message" */
    AUTOTEXT_READ,           /* subject or text: "your message was read" */
    AUTOTEXT_READ_SUBJECT,   /* subject "Read: ..." */
    AUTOTEXT_UNREAD_SUBJECT, /* subject "Not read: ..." */
    AUTOTEXT_RECEIPT,        /* the whole text is a receipt */
    AUTOTEXT_NOBODY,         /* an address to which nobody shall reply */
    AUTOTEXT_KINDS
} autotext_kind;

/* The patterns, as forms (mail/lang.h). */
extern const char *const autotext_forms[AUTOTEXT_KINDS];
/* Compiles them: once, before a process forks readers. */
void autotext_ready(void);

/* Does the text (UTF-8) say so? Looks at AUTOTEXT_MAX octets of it. */
#define AUTOTEXT_MAX 3000
gboolean autotext_says(autotext_kind kind, const char *text);

#endif
