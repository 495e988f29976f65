/* authres: reads one Authentication-Results value (RFC 8601 2.2). Pure; any
 * octets may come in. */
#ifndef POSTERN_AUTHRES_H
#define POSTERN_AUTHRES_H

#include <glib.h>
#include <stdbool.h>

#define AUTHRES_ROWS_MAX 50 /* results looked at */

typedef struct authres_row {
    char *method, *result; /* lower case: "dkim", "pass" */
    char *header_d;        /* header.d, else the domain of header.i; NULL */
    char *header_i;        /* domain of header.i; NULL */
    char *header_from;     /* domain in header.from; NULL */
    char *key;             /* header.s and header.b: tells signatures of one
                              domain from each other; never NULL */
    bool conflict;         /* one property with two values: says nothing */
} authres_row;

typedef struct authres {
    char *id;        /* authserv-id as written */
    GPtrArray *rows; /* authres_row* */
} authres;

/* NULL if it has no authserv-id, or a version that is not 1 (then the whole field
 * is to be ignored, RFC 8601 2.2). Results of a method whose version is not 1 are
 * left out. A result that is broken ends the reading; those before it count. */
authres *authres_read(const char *value);
void authres_free(authres *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(authres, authres_free)

#endif
