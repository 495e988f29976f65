/* field_config: [field NAME], what a desk wants to know of its requests beside
 * what every request has. */
#ifndef POSTERN_DESK_FIELD_CONFIG_H
#define POSTERN_DESK_FIELD_CONFIG_H

#include "config/config.h"
#include "config/key.h"

typedef enum {
    FIELD_TEXT,   /* one line */
    FIELD_NUMBER, /* decimal */
    FIELD_DATE,   /* with or without a time */
    FIELD_CHOICE, /* one of `choices` */
    FIELD_LINK    /* http or https */
} field_type;
extern const char *const field_type_words[];

/* What it is a field of; the others by the names of desk/book.h. */
#define FIELD_OF_TICKET 0
extern const char *const field_of_words[];
/* Does the form ask for it that is sent to customers (desk/form.h)? */
typedef enum {
    FIELD_FORM_AUTO, /* if customers may see it */
    FIELD_FORM_NO,
    FIELD_FORM_OPTIONAL,
    FIELD_FORM_REQUIRED
} field_form;
extern const char *const field_form_words[];

#define CONFIG_FIELD_KEYS(KEY, S)                                             \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",                \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, ENUM, type, "type", "text", "What it holds",                       \
        .words = field_type_words)                                            \
    KEY(S, ENUM, of, "of", "ticket",                                          \
        "What has it: a request, or a company, person, contract or service "  \
        "(postern company, by mail /company)",                                \
        .words = field_of_words)                                              \
    KEY(S, TEXT, choices, "choices", NULL,                                    \
        "What a choice can be, with semicolons between")                      \
    KEY(S, TEXT, pattern, "pattern", NULL,                                    \
        "Perl regular expression that the whole of a text must match, "       \
        "without delimiters")                                                 \
    KEY(S, WORDS, types, "types", "", "Types of requests that have it",       \
        .shown = "all")                                                       \
    KEY(S, WORDS, queues, "queues", "", "Queues whose requests have it",      \
        .shown = "all")                                                       \
    KEY(S, BOOL, is_public, "public", "no", "Customers may see it")           \
    KEY(S, TEXT, from_form, "from_form", NULL,                                \
        "Label by which a line \"LABEL: value\" of a first message sets it, " \
        "in any queue",                                                       \
        .shown = "NAME or title, in queues with form = yes")                  \
    KEY(S, ENUM, form, "form", "auto",                                        \
        "Whether the form that customers get by mail asks for it: auto, if "  \
        "they may see it; no; optional; required",                            \
        .words = field_form_words)                                            \
    KEY(S, TEXT, hint, "hint", NULL, "What the form says of it: as in A-17",  \
        .shown = "what its type asks for")                                    \
    KEY(S, LANGS, hints, "hint" CONFIG_LANG, NULL,                            \
        "The same in other languages", .shown = "hint")

typedef struct config_field {
    char *id;
    CONFIG_FIELD_KEYS(CONFIG_MEMBER, )
    char **choice_list;   /* of `choices`; NULL: there are none */
    struct pattern *made; /* of `pattern`; NULL: there is none */
} config_field;
extern const config_section config_field_section;

/* NULL if there is none; id NULL gives NULL. */
const config_field *field_by_id(const config *c, const char *id);
/* One of requests, by id or a title of any language, in any case; NULL. */
const config_field *field_named(const config *c, const char *words);
/* For people; the id where the configuration lost it. */
const char *field_title(const config *c, const char *id, const char *language);
/* Does a request of this queue and type (NULL: none) have it? Never one that is of
 * something else. */
bool field_applies(const config_field *f, const char *queue, const char *type);

/* What the customer wished, and what rules propose, stands beside fields, under
 * these names. */
#define FIELD_PROPOSED_FAQ "proposed:faq"
#define FIELD_PROPOSED_ASK "proposed:ask"
/* ... and what the acknowledgement had of it. */
#define FIELD_OFFERED_FAQ   "offered:faq"
#define FIELD_OFFERED_ASK   "offered:ask"
#define FIELD_WISH          "wish:"
#define FIELD_WISH_TYPE     "wish:type"
#define FIELD_WISH_PRIORITY "wish:priority"

#endif
