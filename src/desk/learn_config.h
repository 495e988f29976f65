/* learn_config: [learn], the filter that learns from operators' commands. */
#ifndef POSTERN_DESK_LEARN_CONFIG_H
#define POSTERN_DESK_LEARN_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_LEARN_KEYS(KEY, S)                                              \
    KEY(S, DURATION, publish_ms, "publish_every", "60s",                       \
        "Longest time until mail is judged by what was learned",               \
        .min = SPAN_SECOND, .max = SPAN_DAY)                                   \
    KEY(S, DURATION, train_ms, "train_every", "5m",                            \
        "Longest time until categories are guessed by a new lesson; many "     \
        "lessons are heard sooner",                                            \
        .min = SPAN_SECOND, .max = SPAN_DAY)                                   \
    KEY(S, SIZE, train_memory, "train_memory", "2G",                           \
        "Memory of the process that works out learned categories",             \
        .min = 64 * CONFIG_MIB, .max = 64 * CONFIG_GIB)                        \
    KEY(S, DURATION, train_cpu_ms, "train_time", "15m",                        \
        "Processor time of that process", .min = SPAN_SECOND, .max = SPAN_DAY) \
    KEY(S, SCORE, suggest, "suggest", "0.6",                                   \
        "Probability of a learned category from which operators are told of"   \
        " it; off: never")                                                     \
    KEY(S, SCORE, apply, "apply", "off",                                       \
        "Probability from which it becomes that of a new ticket to which "     \
        "rules give none; off: it is only suggested")

typedef struct config_learn {
    CONFIG_LEARN_KEYS(CONFIG_MEMBER, )
} config_learn;
extern const config_section config_learn_section;

#endif
