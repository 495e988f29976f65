/* ask_config: [ask NAME], what the desk asks for where a first message lacks it. */
#ifndef POSTERN_DESK_ASK_CONFIG_H
#define POSTERN_DESK_ASK_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define ASK_TEXT_MAX 1000 /* octets: it stands in an acknowledgement */

#define CONFIG_ASK_KEYS(KEY, S)                                               \
    KEY(S, TEXT, text, "text", NULL,                                          \
        "A sentence for the acknowledgement: please send us a picture of it", \
        .required = true)                                                     \
    KEY(S, LANGS, texts, "text" CONFIG_LANG, NULL,                            \
        "The same in other languages", .shown = "text")                       \
    KEY(S, WORDS, queues, "queues", "", "Queues whose customers are asked",   \
        .shown = "all")

typedef struct config_ask {
    char *id;
    CONFIG_ASK_KEYS(CONFIG_MEMBER, )
} config_ask;
extern const config_section config_ask_section;

/* NULL if there is none; id NULL gives NULL. */
const config_ask *ask_by_id(const config *c, const char *id);
/* Those that the desk can ask for without a section: templates/LANG/asks.txt has
 * their words. NULL ends them. */
extern const char *const ask_shipped[];
/* Can the acknowledgement ask customers of this queue for it? */
bool ask_serves(const config *c, const char *name, const char *queue);

#endif
