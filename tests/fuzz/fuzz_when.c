/* fuzz_when: any octets as a date, as planned work, as a form, as a filter. */
#include "fuzz/fuzz.h"

#include "desk/field.h"
#include "desk/when.h"

#include <string.h>

#define NOW INT64_C(1800000000000)

static void read_date(const char *text)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    const when_ask ask = {NOW, zone, 540, false};
    when w;
    when_result result = when_read(text, &ask, &w);

    if (result == WHEN_NONE)
        return;
    if (w.rest < text || w.rest > text + strlen(text))
        fuzz_fail("what is left stands elsewhere");
    if (result == WHEN_FINE && w.at_ms <= NOW)
        fuzz_fail("a date that is over is fine");
    g_autofree char *words = when_words(w.at_ms, zone, w.has_time);
    if (!g_utf8_validate(words, -1, NULL))
        fuzz_fail("a date is not UTF-8");
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autoptr(GPtrArray) lines = field_lines(text);
    int minutes = when_work_minutes(text);

    read_date(text);
    field_priority(text);
    if (minutes == 0 || minutes < -1 || minutes > WHEN_WORK_MAX)
        fuzz_fail("no such work");
    for (guint i = 0; i < lines->len; i++) {
        const field_line *l = lines->pdata[i];
        if (!*l->label || !*l->value || strchr(l->value, '\n'))
            fuzz_fail("a line of a form without its value");
    }
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
