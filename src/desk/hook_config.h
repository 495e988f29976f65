/* hook_config: [hook NAME], another system that hears of what happens to requests
 * and may act on them, and [lookup NAME], one that is asked about new ones. */
#ifndef POSTERN_DESK_HOOK_CONFIG_H
#define POSTERN_DESK_HOOK_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "desk/condition.h"
#include "desk/happen.h"
#include "store/ticket.h"

/* Which requests, and how a command is run, of both. */
#define CONFIG_CALL_KEYS(KEY, S, timeout, first, often)                       \
    KEY(S, WORDS, queues, "queues", "", "Only requests of these queues",      \
        .shown = "all")                                                       \
    KEY(S, WORDS, types, "types", "", "Only requests of these types",         \
        .shown = "all")                                                       \
    KEY(S, WORDS, categories, "categories", "",                               \
        "Only requests of these categories", .shown = "all")                  \
    KEY(S, TEXT, if_, "if", NULL,                                             \
        "What must hold of the request when the command is about to be run, " \
        "as robots have it",                                                  \
        .shown = "nothing")                                                   \
    KEY(S, DURATION, timeout_ms, "timeout", timeout,                          \
        "How long the command may take; then it is killed",                   \
        .min = SPAN_SECOND, .max = SPAN_HOUR)                                 \
    KEY(S, INT, tries, "tries", often,                                        \
        "How often it is tried before it is given up", .min = 1, .max = 1000) \
    KEY(S, DURATION, retry_ms, "retry", first,                                \
        "Pause after the first try that failed; each is twice as long, up "   \
        "to an hour",                                                         \
        .min = SPAN_SECOND, .max = SPAN_DAY)                                  \
    KEY(S, INT, at_once, "at_once", "2",                                      \
        "How many of its commands run at the same time", .min = 1, .max = 16)

#define CONFIG_HOOK_KEYS(KEY, S)                                              \
    KEY(S, TEXT, title, "title", NULL, "What operators call it",              \
        .shown = "NAME")                                                      \
    KEY(S, WORDS, on, "on", "", "Events that it hears of", .shown = "none")   \
    KEY(S, TEXT, command, "command", NULL,                                    \
        "What is run, by /bin/sh -c, with the event as JSON on its standard " \
        "input")                                                              \
    KEY(S, BOOL, notes, "notes", "no",                                        \
        "It gets the text of internal notes, too")                            \
    KEY(S, WORDS, may, "may", "note, set",                                    \
        "Commands that `postern ticket do --as hook:NAME' may use")           \
    CONFIG_CALL_KEYS(KEY, S, "30s", "30s", "12")

#define CONFIG_LOOKUP_KEYS(KEY, S)                                            \
    KEY(S, TEXT, title, "title", NULL, "What stands above its answer",        \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, TEXT, command, "command", NULL,                                    \
        "What is run, by /bin/sh -c, with the request as JSON on its "        \
        "standard input; it answers JSON",                                    \
        .required = true)                                                     \
    KEY(S, WORDS, fields, "fields", "",                                       \
        "Fields, as [field NAME] has them, that its answer may set",          \
        .shown = "none")                                                      \
    KEY(S, BOOL, tell, "tell", "no",                                          \
        "Operators whom the request concerns get a message when the answer "  \
        "has come")                                                           \
    CONFIG_CALL_KEYS(KEY, S, "10s", "15s", "6")

typedef struct config_hook {
    char *id;
    CONFIG_HOOK_KEYS(CONFIG_MEMBER, )
    condition *when;            /* of `if`; NULL */
    struct config_operator *as; /* whose rights it has: no person (hand.h) */
} config_hook;
extern const config_section config_hook_section;

typedef struct config_lookup {
    char *id;
    CONFIG_LOOKUP_KEYS(CONFIG_MEMBER, )
    condition *when;
    struct config_operator *as;
} config_lookup;
extern const config_section config_lookup_section;

/* Look-ups; NULL if there is none; id NULL gives NULL. */
const config_hook *config_hook_by_id(const config *c, const char *id);
const config_lookup *config_lookup_by_id(const config *c, const char *id);

/* What a request is, for those that are asked about some. */
typedef struct hook_request {
    const char *queue, *type, *category; /* NULL: it has none */
} hook_request;
/* Does it hear of this? */
bool config_hook_hears(const config_hook *h, happen_kind what,
                       const hook_request *r);
bool config_lookup_asks(const config_lookup *l, const hook_request *r);
/* May it use this command (its English name)? */
bool config_hook_may(const config_hook *h, const char *command);

/* How a command of a hook or a lookup is run. */
typedef struct hook_call {
    const char *kind, *name; /* as store/job.h has them */
    const char *command;     /* NULL: none */
    const condition *when;   /* NULL: none */
    int64_t timeout_ms, retry_ms;
    int tries, at_once;
} hook_call;
/* Of this kind and name; false: there is none. */
bool config_hook_call(const config *c, const char *kind, const char *name,
                      hook_call *call);
/* Is there anything to run? */
bool config_has_calls(const config *c);
/* After so many tries that failed: when the next is due; 0: it is given up. */
int64_t hook_call_again_ms(const hook_call *call, int64_t tries,
                           int64_t now_ms);

#endif
