/* words: everything that anybody says in a played conversation, with who
 * said it and where. Each utterance has a marker word of its own in every
 * line, so that wherever a line turns up later one can tell whose it is:
 * what is judged is where words came from, not whether two texts are equal.
 * Not thread-safe. */
#ifndef POSTERN_ADVERSARY_WORDS_H
#define POSTERN_ADVERSARY_WORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    SAID_CUSTOMER, /* the ticket's customer, or another participant of it */
    SAID_NOTE,     /* meant for the desk alone */
    SAID_REPLY,    /* meant for the customer */
    SAID_STRANGER, /* by one who is no participant */
    SAID_MACHINE
} said_kind;

typedef struct said {
    unsigned id;
    said_kind kind;
    char *author; /* address */
    unsigned
        room;     /* number of the request that it is about; 0: not known yet */
    bool passed;  /* its author let it leave, knowing what it is */
    bool waits;   /* must not leave before somebody has let it */
    bool echoes;  /* may be repeated to its author */
    bool finding; /* a note that may be told in other words */
    bool secret;  /* a secret address stands in it, by her own hand */
    bool command; /* a hold showed her a command's line in it, and it passed */
    bool left;    /* has left to somebody outside */
    bool article; /* has become an entry that customers may see */
    int order;    /* mails that had left the desk when it came */
    int answers;  /* of these that which it answers; -1: none */
    int64_t at_ms;
    char *text;       /* lines with "\n" */
    const char *tail; /* a further line below them, of no marker; NULL */
    char *marker; /* the word that stands in each line, with a letter for it */
    unsigned lines;
} said;

typedef struct words words;

words *words_new(void);
void words_free(words *w);
/* All of them: this conversation begins. Mail of earlier ones may still be on
 * its way, and its markers are others. */
void words_forget(words *w, unsigned conversation);

/* A new utterance of `count` lines.
 * Borrowed: lives until words_forget. */
said *words_say(words *w, GRand *rand, said_kind kind, const char *author,
                unsigned room, unsigned count);
/* Those whose marker stands in `text`, however the line is broken or quoted;
 * said*, borrowed, each once. The caller unrefs. */
GPtrArray *words_in(const words *w, const char *text);
/* All of them, oldest first; borrowed. */
const GPtrArray *words_all(const words *w);
/* Does its marker stand there? */
bool words_has(const said *s, const char *text);
/* Which of its lines stand there: a bit each. */
unsigned words_lines(const said *s, const char *text);
unsigned words_all_lines(const said *s); /* the bits of all */

#endif
