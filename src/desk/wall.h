/* wall: the last look at a mail before it leaves the desk, at whoever is no
 * operator: has it words of an internal note, or one of our secret addresses,
 * wherever and however these stand in it? It knows nothing of how the mail was
 * made: all that can be read in it (mail/said.h) is compared with what the store
 * has hidden.
 */
#ifndef POSTERN_DESK_WALL_H
#define POSTERN_DESK_WALL_H

#include "base/secret.h"
#include "config/config.h"
#include "mail/said.h"
#include "store/outgoing.h"
#include "store/public.h"
#include "store/wall.h"

#define WALL_LEAKS_MAX 10      /* that are told */
#define WALL_WORDS_MAX 1000000 /* of a mail; beyond is doubt */

/* Words of a note. */
typedef struct wall_leak {
    int64_t ticket, entry; /* the note */
    char *words;           /* of it */
    char *file;            /* attached file that they stand in; NULL */
} wall_leak;

typedef struct wall_hit {
    GPtrArray *leaks;  /* wall_leak* */
    bool secret;       /* a secret address of ours */
    char *secret_file; /* where; NULL: in no attached file */
    bool unread;       /* not all of it could be compared with notes */
    bool person;       /* an address of who takes part, for a partner who is not
                          to see any */
    char *person_file; /* where; NULL: in no attached file */
} wall_hit;
wall_hit *wall_hit_new(void);
void wall_hit_free(wall_hit *h);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(wall_hit, wall_hit_free)

/* Has the text an address by which somebody could act as an operator? Only those
 * that we made count, by their MAC (`epoch`: the store's, tag.h); written as one, escaped, broken over lines or by
 * signs that nobody sees, without its plus, or as a Message-ID. Pure. */
bool wall_has_secret(const config *c, const secret_key *site, int64_t epoch,
                     const char *text);

/* The same in this mail: the address that it gives to a reader outside, who has no
 * other, is none. */
bool wall_has_secret_for(const config *c, const secret_key *site, int64_t epoch,
                         const store_outgoing *o, const char *text);

/* What mail says that it must not: *hit NULL if nothing. `parts` are what the mail
 * shows (notify.h), for our own words in it. What the row's data lets pass is no
 * hit. False: the store could not be read. */
bool wall_look(const config *c, const secret_key *site, int64_t epoch,
               store_public *pub, store_wall *wall, const store_outgoing *o,
               const said_mail *mail, const char *parts, wall_hit **hit,
               GError **error);

/* "it contains words of an internal note": why a mail is held. Borrowed. */
const char *wall_reason(const wall_hit *h);

/* For held items, and for rows that may pass: {"leaks": [{"ticket", "entry",
 * "words", "file"}], "secret": true, "unread": true}. Text; caller frees. */
char *wall_hit_json(const wall_hit *h);

#endif
