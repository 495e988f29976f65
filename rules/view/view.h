/* view: one message as rules look at it: octets, as SpamAssassin renders them.
 *
 * Texts are UTF-8 where the charset could be told, octets otherwise.  Everything
 * belongs to the view and lives until view_free.  Built in the scanning child
 * from raw octets; reads nothing else.  Sources of the manner: SpamAssassin 4.0's
 * documentation of rule types, checked message by message against its hits.
 */
#ifndef POSTERN_RULES_VIEW_H
#define POSTERN_RULES_VIEW_H

#include "rules/set.h"

typedef struct view_text {
    const char *data;
    size_t size;
} view_text;

typedef struct view_field {
    view_text name;    /* as written */
    view_text raw;     /* value as written, folds kept, with its line end */
    view_text decoded; /* unfolded, RFC 2047 decoded, with "\n"; NUL after */
    guint key;         /* of the name, the same in any case */
} view_field;

typedef struct view_part {
    char *path;         /* "2.1" */
    char *type;         /* "text/html", lower case */
    char *charset;      /* NULL */
    char *name;         /* file name, NULL */
    GArray *fields;     /* view_field */
    view_text raw;      /* content as it came, of a leaf */
    view_text decoded;  /* content, transfer encoding off */
    view_text rendered; /* text/...: rendered text; else empty */
    bool leaf;
    int parent;             /* index of the part that holds it, -1: none */
    struct view_html *html; /* facts of an HTML part, NULL */
} view_part;

typedef struct view_relay { /* one Received field that could be read */
    char *ip, *rdns, *helo, *by, *ident, *envfrom, *id, *auth;
    bool internal, trusted, msa;
    bool looked_up; /* its server asked for the name of the address */
    bool private;   /* no address of the public network */
} view_relay;

typedef struct view {
    view_text full;    /* the message, LF line ends */
    view_text header;  /* header section as written */
    GArray *fields;    /* view_field, top of message */
    GPtrArray *parts;  /* view_part*, depth first */
    GArray *body;      /* view_text: subject first, then paragraphs, at most
                              2,048 octets each */
    GArray *rawbody;   /* view_text: chunks of decoded text parts */
    GArray *uris;      /* view_text: raw and canonical forms, each once */
    GPtrArray *relays; /* view_relay*, newest first */
    unsigned relays_unread; /* Received fields that nobody understands */
    unsigned received_trusted, received_internal; /* Received fields, counted
                              from the top, that such relays wrote */
    char *relays_text[4]; /* X-Spam-Relays-Trusted, -Untrusted, -Internal,
                              -External */
    char *envelope_from;  /* NULL: unknown */
    double probability;   /* of spam, as the filter that learns says; -1: it has
                             no opinion */
    GHashTable *cache;    /* header values by request, see view_header */
} view;

view *view_new(const void *data, size_t size, const rule_set *set);
void view_free(view *v);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(view, view_free)

/* The value that a header rule sees: all fields of that name joined, or a
 * pseudo header, with modifiers applied; data NULL if unset. A NUL stands after
 * it. Cached. */
view_text view_header(view *v, const char *name, unsigned modifiers);

/* An eval test: its row in a table of rules/eval. */
typedef struct eval_row {
    const char *function; /* "check_for_missing_to_header" */
    int (*run)(view *v, const rule_set *s, GPtrArray *arguments); /* hits */
    const char *describe;
} eval_row;
const eval_row *eval_find(const char *function); /* NULL: unsupported */
/* Names of all tests, NULL last. The array is the caller's, names are not. */
GPtrArray *eval_names(void);

#endif
