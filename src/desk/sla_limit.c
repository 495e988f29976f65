/* sla_limit: the kinds of clocks, and the times that a promise has for each. */
#include "desk/sla.h"

#include <string.h>

const sla_kind_row sla_kinds[SLA_KINDS] = {
    [SLA_FIRST] = {"first", "first_reply", "first reply", -1},
    [SLA_NEXT] = {"next", "next_reply", "reply", -1},
    [SLA_RESOLUTION] = {"resolution", "resolution", "resolution", -1},
    [SLA_CLASSIFICATION] = {"classification", "classification",
                            "classification", STATUS_CLASSIFICATION},
    [SLA_WORK] = {"work", "work", "work", STATUS_WORK},
    [SLA_INTERNAL] = {"internal", "internal", "internal request",
                      STATUS_INTERNAL},
    [SLA_FEEDBACK] = {"feedback", "feedback", "interpretation",
                      STATUS_FEEDBACK},
};

sla_kind sla_kind_named(const char *name)
{
    sla_kind k = 0;

    while (k < SLA_KINDS && strcmp(sla_kinds[k].name, name) != 0)
        k++;
    return k;
}

/* ---- their times ---- */

static int64_t plain_limit(const config_sla *s, sla_kind kind)
{
    const int64_t limits[SLA_KINDS] = {
        [SLA_FIRST] = s->first,
        [SLA_NEXT] = s->next,
        [SLA_RESOLUTION] = s->resolution,
        [SLA_CLASSIFICATION] = s->classification,
        [SLA_WORK] = s->work,
        [SLA_INTERNAL] = s->internal,
        [SLA_FEEDBACK] = s->feedback,
    };

    return limits[kind];
}

const GHashTable *sla_limits_by(const config_sla *s, sla_kind kind)
{
    const GHashTable *limits[SLA_KINDS] = {
        [SLA_FIRST] = s->first_by,
        [SLA_NEXT] = s->next_by,
        [SLA_RESOLUTION] = s->resolution_by,
        [SLA_CLASSIFICATION] = s->classification_by,
        [SLA_WORK] = s->work_by,
        [SLA_INTERNAL] = s->internal_by,
        [SLA_FEEDBACK] = s->feedback_by,
    };

    return limits[kind];
}

/* -1: not written. */
static int64_t limit_by(const GHashTable *by, const char *name)
{
    const char *text =
        by && name ? g_hash_table_lookup((GHashTable *)by, name) : NULL;
    int64_t ms;

    return text && span_read(text, &ms) ? ms : -1;
}

/* Of two that are written the shorter; 0 is no limit, the longest. */
static int64_t shorter(int64_t a, int64_t b)
{
    if (a < 0 || b < 0)
        return MAX(a, b);
    return a == 0 || b == 0 ? MAX(a, b) : MIN(a, b);
}

int64_t sla_limit(const config_sla *s, sla_kind kind, const char *type,
                  const char *priority)
{
    const GHashTable *by = sla_limits_by(s, kind);
    g_autofree char *both =
        type && priority ? g_strdup_printf("%s.%s", type, priority) : NULL;
    int64_t ms = limit_by(by, both);

    if (ms < 0)
        ms = shorter(limit_by(by, type), limit_by(by, priority));
    return ms < 0 ? plain_limit(s, kind) : ms;
}
