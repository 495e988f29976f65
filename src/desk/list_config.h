/* list_config: [view NAME], a list that operators ask for by its name. */
#ifndef POSTERN_DESK_LIST_CONFIG_H
#define POSTERN_DESK_LIST_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "desk/operator_config.h"

#define CONFIG_VIEW_KEYS(KEY, S)                                              \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",                \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, TEXT, filter, "filter", NULL,                                      \
        "What is in it, as /list takes it: line:2 unassigned",                \
        .shown = "all open requests")                                         \
    KEY(S, TEXT, sort, "sort", NULL,                                          \
        "Which come first, as sort: of /list takes it", .shown = "due")       \
    KEY(S, TEXT, columns, "columns", NULL,                                    \
        "What is said of each, as columns: of /list takes it",                \
        .shown = "customer,status,due,holder")                                \
    KEY(S, WORDS, roles, "roles", "", "Roles of those who may ask for it",    \
        .shown = "all")                                                       \
    KEY(S, INTS, lines, "lines", "",                                          \
        "Support lines of those who may ask for it", .min = 1, .max = 9,      \
        .shown = "all")                                                       \
    KEY(S, WORDS, standard, "default", "",                                    \
        "Roles that get it when they write /list and nothing else",           \
        .shown = "none")

typedef struct config_view {
    char *id;
    CONFIG_VIEW_KEYS(CONFIG_MEMBER, )
} config_view;
extern const config_section config_view_section;

/* By id or a title of any language, in any case; NULL: there is none that she
 * (NULL: anybody) may ask for. */
const config_view *view_named(const config *c, const config_operator *o,
                              const char *words);
/* What she gets for /list alone; NULL: her own requests. */
const config_view *view_default(const config *c, const config_operator *o);
/* Its title in a language (NULL: the plain one). */
const char *view_title(const config_view *v, const char *language);

#endif
