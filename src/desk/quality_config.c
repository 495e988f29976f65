/* quality_config: [quality]: its keys, and whether they mean something. */
#include "desk/quality_config.h"

#include "config/section.h"

#include <math.h>
#include <string.h>

#define MILLION 1000000

const char *const quality_asks[] = {"never", "always", "weekly", "monthly",
                                    NULL};
const char *const quality_scales[] = {"good/bad", "3", "4", "5", "10", NULL};

int quality_best(const config_quality *q)
{
    static const int best[] = {2, 3, 4, 5, 10};

    return best[q->scale];
}

int64_t quality_rest_ms(const config_quality *q)
{
    switch (q->ask) {
    case QUALITY_WEEKLY:
        return 7 * SPAN_DAY;
    case QUALITY_MONTHLY:
        return 30 * SPAN_DAY;
    default:
        return 0;
    }
}

bool quality_reviews(const config_quality *q)
{
    return q->sample_ppm > 0 || q->breached;
}

/* "5 %", "0.5%" as parts of a million; -1: it is none. */
static int read_part(const char *text)
{
    char *end;
    double percent = g_ascii_strtod(text, &end);

    if (!g_ascii_isdigit(*text) ||
        strspn(text, "0123456789.") != (size_t)(end - text))
        return -1;
    end += strspn(end, " ");
    if (strcmp(end, "%") != 0 || percent > 100)
        return -1;
    return (int)lround(percent * MILLION / 100);
}

static void complete(config_reading *r)
{
    config_quality *q = r->config->quality;
    int best = quality_best(q);
    int part = q->sample ? read_part(q->sample) : 0;

    if (!config_is_written(r, q, "bad"))
        q->bad = best <= 3 ? 1 : best <= 5 ? 2 : 3;
    q->sample_ppm = MAX(part, 0);
    if (!config_is_written(r, q, "breached"))
        q->breached = q->sample_ppm > 0;
}

static void check(config_reading *r)
{
    const config_quality *q = r->config->quality;

    if (q->bad >= quality_best(q))
        config_bad(r, q, "bad",
                   "[quality] bad = %d: the best of this scale is %d", q->bad,
                   quality_best(q));
    if (q->sample && read_part(q->sample) < 0)
        config_bad(r, q, "sample",
                   "[quality] sample: write a part of 100 %%, as 5 %%");
}

static const config_key keys[] = {
    CONFIG_QUALITY_KEYS(CONFIG_ROW, config_quality){.key = NULL},
};

const config_section config_quality_section = {
    .name = "quality",
    .help = "What customers say of replies, and what leads read once more",
    .at = offsetof(config, quality),
    .size = sizeof(config_quality),
    .keys = keys,
    .complete = complete,
    .check = check,
};
