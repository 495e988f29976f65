/* scan_config: [scan], the children that read messages, and their limits. */
#ifndef POSTERN_SCAN_CONFIG_H
#define POSTERN_SCAN_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_SCAN_KEYS(KEY, S)                                             \
    KEY(S, INT, children, "children", "2",                                   \
        "How many messages are read at once", .min = 1, .max = 256)          \
    KEY(S, SIZE, memory, "memory", "512M", "Memory of one child",            \
        .min = 64 * CONFIG_MIB, .max = 64 * CONFIG_GIB)                      \
    KEY(S, DURATION, cpu_ms, "cpu_time", "10s",                              \
        "Processor time for one message", .min = SPAN_SECOND,                \
        .max = SPAN_HOUR)                                                    \
    KEY(S, DURATION, wall_ms, "wall_time", "30s", "Time for one message",    \
        .min = SPAN_SECOND, .max = SPAN_HOUR)                                \
    KEY(S, BOOL, shipped, "shipped_rules", "yes",                            \
        "Judge by the rules that come with Postern")                         \
    KEY(S, PATHS, rules, "rules", NULL,                                      \
        "Own rule files, and folders of them (*.cf), read after the shipped" \
        " ones; see postern-rules(5)",                                       \
        .shown = "rules in the folder of this file, if there")               \
    KEY(S, NUMBER, votes, "vote_threshold", "3",                             \
        "Weight that votes for a type, a priority, a line, a holder, a "     \
        "field, a ready answer or a question must reach",                    \
        .min = 0, .max = 1000000)                                            \
    KEY(S, WORDS, acts, "vote_acts",                                         \
        "type; line; holder; priority; field; ask",                          \
        "Kinds of votes that act on a new request by themselves (ask: the "  \
        "acknowledgement asks for it); what others of these say is proposed" \
        " to operators")                                                     \
    KEY(S, NUMBER, wish, "wish_weight", "1",                                 \
        "Weight of what the customer herself says about type and priority; " \
        "at vote_threshold or more it decides alone",                        \
        .min = 0, .max = 1000000)

typedef struct config_scan {
    CONFIG_SCAN_KEYS(CONFIG_MEMBER, )
} config_scan;
extern const config_section config_scan_section;

/* The rule files to judge by, in order, for set_read: `shipped` (if they are
 * wanted), then own ones. NULL-terminated; caller frees with g_strfreev. */
char **config_rule_paths(const config *c, const char *shipped);

#endif
