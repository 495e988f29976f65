/* section: what a room says of a section of postern.conf, and what it needs to
 * check its keys against each other. For the files that register sections.
 */
#ifndef POSTERN_CONFIG_SECTION_H
#define POSTERN_CONFIG_SECTION_H

#include "config/config.h"
#include "config/key.h"

/* What is known once all keys were read. */
typedef struct config_reading {
    config *config;      /* may be half read: any text may be NULL */
    GPtrArray *problems; /* config_problem* */
    GPtrArray *places;   /* of the engine's own */
    GPtrArray *lines;
} config_reading;

struct config_section {
    const char *name;
    const char *argument; /* "NAME", "N" (1 to 9), NULL: stands once */
    const char *help;
    size_t at;   /* in config: of the pointer to its struct, or of the array */
    size_t size; /* of its struct; the first member of a named one is its NAME
                    (char*) or N (int) */
    const config_key *keys; /* until key is NULL */
    /* Is it printed? NULL: always. */
    bool (*is_there)(const config *c);
    /* Fills in defaults that depend on other keys; all of these run, in the
     * order of the sections, before the first check. NULL: nothing to do. */
    void (*complete)(config_reading *r);
    /* Checks keys against each other. NULL: nothing to do. */
    void (*check)(config_reading *r);
    /* Frees what it made besides its structs. NULL: nothing. */
    void (*forget)(config *c);
};

/* A struct with all defaults, in its place. Borrowed. */
void *config_section_add(config *c, const config_section *s, const char *name);

/* Line of a key of the section whose struct is `base`; of the section itself if
 * the key is "" or not written; 0 if the section is not. */
int config_line_of(const config_reading *r, const void *base, const char *key);
bool config_is_written(const config_reading *r, const void *base,
                       const char *key); /* "": the section */

/* One more problem, not fatal: advice. */
void config_problem_add(GPtrArray *problems, bool fatal, int line,
                        const char *format, ...) G_GNUC_PRINTF(4, 5);
#define config_bad(r, base, key, ...)                                     \
    config_problem_add((r)->problems, true, config_line_of(r, base, key), \
                       __VA_ARGS__)
#define config_advise(r, base, key, ...)                                   \
    config_problem_add((r)->problems, false, config_line_of(r, base, key), \
                       __VA_ARGS__)

/* Of structs whose first member is their NAME: the one with this id, NULL if there
 * is none. id NULL gives NULL. */
void *config_by_id(const GPtrArray *structs, const char *id);
/* ": perhaps you mean X", or "", of their names. Caller frees. */
char *config_id_hint(const GPtrArray *structs, const char *id);
/* The text of a CONFIG_LANGS (may be NULL) in this language (NULL: none is known),
 * else `plain`. Borrowed. */
const char *config_in(const GHashTable *texts, const char *language,
                      const char *plain);
/* Is this word one of them? */
bool config_listed(const GPtrArray *words, const char *word);

#endif
