/* board_config: [board NAME], people who decide about a change together. */
#ifndef POSTERN_DESK_BOARD_CONFIG_H
#define POSTERN_DESK_BOARD_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_BOARD_KEYS(KEY, S)                                              \
    KEY(S, TEXT, name, "name", NULL, "Its name in messages", .shown = "NAME")  \
    KEY(S, WORDS, members, "members", NULL,                                    \
        "Who decides: operators, or addresses of others", .required = true)    \
    KEY(S, INT, quorum, "quorum", NULL, "How many voices approve, or reject",  \
        .min = 1, .max = 100, .shown = "more than half")                       \
    KEY(S, DURATION, time_ms, "time", "2d",                                    \
        "How long it has; then who leads the line is told",                    \
        .min = SPAN_MINUTE, .max = 365 * SPAN_DAY)                             \
    KEY(S, WORDS, types, "for", "", "Types of requests that need it")          \
    KEY(S, WORD, at, "at", NULL,                                               \
        "Status in which requests of these types come to it",                  \
        .shown = "those of stage internal")                                    \
    KEY(S, WORD, approved, "approved", NULL, "Status of what it has approved", \
        .shown = "as it was")                                                  \
    KEY(S, WORD, rejected, "rejected", NULL, "Status of what it has rejected", \
        .shown = "as it was")

typedef struct config_board {
    char *id;
    CONFIG_BOARD_KEYS(CONFIG_MEMBER, )
} config_board;
extern const config_section config_board_section;

/* Look-ups; NULL if there is none. Borrowed. */
const config_board *config_board_by_id(const config *c, const char *id);
/* The one that a request of this type needs when it comes to this status. */
const config_board *config_board_for(const config *c, const char *type,
                                     const char *status);
/* 16 bits that stand for a member in capabilities; the same in any order of
 * the members. */
uint16_t config_board_number(const config_board *b, const char *member);

#endif
