/* trouble: what a role cannot change (a store that is locked, a full disk, a host
 * that is away, another role that died) is waited out: said once, then rarely,
 * and tried again later and later. */
#ifndef POSTERN_TROUBLE_H
#define POSTERN_TROUBLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define TROUBLE_WAIT_MIN_MS 1000
#define TROUBLE_WAIT_MAX_MS 30000
/* The same words are logged again after so long, then after twice that, ... */
#define TROUBLE_REPEAT_MS     (10 * 60 * 1000)
#define TROUBLE_REPEAT_MAX_MS (6 * 60 * 60 * 1000)

/* All zero but for the first five: there is none. Times are steady_ms(). */
typedef struct trouble {
    const char *what;  /* "the store" */
    const char *then;  /* "mail waits in the spool and nothing is lost" */
    int64_t min_ms;    /* first wait; doubles. 0: TROUBLE_WAIT_MIN_MS */
    int64_t max_ms;    /* 0: TROUBLE_WAIT_MAX_MS */
    int64_t mild_ms;   /* until then it may be over soon: `postern status` does
                         not call it ill. 0: at once */
    bool jitter;       /* a quarter each way, so that those who lost the same
                         thing do not all come back in the same second */
    unsigned failures; /* in a row */
    int64_t since_ms;  /* the first of them */
    int64_t until_ms;  /* not tried before */
    int64_t said_ms;
    unsigned said; /* how often in a row */
    char *words;   /* of the failure that was said last */
} trouble;

/* One more failure: sets when to try again. True if its words are worth saying:
 * they are new, or were said long ago. */
bool trouble_note(trouble *t, const char *words);
/* The same, and logs them as "WHAT cannot be used: WORDS; THEN". Frees error. */
void trouble_met(trouble *t, GError *error);
/* Wait so long instead: somebody asked for it, or knows better. */
void trouble_put_off(trouble *t, int64_t ms);
/* It works. True if it did not before; trouble_over logs that as well. */
bool trouble_end(trouble *t);
void trouble_over(trouble *t);
bool trouble_is_waiting(const trouble *t);
/* Until it is tried again; 0: now. */
int64_t trouble_wait_ms(const trouble *t);
/* Since when it lasts; 0: there is none. */
int64_t trouble_lasts_ms(const trouble *t);
/* Something changed that may mend it: tried at once, and said again if not. */
void trouble_anew(trouble *t);
void trouble_clear(trouble *t);

/* The one judge of whose fault it is that something cannot be done with a mail;
 * process, send, clock and the learner ask it. */
typedef enum {
    BLAME_MAIL,   /* the mail's own: it will never be otherwise */
    BLAME_DAMAGE, /* something that it needs is damaged: it waits, others go on */
    BLAME_OUTSIDE /* the disk, the store, memory: it is tried again unchanged */
} trouble_blame;
trouble_blame trouble_whose(const GError *error);
/* Is it worth asking again before something is set aside? One failed read looks
 * like damage as well: only a failure that came at the same mail so often, in a
 * store that was opened anew, counts. */
#define TROUBLE_STUBBORN 3
bool trouble_is_stubborn(const GError *error, unsigned times);
/* Not the mail's own. */
bool trouble_is_outside(const GError *error);

#endif
