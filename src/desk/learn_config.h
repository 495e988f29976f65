/* learn_config: [learn], the filter that learns from operators' commands. */
#ifndef POSTERN_DESK_LEARN_CONFIG_H
#define POSTERN_DESK_LEARN_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_LEARN_KEYS(KEY, S)                                            \
    KEY(S, DURATION, publish_ms, "publish_every", "60s",                     \
        "Longest time until mail is judged by what was learned",             \
        .min = SPAN_SECOND, .max = SPAN_DAY)                                 \
    KEY(S, SCORE, suggest, "suggest", "0.6",                                 \
        "Probability of a learned category from which operators are told of" \
        " it; off: never")                                                   \
    KEY(S, SCORE, apply, "apply", "off",                                     \
        "Probability from which it becomes that of a new ticket to which "   \
        "rules give none; off: it is only suggested")

typedef struct config_learn {
    CONFIG_LEARN_KEYS(CONFIG_MEMBER, )
} config_learn;
extern const config_section config_learn_section;

#endif
