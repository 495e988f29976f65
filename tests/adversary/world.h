/* world: one desk on a clock of its own, without processes, network or disk:
 * what comes in goes through the same functions as in the roles (reading,
 * facts, decide, apply, compose), what goes out lands in `out`. Not thread-
 * safe. */
#ifndef POSTERN_ADVERSARY_WORLD_H
#define POSTERN_ADVERSARY_WORLD_H

#include "base/secret.h"
#include "config/config.h"
#include "mail/letter.h"
#include "store/age.h"
#include "store/public.h"
#include "store/store.h"
#include "store/wall.h"

#define WORLD_ACK_PER_HOUR 4

/* A mail that left the desk. */
typedef struct sent_mail {
    char *to; /* envelope recipient */
    char *template;
    bool to_operator; /* or an administrator: inside */
    bool to_partner;
    bool automatic;
    int64_t ticket; /* 0: none */
    int64_t entry;  /* that it is about; 0, or below: none */
    int64_t at_ms;
    GBytes *raw;
    char *all;    /* everything a reader can find in it, decoded: header, texts,
                  HTML, names, contents, as often as it is packed; of mail to
                  operators, which is much and stays inside, header and text */
    letter *read; /* see sent_letter */
} sent_mail;
/* As a client reads it; borrowed. */
const letter *sent_letter(const sent_mail *m);

/* Two requests that were merged. */
typedef struct judge_join {
    int64_t from, into;
    int at; /* mails that had left */
} judge_join;

typedef struct world {
    config *c;
    secret_key site;
    store *s;
    store_public *pub;
    store_wall *wall;
    store_age age; /* the latest that was seen, as it is remembered elsewhere */
    bool restored; /* in this conversation */
    char *folder;
    int64_t now_ms;
    uint64_t count;    /* messages that came in, for their ids */
    GPtrArray *out;    /* sent_mail*, oldest first, of this conversation */
    GString *plans;    /* as text, of this conversation, for a replay */
    GPtrArray *faults; /* char*: what must never happen and did */
    GArray *joins;     /* judge_join, of this conversation */
    struct sqlite3 *sweeper, *backup; /* handles of the play's own */
    GPtrArray *sweeps;                /* statements that empty the store */
} world;

/* A message as a door gives it. */
typedef struct incoming {
    const char *sender; /* envelope; "" null */
    const char *recipients[5];
    const char *login; /* SASL, NULL */
    GBytes *raw;
    const char *again; /* id that it came with before, as after a crash; NULL */
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
/* A new conversation: nothing remains of earlier ones, and all that is random
 * in the desk follows from `seed`. */
bool world_begin(world *w, uint32_t seed, int64_t now_ms, GError **error);
/* Rows of a table of the store. */
unsigned world_rows(world *w, const char *table);
/* Reads, decides, applies. False: the core failed, which it never may. */
bool world_receive(world *w, const incoming *in, fate *out, GError **error);
/* Moves the clock, does what is due and lets mail out. */
bool world_wait(world *w, int64_t ms, GError **error);
/* Goes back to what the store was at world_remember, as a restored backup does;
 * a new epoch begins, and what was to be sent is dropped, or sent (`drop`). */
bool world_remember(world *w, GError **error);
bool world_restore(world *w, bool drop, GError **error);

#endif
