/* partner_config: [partner NAME], somebody outside who is asked about requests. */
#ifndef POSTERN_DESK_PARTNER_CONFIG_H
#define POSTERN_DESK_PARTNER_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_PARTNER_KEYS(KEY, S)                                         \
    KEY(S, TEXT, name, "name", NULL, "His name, as operators read it",      \
        .shown = "NAME")                                                    \
    KEY(S, ADDRESSES, addresses, "address", NULL,                           \
        "His addresses; the first gets what is forwarded, all may answer",  \
        .required = true)                                                   \
    KEY(S, WORD, language, "language", NULL, "Language of what he is sent", \
        .shown = "language of the site")                                    \
    KEY(S, BOOL, customer, "customer", "no",                                \
        "He may see the customer's name and address")

typedef struct config_partner {
    char *id;
    CONFIG_PARTNER_KEYS(CONFIG_MEMBER, )
} config_partner;
extern const config_section config_partner_section;

/* Look-ups; NULL if there is none. Borrowed. */
const config_partner *config_partner_by_id(const config *c, const char *id);
const config_partner *config_partner_by_address(const config *c,
                                                const char *mailbox);

#endif
