/* work_config: [work NAME], a type of work that time is booked under: support, travel,
 * development, ... A desk has none until it writes some. */
#ifndef POSTERN_DESK_WORK_CONFIG_H
#define POSTERN_DESK_WORK_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_WORK_KEYS(KEY, S)                                         \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",           \
        .shown = "its name in brackets")                                 \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                     \
        "The same for those who read a language: title.ru; time can be " \
        "booked under each of them",                                     \
        .shown = "title")

typedef struct config_work {
    char *id;
    CONFIG_WORK_KEYS(CONFIG_MEMBER, )
} config_work;
extern const config_section config_work_section;

/* NULL if there is none; id NULL gives NULL. */
const config_work *work_by_id(const config *c, const char *id);
/* By id or a title of any language, in any case; NULL. */
const config_work *work_named(const config *c, const char *words);
/* The id of the one that was probably meant; NULL: none is near. */
const char *work_near(const config *c, const char *words);
/* In this language, for people; the id where the configuration lost it, "" stays "". */
const char *work_title(const config *c, const char *id, const char *language);

#endif
