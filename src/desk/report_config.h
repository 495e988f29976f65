/* report_config: [report NAME], what is counted, over which time, and who gets it
 * when. */
#ifndef POSTERN_DESK_REPORT_CONFIG_H
#define POSTERN_DESK_REPORT_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "desk/operator_config.h"
#include "desk/report/period.h"

#define CONFIG_REPORT_KEYS(KEY, S)                                             \
    KEY(S, TEXT, title, "title", NULL, "What it is called",                    \
        .shown = "report NAME")                                                \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                           \
        "The same for those who read a language: title.ru", .shown = "title")  \
    KEY(S, ENUM, period, "period", "week",                                     \
        "The time that it is about; it is made of the latest that is over",    \
        .words = period_kinds)                                                 \
    KEY(S, TEXT, send, "send", NULL,                                           \
        "When it is made and sent: monday at 07:00, 1 at 07:00 (a day of the " \
        "month), day at 07:00, in the zone of its queue",                      \
        .shown = "never: it is asked for")                                     \
    KEY(S, WORDS, to, "to", "",                                                \
        "Who gets it: operators, roles (manager, lead, observer), admin or "   \
        "some of its addresses")                                               \
    KEY(S, WORDS, queues, "queue", "", "Queues whose requests are counted",    \
        .shown = "all")                                                        \
    KEY(S, WORDS, companies, "company", "",                                    \
        "Companies whose requests are counted, by number, ext or name",        \
        .shown = "all")                                                        \
    KEY(S, INTS, lines, "line", "",                                            \
        "Support lines whose requests are counted", .min = 1, .max = 9,        \
        .shown = "all")                                                        \
    KEY(S, WORDS, types, "type", "", "Types of requests that are counted",     \
        .shown = "all")                                                        \
    KEY(S, WORDS, categories, "category", "",                                  \
        "Categories of requests that are counted", .shown = "all")             \
    KEY(S, WORDS, blocks, "blocks", "", "What stands in it, in this order",    \
        .shown = "all that there is")

typedef struct config_report {
    char *id;
    CONFIG_REPORT_KEYS(CONFIG_MEMBER, )
    /* made of send; at_min -1: it is not sent by itself */
    int weekday;   /* 0 Monday; -1: any */
    int month_day; /* 1 to 28; 0: any */
    int at_min;    /* minute of the day */
} config_report;
extern const config_section config_report_section;

/* What `postern report` and /report make where nobody says which. */
#define CONFIG_REPORT_USUAL "weekly"

const config_report *config_report_by_id(const config *c, const char *id);
/* By id or a title of any language, in any case; NULL. */
const config_report *config_report_named(const config *c, const char *words);
const char *report_title(const config_report *r, const char *language);
/* In which its days begin: that of its first queue (of the desk's first, if it
 * names none), as that queue or else its calendar says. Caller unrefs. */
GTimeZone *report_zone(const config *c, const config_report *r);
/* The first moment after `after_ms` at which it is to be sent; 0: never. */
int64_t report_next(const config *c, const config_report *r, int64_t after_ms);
/* Those of the operators that `to` names (const config_operator*), each once; and
 * the addresses (char*) of administrators. Callers unref. */
GPtrArray *report_operators(const config *c, const config_report *r);
GPtrArray *report_addresses(const config *c, const config_report *r);

#endif
