/* category_config: [category NAME], a kind of request. */
#ifndef POSTERN_DESK_CATEGORY_CONFIG_H
#define POSTERN_DESK_CATEGORY_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "config/priority.h"

#define CONFIG_CATEGORY_KEYS(KEY, S)                                          \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",                \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, NUMBER, threshold, "threshold", "3",                               \
        "Weight that the rules' votes must reach to give it to a new ticket", \
        .min = 0, .max = 1000000)                                             \
    KEY(S, WORD, queue, "queue", NULL, "Queue of its new tickets",            \
        .shown = "the one that was written to")                               \
    KEY(S, INT, line, "line", NULL, "Support line of its new tickets",        \
        .min = 1, .max = 9, .shown = "that of the queue")                     \
    KEY(S, WORD, type, "type", NULL, "Type of its new tickets",               \
        .shown = "that of the queue")                                         \
    KEY(S, ENUM, priority, "priority", "normal",                              \
        "Priority of its new tickets", .words = config_priorities)            \
    KEY(S, WORD, assign, "assign", NULL, "Operator who gets its new tickets") \
    KEY(S, WORD, template, "template", NULL,                                  \
        "Name of the [faq NAME] that operators answer it from, most of all")  \
    KEY(S, WORD, faq, "faq", NULL,                                            \
        "Name of the [faq NAME] that fits it: operators get it as a "         \
        "suggestion")

typedef struct config_category {
    char *id;
    CONFIG_CATEGORY_KEYS(CONFIG_MEMBER, )
} config_category;
extern const config_section config_category_section;

const config_category *config_category_by_id(const config *c, const char *id);
/* By id or a title of any language, in any case, as people write it; NULL. */
const config_category *config_category_named(const config *c,
                                             const char *words);
/* Its title in a language (NULL: the plain one); `id` if there is none, NULL of
 * NULL. Borrowed. */
const char *category_title(const config *c, const char *id,
                           const char *language);

#endif
