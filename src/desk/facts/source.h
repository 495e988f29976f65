/* source: which [source NAME] a message came by, what proves that, and what it
 * says about the customer and his request. Pure.
 *
 * A form is believed for whom it names, so that it is what it says must be proved:
 * by the door of `postern deliver --source`, or by a login, a host or a signature.
 * Whoever claims it without is an ordinary sender. */
#ifndef POSTERN_FACTS_SOURCE_H
#define POSTERN_FACTS_SOURCE_H

#include "desk/source_config.h"
#include "mail/head.h"
#include "mail/letter.h"
#include "spool/spool.h"

/* Doors of deliver --source: "source NAME", and "source NAME json" for what
 * source_compose made. */
#define SOURCE_DOOR      "source "
#define SOURCE_DOOR_JSON " json"

typedef struct source_facts {
    const config_source *source;
    char *proof; /* words for `why`: "logged in as webform" */
    char
        *customer; /* address in normal form, or a handle; NULL: it names nobody
                        who can be written to */
    char *name;    /* his; NULL */
    char *unread;  /* why nobody: words; NULL */
    char *id;      /* what is said under it once more is the same; NULL */
    GPtrArray
        *values;    /* field_line* (desk/field.h): name of a field, or a label,
                          and what it holds */
    bool generated; /* it says that a program sends it, but not in answer */
} source_facts;
void source_facts_free(source_facts *f);

/* What of a message can prove it, as trust_read found it. */
typedef struct source_proofs {
    const char *client;    /* IP address of who handed it over; NULL */
    const GPtrArray *dkim; /* char*: domains whose signatures are good */
} source_proofs;

/* NULL: it came by none. *unproved gets words where one is claimed, by From or by
 * whom it was sent to, and nothing proves it; caller frees both. */
source_facts *source_find(const config *c, const spool_entry *e, const head *h,
                          const letter *l, const source_proofs *p,
                          char **unproved);

/* What the capture finds in a text, in its first line that has it; NULL. Caller
 * frees. */
char *source_capture_find(const source_capture *k, const char *text);

#endif
