/* quality_config: [quality], what customers are asked for when a request is
 * resolved, and which of those that were closed a lead reads once more. */
#ifndef POSTERN_DESK_QUALITY_CONFIG_H
#define POSTERN_DESK_QUALITY_CONFIG_H

#include "config/config.h"
#include "config/key.h"

typedef enum {
    QUALITY_NEVER,
    QUALITY_ALWAYS,
    QUALITY_WEEKLY,
    QUALITY_MONTHLY
} quality_ask;
extern const char *const quality_asks[], *const quality_scales[];

#define CONFIG_QUALITY_KEYS(KEY, S)                                           \
    KEY(S, ENUM, ask, "ask", "never",                                         \
        "How often a customer is asked, at most, how a request went, in the " \
        "reply that resolves it",                                             \
        .words = quality_asks)                                                \
    KEY(S, ENUM, scale, "scale", "5",                                         \
        "Answers that he may give: from 1 to that number, which is the best", \
        .words = quality_scales)                                              \
    KEY(S, DURATION, open_ms, "open", "30d",                                  \
        "How long after he was asked his answer counts", .min = SPAN_HOUR,    \
        .max = 365 * SPAN_DAY)                                                \
    KEY(S, INT, bad, "bad", "0",                                              \
        "A rating up to this is bad, and goes to the lead with the whole "    \
        "conversation; none: 0",                                              \
        .min = 0, .max = 9,                                                   \
        .shown = "1 where the scale is good/bad or 3, 3 where it is 10, "     \
                 "else 2")                                                    \
    KEY(S, BOOL, reopen, "reopen", "no",                                      \
        "Whether a bad rating opens the request again")                       \
    KEY(S, TEXT, sample, "sample", "0 %",                                     \
        "Part of the closed requests that goes to a lead for review")         \
    KEY(S, BOOL, breached, "breached", "no",                                  \
        "Whether each of them that broke its SLA does",                       \
        .shown = "yes where there is a sample")

typedef struct config_quality {
    CONFIG_QUALITY_KEYS(CONFIG_MEMBER, )
    int sample_ppm; /* made of sample: of a million */
} config_quality;
extern const config_section config_quality_section;

/* Of two answers a lead has too few: a score goes up to this at least. */
#define QUALITY_SCORES_MIN 5
/* The end of the scale, which begins with 1. */
int quality_best(const config_quality *q);
/* So long after somebody was asked he may be asked again. */
int64_t quality_rest_ms(const config_quality *q);
/* Does any closed request go to a lead? */
bool quality_reviews(const config_quality *q);

#endif
