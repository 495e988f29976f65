/* key: one key of postern.conf, said once: what the configuration holds of it,
 * how it is read, checked, printed and explained.
 *
 * A section is a list of its keys in a header of the room that it configures:
 *
 *     #define CONFIG_SCAN_KEYS(KEY, S)                         \
 *         KEY(S, INT, children, "children", "2",               \
 *             "How many messages are read at once",            \
 *             .min = 1, .max = 256)                            \
 *         ...
 *     typedef struct config_scan {
 *         CONFIG_SCAN_KEYS(CONFIG_MEMBER, )
 *     } config_scan;
 *
 * that is: type, member of the struct, name in the file, default as it would be
 * written (NULL: none), one sentence without full stop, and further members of
 * config_key. The .c beside it makes rows of the same list (CONFIG_ROW), and
 * registers the section: config/section.h. A new key is one entry more there.
 */
#ifndef POSTERN_CONFIG_KEY_H
#define POSTERN_CONFIG_KEY_H

#include "base/span.h"

#include <glib.h>
#include <stddef.h>

typedef enum {
    CONFIG_TEXT,     /* not empty; \n and \t as GKeyFile has them */
    CONFIG_WORD,     /* no blanks */
    CONFIG_ATOM,     /* an IMAP atom */
    CONFIG_HOST,     /* name or address of a host, no port */
    CONFIG_DOMAIN,   /* lower case, A-labels */
    CONFIG_ADDRESS,  /* normal form */
    CONFIG_PATH,     /* absolute */
    CONFIG_SOCKET,   /* "unix:/path" */
    CONFIG_BOOL,     /* yes or no */
    CONFIG_INT,      /* decimal */
    CONFIG_NUMBER,   /* min and max in whole numbers */
    CONFIG_MODE,     /* octal */
    CONFIG_DURATION, /* milliseconds */
    CONFIG_SIZE,     /* octets */
    CONFIG_SCORE,    /* "off" is INFINITY */
    CONFIG_ENUM,     /* `words` in order of its values */
    CONFIG_LANGS, /* texts by language: a key "title.LANG" is title.ru, ... */
    CONFIG_WORDS, /* no blanks */
    CONFIG_ADDRESSES, /* normal form */
    CONFIG_IPS,       /* IPv4 and IPv6 */
    CONFIG_PATHS,     /* absolute */
    CONFIG_INTS       /* decimal */
} config_type;

/* What a struct holds of each type. Texts without a default are NULL if they are
 * not written, and so are texts by language; lists are never NULL. */
typedef char *config_of_TEXT;
typedef char *config_of_WORD;
typedef char *config_of_ATOM;
typedef char *config_of_HOST;
typedef char *config_of_DOMAIN;
typedef char *config_of_ADDRESS;
typedef char *config_of_PATH;
typedef char *config_of_SOCKET;
typedef bool config_of_BOOL;
typedef int config_of_INT;
typedef double config_of_NUMBER;
typedef int config_of_MODE;
typedef int64_t config_of_DURATION;
typedef int64_t config_of_SIZE;
typedef double config_of_SCORE;
typedef int config_of_ENUM;
typedef GHashTable *config_of_LANGS;    /* char* (ru) -> char* */
typedef GPtrArray *config_of_WORDS;     /* char* */
typedef GPtrArray *config_of_ADDRESSES; /* char* */
typedef GPtrArray *config_of_IPS;       /* char* */
typedef GPtrArray *config_of_PATHS;     /* char* */
typedef GArray *config_of_INTS;         /* int */

typedef struct config_key {
    const char *key;
    config_type type;
    size_t offset;        /* in the section's struct */
    const char *standard; /* default, as it would be written; NULL: none */
    const char *help;     /* one sentence without full stop */
    int64_t min, max;     /* numbers, durations (ms), sizes; both 0: any */
    const char *const *words;
    bool required;
    const char *shown; /* default in words, where `standard` is NULL */
} config_key;

/* How such a key's name ends; what stands before it is the plain key's name. */
#define CONFIG_LANG ".LANG"
/* Or so, where the texts go by names of something else. */
#define CONFIG_NAME ".NAME"

#define CONFIG_MEMBER(S, TYPE, member, ...) config_of_##TYPE member;
#define CONFIG_ROW(S, TYPE, member, name, default_, help_, ...) \
    {.key = name,                                               \
     .type = CONFIG_##TYPE,                                     \
     .offset = offsetof(S, member),                             \
     .standard = default_,                                      \
     .help = help_,                                             \
     __VA_ARGS__},

#define CONFIG_KIB INT64_C(1024)
#define CONFIG_MIB (1024 * CONFIG_KIB)
#define CONFIG_GIB (1024 * CONFIG_MIB)

#endif
