/* faq: ready answers: their text for somebody, those that fit, those that are
 * looked for. Pure. */
#ifndef POSTERN_DESK_FAQ_H
#define POSTERN_DESK_FAQ_H

#include "desk/faq_config.h"

/* Whom a text is for. Nothing of it is free text of a customer's: what is put in
 * is never looked at for variables again. */
typedef struct faq_reader {
    const char *language; /* NULL: not known */
    const char *queue;    /* id; NULL: none */
    const char *customer_name;
    const char *operator_; /* who sends it; NULL: nobody */
    int64_t ticket;        /* 0: none */
} faq_reader;

/* The answer with its variables filled in: in his language, else the plain one,
 * the queue's language, English, any. *foreign (may be NULL): it is in none that he
 * is known to read. Caller frees. */
char *faq_text(const config *c, const config_faq *f, const faq_reader *r,
               bool *foreign);
/* char*: it in all its languages, so filled in; caller unrefs. */
GPtrArray *faq_texts(const config *c, const config_faq *f, const faq_reader *r);
/* Its items; NULL if there are none. Caller frees with g_strfreev. */
char **faq_checklist(const config_faq *f, const char *language);
/* One plain word of letters, as a name's first; NULL if it is none. Caller
 * frees. */
char *faq_first_name(const char *name);

/* What a request is, as far as that says which answers fit it. */
typedef struct faq_request {
    const char *queue;    /* NULL: none */
    const char *category; /* id; NULL */
    const char *proposed; /* names, by commas; NULL */
} faq_request;
/* const config_faq*: all, those that fit first; caller unrefs. */
GPtrArray *faq_fitting(const config *c, const faq_request *q);

/* const config_faq*: those that answer these words, best first. `from`: what
 * customers may see (FAQ_CUSTOMERS), or all; queue NULL: of any. Caller unrefs. */
GPtrArray *faq_search(const config *c, const char *words, faq_offer from,
                      const char *queue);
/* Those that customers of this queue may see. */
GPtrArray *faq_public(const config *c, const char *queue);

#endif
