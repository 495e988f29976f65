/* sla_config: [sla NAME], what customers are promised: by when somebody answers
 * them, and by when a request is done, in the working time of a calendar. */
#ifndef POSTERN_DESK_SLA_CONFIG_H
#define POSTERN_DESK_SLA_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "config/section.h"
#include "worktime/calendar.h"
#include "worktime/clock.h"

#define CONFIG_SLA_LIMIT(KEY, S, member, key, words)                           \
    KEY(S, DURATION, member, key, NULL, words, .min = 0,                       \
        .max = 3650 * SPAN_DAY, .shown = "no limit")                           \
    KEY(S, LANGS, member##_by, key CONFIG_NAME, NULL,                          \
        "The same by priority or type: " key ".high, " key ".incident or " key \
        ".incident.high; of a priority's and a "                               \
        "type's the shorter holds",                                            \
        .shown = key)

#define CONFIG_SLA_KEYS(KEY, S)                                               \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",                \
        .shown = "its name in brackets")                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, WORD, calendar, "calendar", NULL,                                  \
        "Working time that it is counted in, as [calendar NAME] has it; "     \
        "always is around the clock",                                         \
        .shown = "that of the service, else of the queue")                    \
    CONFIG_SLA_LIMIT(KEY, S, first, "first_reply",                            \
                     "Working time from the first message until a person's "  \
                     "reply is sent; write hours, for a day has 24 of them")  \
    CONFIG_SLA_LIMIT(KEY, S, next, "next_reply",                              \
                     "The same from each later message that is not answered") \
    CONFIG_SLA_LIMIT(KEY, S, resolution, "resolution",                        \
                     "Working time until the request is resolved")            \
    CONFIG_SLA_LIMIT(KEY, S, classification, "classification",                \
                     "Working time in a status of this stage")                \
    CONFIG_SLA_LIMIT(KEY, S, work, "work", "The same in work")                \
    CONFIG_SLA_LIMIT(KEY, S, internal, "internal", "The same in internal")    \
    CONFIG_SLA_LIMIT(KEY, S, feedback, "feedback", "The same in feedback")    \
    KEY(S, TEXT, warn, "warn", "75%",                                         \
        "When the responsible is warned: a part of the time that is used, "   \
        "or, as 30m, the working time that is left; never: not at all")       \
    KEY(S, DURATION, escalate_ms, "escalate", "1h",                           \
        "Working time after the end until managers are told", .min = 0,       \
        .max = 365 * SPAN_DAY)                                                \
    KEY(S, INTS, lines, "lines", "",                                          \
        "Support lines that may be involved; others are shown to operators "  \
        "as outside of it, and nothing is refused",                           \
        .min = 1, .max = 9, .shown = "all")                                   \
    KEY(S, WORDS, types, "types", "", "Types of requests that belong to it",  \
        .shown = "all")                                                       \
    KEY(S, BOOL, phone, "phone", "no",                                        \
        "Whether the telephone is used, as operators are shown")

typedef struct config_sla {
    char *id;
    CONFIG_SLA_KEYS(CONFIG_MEMBER, )
    work_warning warning; /* made of warn */
    bool warns;
} config_sla;
extern const config_section config_sla_section;

/* NULL if there is none, and of NULL. */
const config_sla *config_sla_by_id(const config *c, const char *id);
/* In this language (NULL: none is known), for people; the id where the
 * configuration lost it. */
const char *sla_title(const config *c, const char *id, const char *language);
/* For a key of another section that names one: a problem if there is none; NULL
 * is none. */
void config_check_sla_name(config_reading *r, const void *base, const char *key,
                           const char *where, const char *name);

#endif
