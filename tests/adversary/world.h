/* world: one desk on a clock of its own, without processes, network or disk: what
 * comes in goes through the same functions as in the roles (reading, facts,
 * decide, apply, compose), what goes out lands in `out`. Not thread-safe. */
#ifndef POSTERN_ADVERSARY_WORLD_H
#define POSTERN_ADVERSARY_WORLD_H

#include "config/config.h"
#include "mail/letter.h"
#include "base/secret.h"
#include "store/public.h"
#include "store/wall.h"
#include "store/store.h"

/* A mail that left the desk. */
typedef struct sent_mail {
    char *to;         /* envelope recipient */
    bool to_operator; /* or an administrator: inside */
    bool automatic;
    int64_t ticket; /* 0: none */
    int64_t at_ms;
    GBytes *raw;
    letter *letter; /* as a client reads it */
    char *all; /* everything a reader can find in it, decoded: header, texts,
                  HTML, names, contents, as often as it is packed */
} sent_mail;

typedef struct world {
    config *c;
    secret_key site;
    store *s;
    store_public *pub;
    store_wall *wall;
    char *folder;
    int64_t now_ms;
    uint64_t count;  /* messages that came in, for their ids */
    GPtrArray *out;  /* sent_mail*, oldest first, of this conversation */
    GString *plans;  /* as text, of this conversation, for a replay */
    GPtrArray *faults; /* char*: what must never happen and did */
} world;

/* A message as a door gives it. */
typedef struct incoming {
    const char *sender; /* envelope; "" null */
    const char *recipients[5];
    const char *login; /* SASL, NULL */
    GBytes *raw;
} incoming;

/* What became of it; strings are the world's until the next call. */
typedef struct fate {
    char id[33];
    char *code, *words;
    int64_t ticket, entry;
} fate;
void fate_clear(fate *f);

world *world_new(GError **error);
void world_free(world *w);
/* A new conversation: mail and plans are forgotten, the desk's data stays; the
 * clock goes to `now_ms`. */
void world_begin(world *w, int64_t now_ms);
/* Reads, decides, applies. False: the core failed, which it never may. */
bool world_receive(world *w, const incoming *in, fate *out, GError **error);
/* Moves the clock, does what is due and lets mail out. */
bool world_wait(world *w, int64_t ms, GError **error);
/* Goes back to what the store was at world_remember, as a restored backup does. */
bool world_remember(world *w, GError **error);
bool world_restore(world *w, GError **error);

#endif
