/* faq_config: [faq NAME], a ready answer: what customers ask, and what they are
 * answered, in several languages. */
#ifndef POSTERN_DESK_FAQ_CONFIG_H
#define POSTERN_DESK_FAQ_CONFIG_H

#include "config/config.h"
#include "config/key.h"

/* Who may see it by himself, each more than the one before. */
typedef enum {
    FAQ_OPERATORS, /* nobody: operators put it into their replies */
    FAQ_CUSTOMERS, /* customers find it, by /faq */
    FAQ_ACK        /* and an acknowledgement may have it */
} faq_offer;
extern const char *const faq_offer_words[];

#define FAQ_TEXT_MAX (64u << 10) /* octets of one text */
#define FAQ_ACK_MAX  4000        /* the same in an acknowledgement */

#define CONFIG_FAQ_KEYS(KEY, S)                                               \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages",                \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, TEXT, question, "question", NULL,                                  \
        "What customers ask, in their words; /faq finds it by them")          \
    KEY(S, LANGS, questions, "question" CONFIG_LANG, NULL,                    \
        "The same in other languages")                                        \
    KEY(S, TEXT, text, "text", NULL,                                          \
        "The answer, in the language of the queue; \\n begins a new line")    \
    KEY(S, LANGS, texts, "text" CONFIG_LANG, NULL,                            \
        "The same in other languages", .shown = "text")                       \
    KEY(S, TEXT, file, "file", NULL,                                          \
        "Folder of long texts: NAME.txt is text, NAME.ru.txt is text.ru; a "  \
        "relative path begins in the folder of this file")                    \
    KEY(S, TEXT, checklist, "checklist", NULL,                                \
        "What an operator does before it is sent, an item a line; customers " \
        "do not see it")                                                      \
    KEY(S, LANGS, checklists, "checklist" CONFIG_LANG, NULL,                  \
        "The same in other languages", .shown = "checklist")                  \
    KEY(S, WORDS, queues, "queues", "", "Queues whose requests it answers",   \
        .shown = "all")                                                       \
    KEY(S, WORDS, categories, "categories", "",                               \
        "Categories whose requests it answers: it is listed first there")     \
    KEY(S, ENUM, offer, "offer", "operators",                                 \
        "Who gets it but by an operator's reply: nobody (operators), those "  \
        "who write /faq (customers), or those also in whose acknowledgement " \
        "votes put it (ack)",                                                 \
        .words = faq_offer_words)

typedef struct config_faq {
    char *id;
    CONFIG_FAQ_KEYS(CONFIG_MEMBER, )
    GHashTable *made; /* language ("" for the plain one) -> text, of keys and
                         files; never empty in a configuration that is right */
} config_faq;
extern const config_section config_faq_section;

/* NULL if there is none; id NULL gives NULL. */
const config_faq *faq_by_id(const config *c, const char *id);
/* By id or a title of any language, in any case; NULL. */
const config_faq *faq_named(const config *c, const char *words);
const char *faq_title(const config_faq *f, const char *language);
/* Is it for requests of this queue? */
bool faq_serves(const config_faq *f, const char *queue);

/* What its texts can name as {{first_name}}; NULL ends them. */
extern const char *const faq_variables[];

#endif
