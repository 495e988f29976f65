/* people: who takes part in a played conversation, what they read, and how
 * their mail comes to the desk. */
#ifndef POSTERN_ADVERSARY_PEOPLE_H
#define POSTERN_ADVERSARY_PEOPLE_H

#include "adversary/client.h"
#include "adversary/judge.h"

#define PEOPLE_MAX 10

typedef enum { CUSTOMER, OPERATOR, STRANGER, PARTNER } side;

typedef enum {
    AUTH_OWN, /* as her host's mail is */
    AUTH_PASS,
    AUTH_FAIL,
    AUTH_NONE, /* no word about it */
    AUTH_LOGIN /* sent through the desk's own mail server */
} auth;

typedef struct person {
    side side;
    const char *name;
    char *address;
    const char *login; /* at the desk's own mail server; NULL */
    auth host;         /* what is known of her host's mail */
    const client *client;
    unsigned read; /* mails of w->out that she has looked at */
    int knows; /* index of a mail: she has sent a text on hold after it, which
                         goes through the same check as a reply */
    GPtrArray *inbox; /* const sent_mail* */
} person;

/* A message that somebody has sent, for those who send it once more. */
typedef struct seen_mail {
    char *sender, *to;
    GBytes *raw;
    char id[33]; /* under which it came */
    char *login;
} seen_mail;

typedef struct play {
    world *w;
    words *words;
    GRand *rand;
    person people[PEOPLE_MAX];
    unsigned count;
    int64_t ticket;  /* the conversation's first, 0 before */
    GPtrArray *seen; /* seen_mail* */
    bool may_adopt;  /* an operator has added people */
    bool remembered; /* there is a backup */
    int restored;    /* mails that had left when it was put back; 0: not */
    bool together;   /* requests are merged and split */
    bool verbose;
} play;

typedef struct letter_out {
    person *from;
    const char *as; /* From header, NULL: her own */
    auth auth;
    const char *login;      /* AUTH_LOGIN: NULL: her own */
    const sent_mail *about; /* that is answered; NULL */
    const char *to;         /* header and envelope; NULL: as `about` asks */
    const char *subject;    /* NULL: Re: that of `about` */
    const char *headers;
    const char *cc;
    const char *references; /* beside those to `about`; NULL */
    bool no_references;
    bool html, html_only;
    GBytes *attached;
    const char *attached_type;
    GBytes **raw; /* not delivered: handed over; NULL */
} letter_out;

int below(play *p, int n); /* 0 <= result < n */
bool chance(play *p, int percent);
person *who(play *p, const char *start); /* of an address */
void people_cast(play *p, uint32_t seed);
void people_leave(play *p);

GPtrArray *people_mails(void); /* an empty play.seen */

void found(play *p, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Sends it; false: the core failed, which is found. Clear the fate. */
bool people_send(play *p, const letter_out *o, const char *text,
                 const char *html, fate *f);
/* The same for what is written already. */
bool people_hand_in(play *p, const char *sender, const char *to,
                    const char *login, GBytes *raw, fate *f);
/* Time passes, mail is delivered and judged. */
void people_wait(play *p, int64_t ms);

/* One of her latest mails. NULL: she has none. */
const sent_mail *some_mail(play *p, person *x);
/* Her latest that has the word; NULL. */
const sent_mail *mail_with(person *x, const char *word);
client_place some_place(play *p);
/* Her client's answer to m (NULL: nothing is quoted). */
char *answer_text(play *p, person *x, const char *own, const sent_mail *m,
                  client_place place, const char *below_word, char **html);
/* Notes that x says s now, as an answer to m. */
void said_now(play *p, said *s, const person *x, const sent_mail *m);
/* Where a mail stands in w->out. */
int index_of(const play *p, const sent_mail *m);

#endif
