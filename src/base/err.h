/* err: one table of error classes, and how errors travel.
 *
 * Every function that can fail takes a `GError **` as its last argument and
 * returns false or NULL when it failed (GLib's conventions: the caller may pass
 * NULL and frees the error).  The domain is ERR_DOMAIN, the code an err_class.
 * Messages are for the person who must act: what happened, where, what to do.
 * Errors are logged once, at the edge (a role or a command), never below.
 */
#ifndef POSTERN_ERR_H
#define POSTERN_ERR_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    ERR_INTERNAL = 1, /* our own fault */
    ERR_USAGE,        /* command line is wrong */
    ERR_CONFIG,       /* configuration is wrong */
    ERR_DATA,         /* input is not what it should be */
    ERR_NOT_FOUND,    /* no such ticket, file, mailbox */
    ERR_DENIED,       /* permission, or a right that is missing */
    ERR_IO,           /* disk or descriptor failed */
    ERR_FULL,         /* no space left */
    ERR_BUSY,         /* locked by somebody else, try again */
    ERR_NET,          /* host away, connection lost, deadline passed */
    ERR_REFUSED,      /* the other side said no, for good */
    ERR_LATER,        /* the other side said: later (4xx, NO [INUSE]) */
    ERR_AUTH,         /* login refused */
    ERR_TLS,          /* certificate or name not verified */
    ERR_PROTOCOL,     /* the other side does not speak the protocol */
    ERR_LIMIT,        /* one of our own limits was passed */
    ERR_CRASH,        /* a child died or overran */
    ERR_LOST,     /* the connection to the database is gone: open it again */
    ERR_CONFLICT, /* what was read has changed since: decide again */
    ERR_CLASSES   /* count, no class */
} err_class;

typedef struct err_info {
    err_class class;
    const char *name;     /* "no-space", for --json and log lines */
    int smtp;             /* reply code, RFC 5321 4.2.3 */
    const char *enhanced; /* RFC 3463 status */
    int exit;             /* sysexits.h */
    bool retry;           /* worth trying again unchanged */
    const char *words;    /* generic words for this class */
} err_info;

#define ERR_DOMAIN (err_quark())
GQuark err_quark(void);

/* The row of a class; never NULL (unknown: ERR_INTERNAL's row). Thread-safe. */
const err_info *err_info_of(int class);

/* The class of an error: its code if it is ours; G_IO and G_FILE errors are
 * mapped (ENOSPC -> ERR_FULL, ...); NULL or unknown -> ERR_INTERNAL. */
err_class err_class_of(const GError *error);

/* Set *error (if error is not NULL), printf-like. */
void err_set(GError **error, err_class class, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* As err_set, with the class that errno `number` means (ENOSPC, EDQUOT ->
 * ERR_FULL, EACCES -> ERR_DENIED, ENOENT -> ERR_NOT_FOUND, others ERR_IO), and
 * ": strerror" appended. */
void err_set_errno(GError **error, int number, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

#endif
