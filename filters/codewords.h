/* codewords: what services write when somebody signs up with them: codes, links,
 * and what to do with these. Pure. */
#ifndef POSTERN_CODEWORDS_H
#define POSTERN_CODEWORDS_H

#include <glib.h>

typedef enum {
    CODEWORDS_TITLE,  /* "verify your address" */
    CODEWORDS_LABEL,  /* "your security code" */
    CODEWORDS_IS,     /* "your security code is 884213" */
    CODEWORDS_ASK,    /* "enter this code", "click the link below to" */
    CODEWORDS_IGNORE, /* "if you did not request this" */
    CODEWORDS_END,    /* "the code expires in" */
    CODEWORDS_SENDER, /* the local part of an address that such mail has */
    CODEWORDS_CODE,   /* something that can be a code */
    CODEWORDS_LINK,   /* a link with a secret in it */
    CODEWORDS_KINDS
} codewords_kind;

/* The patterns, as forms (mail/lang.h). */
extern const char *const codewords_forms[CODEWORDS_KINDS];
/* Compiles them: once, before a process forks readers. */
void codewords_ready(void);

#endif
