/* groups: what the groups of a pattern capture. */
#include "rules/pattern/pattern_room.h"

/* A form that compiles smaller has no groups. */
static const pattern *with_groups(const pattern *p)
{
    return p->meaning ? pattern_known(p->meaning, p->options) : p;
}

unsigned pattern_groups(const pattern *p)
{
    const pattern *whole = with_groups(p);
    uint32_t count = 0;
    if (whole)
        pcre2_pattern_info(whole->code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

bool pattern_first_group(const pattern *p, const char *data, size_t size,
                         size_t start, size_t *from, size_t *to)
{
    const pattern *whole = with_groups(p);
    if (!whole)
        return false;
    pcre2_match_data *pairs = pcre2_match_data_create(2, NULL);
    pattern_scratch *s = pattern_scratch_new();
    int n = pcre2_match(whole->code, (PCRE2_SPTR)data, size, start, 0, pairs,
                        s->context);
    const PCRE2_SIZE *place = pcre2_get_ovector_pointer(pairs);
    /* 0: it has more groups than there is room for */
    bool found =
        (n == 0 || n > 1) && place[2] != PCRE2_UNSET && place[2] < place[3];
    if (found) {
        *from = place[2];
        *to = place[3];
    }
    pattern_scratch_free(s);
    pcre2_match_data_free(pairs);
    return found;
}
