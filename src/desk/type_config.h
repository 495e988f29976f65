/* type_config: [type NAME], the kind of process that a request goes through:
 * incident, change request, ...
 *
 * One section is enough to replace the shipped ones, as statuses do. */
#ifndef POSTERN_DESK_TYPE_CONFIG_H
#define POSTERN_DESK_TYPE_CONFIG_H

#include "config/config.h"
#include "config/section.h"
#include "desk/status.h"

#define CONFIG_TYPE_KEYS(KEY, S)                                              \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",                \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, WORDS, statuses, "statuses", "",                                   \
        "Statuses that its requests can have, of those that do not name "     \
        "other types",                                                        \
        .shown = "all")                                                       \
    KEY(S, INT, line, "line", NULL, "Support line of its new requests",       \
        .min = 1, .max = 9, .shown = "that of category or queue")             \
    KEY(S, WORD, sla, "sla", NULL, "Name of its [sla NAME]")                  \
    KEY(S, WORD, board, "board", NULL,                                        \
        "Name of the [board NAME] that "                                      \
        "decides about it")                                                   \
    KEY(S, WORDS, needs, "needs", "",                                         \
        "What must be set before a command moves it into a status, as in "    \
        "resolved:cause; fields by name, or category, complexity, due, "      \
        "estimate")

typedef struct config_type_row {
    char *id;
    CONFIG_TYPE_KEYS(CONFIG_MEMBER, )
} config_type_row;
extern const config_section config_type_section;

/* NULL if there is none; id NULL gives NULL. */
const config_type_row *type_by_id(const config *c, const char *id);
/* By id or a title of any language, in any case; NULL. */
const config_type_row *type_named(const config *c, const char *words);
/* For checks: is there such a type? name NULL is no problem. */
void config_check_type_name(config_reading *r, const void *base,
                            const char *key, const char *where,
                            const char *name);
/* In this language, for people; the id where the configuration lost it. */
const char *type_title(const config *c, const char *id, const char *language);
/* Is this what people call it: its id or a title, in any case? */
bool config_is_titled(const char *id, const char *title,
                      const GHashTable *titles, const char *words);

/* Can requests of this type (NULL: of none) have this status? All can be spam. */
bool type_has_status(const config *c, const char *type, const status_row *s);
/* Where a request of this type goes instead of `status`: `status` if it can have
 * it, else the first of its stage that it can have; else `status` all the same. */
const char *type_status(const config *c, const char *type,
                        const status_model *m, const char *status);
/* What must be set before a status: names, in order. char*, borrowed; caller
 * unrefs. */
GPtrArray *type_needs(const config *c, const char *type, const char *status);
/* What can be needed beside fields; NULL ends them. */
extern const char *const type_needed[];

/* What /complexity takes; NULL ends them. */
extern const char *const type_complexities[];

#endif
