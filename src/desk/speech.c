/* speech: one table of words for each language, and the forms that dates and
 * lengths have in it. */
#include "desk/speech.h"

#include "base/span.h"
#include "mail/tongue.h"

#include <stdio.h>
#include <string.h>

typedef struct speech {
    const char *code;
    const char *days[7], *short_days[7];
    const char *months[12], *short_months[12];
    const char *alone[12]; /* months without a day, where they differ */
    const char *and, *to;
    const char *second, *minute, *hour, *day;
    const char *bytes, *kilo, *mega;
    char decimal;
} speech;

enum { EN, RU, NB, LANGUAGES };

const char *const speech_languages[] = {"en", "ru", "nb", NULL};
const char *const speech_plural_names[] = {"one", "few", "many", NULL};

static const speech table[LANGUAGES] = {
    [EN] = {.code = "en",
            .days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                     "Saturday", "Sunday"},
            .short_days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
            .months = {"January", "February", "March", "April", "May", "June",
                       "July", "August", "September", "October", "November",
                       "December"},
            .short_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                             "Aug", "Sep", "Oct", "Nov", "Dec"},
            .and = " and ",
            .to = " to ",
            .second = "s",
            .minute = "min",
            .hour = "h",
            .day = "d",
            .bytes = "bytes",
            .kilo = "kB",
            .mega = "MB",
            .decimal = '.'},
    [RU] = {.code = "ru",
            .days = {"понедельник", "вторник", "среда", "четверг", "пятница",
                     "суббота", "воскресенье"},
            .short_days = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"},
            .months = {"января", "февраля", "марта", "апреля", "мая", "июня",
                       "июля", "августа", "сентября", "октября", "ноября",
                       "декабря"},
            .alone = {"январь", "февраль", "март", "апрель", "май", "июнь",
                      "июль", "август", "сентябрь", "октябрь", "ноябрь",
                      "декабрь"},
            .and = " и ",
            .to = " – ",
            .second = "с",
            .minute = "мин",
            .hour = "ч",
            .day = "д",
            .bytes = "байт",
            .kilo = "КБ",
            .mega = "МБ",
            .decimal = ','},
    [NB] = {.code = "nb",
            .days = {"mandag", "tirsdag", "onsdag", "torsdag", "fredag",
                     "lørdag", "søndag"},
            .short_days = {"man", "tirs", "ons", "tors", "fre", "lør", "søn"},
            .months = {"januar", "februar", "mars", "april", "mai", "juni",
                       "juli", "august", "september", "oktober", "november",
                       "desember"},
            .and = " og ",
            .to = "–",
            .second = "s",
            .minute = "min",
            .hour = "t",
            .day = "d",
            .bytes = "byte",
            .kilo = "kB",
            .mega = "MB",
            .decimal = ','},
};

/* Who writes nynorsk reads bokmål. */
static int index_of(const char *language)
{
    if (g_strcmp0(language, "nn") == 0 || g_strcmp0(language, "no") == 0)
        return NB;
    for (int i = 0; i < LANGUAGES; i++)
        if (g_strcmp0(language, table[i].code) == 0)
            return i;
    return EN;
}

static const speech *of(const char *language)
{
    return &table[index_of(language)];
}

/* ---- plurals ---- */

speech_plural_form speech_plural(const char *language, int64_t n)
{
    int64_t tens = ABS(n) % 100, ones = ABS(n) % 10;

    if (index_of(language) != RU)
        return n == 1 ? SPEECH_ONE : SPEECH_MANY;
    if (tens >= 11 && tens <= 14)
        return SPEECH_MANY;
    return ones == 1                ? SPEECH_ONE
           : ones >= 2 && ones <= 4 ? SPEECH_FEW
                                    : SPEECH_MANY;
}

/* ---- dates and times ---- */

static GDateTime *in_zone(int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(ms / SPAN_SECOND);

    return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

/* Norwegians write hours with a full stop. */
static char *time_words(const char *language, GDateTime *t)
{
    int h = g_date_time_get_hour(t), min = g_date_time_get_minute(t);

    return index_of(language) == NB ? g_strdup_printf("kl. %02d.%02d", h, min)
                                    : g_strdup_printf("%02d:%02d", h, min);
}

static const char *month_of(const char *const *months, GDateTime *t)
{
    return months[g_date_time_get_month(t) - 1];
}

static const char *day_of(const char *const *days, GDateTime *t)
{
    return days[g_date_time_get_day_of_week(t) - 1];
}

char *speech_zone(const char *language, GDateTime *t)
{
    const char *name = g_date_time_get_timezone_abbreviation(t);

    if (index_of(language) == RU && strcmp(name, "MSK") == 0)
        return g_strdup("МСК");
    return g_strconcat(g_ascii_isalpha(*name) ? "" : "UTC", name, NULL);
}

char *speech_zone_at(const char *language, int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = in_zone(ms, zone);

    return t ? speech_zone(language, t) : g_strdup("?");
}

static char *date_words(const char *language, GDateTime *t, bool brief)
{
    const speech *s = of(language);
    int day = g_date_time_get_day_of_month(t), year = g_date_time_get_year(t);

    if (index_of(language) == NB)
        return g_strdup_printf("%d. %s %d", day, month_of(s->months, t), year);
    return g_strdup_printf(
        "%d %s %d", day,
        month_of(brief && *s->short_months ? s->short_months : s->months, t),
        year);
}

char *speech_moment(const char *language, int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = in_zone(ms, zone);

    if (!t)
        return g_strdup("?");
    g_autofree char *date = date_words(language, t, true);
    g_autofree char *time = time_words(language, t);
    g_autofree char *where = speech_zone(language, t);
    return g_strdup_printf("%s%s %s %s", date,
                           index_of(language) == NB ? "" : ",", time, where);
}

char *speech_date(const char *language, int64_t ms, GTimeZone *zone,
                  bool with_time)
{
    g_autoptr(GDateTime) t = in_zone(ms, zone);

    if (!t)
        return g_strdup("?");
    g_autofree char *date = date_words(language, t, false);
    g_autofree char *time = with_time ? time_words(language, t) : NULL;
    return time ? g_strdup_printf("%s%s %s", date,
                                  index_of(language) == NB ? "" : ",", time)
                : g_steal_pointer(&date);
}

/* The day of a moment that is near. */
static char *near_day(const char *language, GDateTime *t)
{
    const speech *s = of(language);
    int day = g_date_time_get_day_of_month(t);

    switch (index_of(language)) {
    case RU:
        return g_strdup_printf("%s, %d %s,", day_of(s->days, t), day,
                               month_of(s->months, t));
    case NB:
        return g_strdup_printf("%s %d. %s", day_of(s->days, t), day,
                               month_of(s->months, t));
    default:
        return g_strdup_printf("%s %d %s", day_of(s->short_days, t), day,
                               month_of(s->short_months, t));
    }
}

static char *soon(const char *language, GDateTime *t)
{
    g_autofree char *day = near_day(language, t);
    g_autofree char *time = time_words(language, t);

    return g_strdup_printf("%s %s", day, time);
}

#define THESE_DAYS 6 /* a weekday says which */

static int days_between(GDateTime *a, GDateTime *b)
{
    g_autoptr(GDate) x = g_date_new(), y = g_date_new();
    int year, month, day;

    g_date_time_get_ymd(a, &year, &month, &day);
    g_date_set_dmy(x, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    g_date_time_get_ymd(b, &year, &month, &day);
    g_date_set_dmy(y, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return g_date_days_between(x, y);
}

char *speech_brief(const char *language, int64_t ms, int64_t now_ms,
                   GTimeZone *zone)
{
    const speech *s = of(language);
    g_autoptr(GDateTime) t = in_zone(ms, zone), now = in_zone(now_ms, zone);
    int away = t && now ? days_between(now, t) : 0;

    if (!t || !now)
        return g_strdup("?");
    g_autofree char *time = time_words(language, t);
    if (away == 0)
        return g_steal_pointer(&time);
    if (ABS(away) <= THESE_DAYS)
        return g_strdup_printf("%s %s", day_of(s->short_days, t), time);
    g_autofree char *date = date_words(language, t, true);
    if (g_date_time_get_year(t) == g_date_time_get_year(now))
        *strrchr(date, ' ') = '\0';
    return g_steal_pointer(&date);
}

char *speech_soon_here(const char *language, int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = in_zone(ms, zone);

    return t ? soon(language, t) : g_strdup("?");
}

char *speech_soon(const char *language, int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = in_zone(ms, zone);

    if (!t)
        return g_strdup("?");
    g_autofree char *moment = soon(language, t);
    g_autofree char *where = speech_zone(language, t);
    return g_strdup_printf("%s %s", moment, where);
}

char *speech_day(const char *language, GDateTime *t)
{
    const speech *s = of(language);

    if (index_of(language) == RU)
        return g_strdup_printf("%s %d %s", day_of(s->short_days, t),
                               g_date_time_get_day_of_month(t),
                               month_of(s->months, t));
    return near_day(language, t);
}

const char *speech_month(const char *language, int month)
{
    const speech *s = of(language);
    int at = CLAMP(month, 1, 12) - 1;

    return s->alone[at] ? s->alone[at] : s->months[at];
}

const char *speech_weekday(const char *language, int day)
{
    return of(language)->days[CLAMP(day, 1, 7) - 1];
}

char *speech_hours(const char *language, int from, int to)
{
    char sign = index_of(language) == NB ? '.' : ':';

    return g_strdup_printf("%02d%c%02d%s%02d%c%02d", from / 60, sign, from % 60,
                           index_of(language) == EN ? "-" : "–", to / 60 % 24,
                           sign, to % 60);
}

/* ---- lengths and sizes ---- */

#define INT "%" G_GINT64_FORMAT

static char *two_units(int64_t first, const char *a, int64_t second,
                       const char *b)
{
    return second ? g_strdup_printf(INT " %s " INT " %s", first, a, second, b)
                  : g_strdup_printf(INT " %s", first, a);
}

char *speech_span(const char *language, int64_t ms, bool days)
{
    const speech *s = of(language);
    int64_t minutes = ABS(ms) / SPAN_MINUTE, hours = minutes / 60;

    if (minutes == 0)
        return two_units(ABS(ms) / SPAN_SECOND, s->second, 0, "");
    if (hours == 0)
        return two_units(minutes, s->minute, 0, "");
    if (days && hours >= 24)
        return two_units(hours / 24, s->day, hours % 24, s->hour);
    return two_units(hours, s->hour, minutes % 60, s->minute);
}

char *speech_work(const char *language, int64_t minutes, int64_t day)
{
    const speech *s = of(language);
    GString *out = g_string_new(NULL);
    const struct {
        int64_t n;
        const char *unit;
    } parts[] = {{minutes / day, s->day},
                 {minutes % day / 60, s->hour},
                 {minutes % 60, s->minute}};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        bool last = i + 1 == G_N_ELEMENTS(parts);
        if (parts[i].n > 0 || (last && out->len == 0))
            g_string_append_printf(out, "%s" INT " %s", out->len ? " " : "",
                                   parts[i].n, parts[i].unit);
    }
    return g_string_free(out, FALSE);
}

char *speech_size(const char *language, int64_t octets)
{
    const speech *s = of(language);
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (octets < 1000)
        return g_strdup_printf("%d %s", (int)octets, s->bytes);
    if (octets < 1000000)
        return g_strdup_printf("%d %s", (int)((octets + 500) / 1000), s->kilo);
    g_ascii_formatd(number, sizeof number, "%.1f", (double)octets / 1000000);
    g_strdelimit(number, ".", s->decimal);
    return g_strdup_printf("%s %s", number, s->mega);
}

/* ---- what was said in English ---- */

static int month_named(const char *const *months, const char *name)
{
    for (int i = 0; i < 12; i++)
        if (strcmp(months[i], name) == 0)
            return i + 1;
    return 0;
}

/* "24 December 2026", "24 December 2026, 15:00" */
static char *date_again(const char *language, const char *text)
{
    int day, year, hour = 0, min = 0, used = 0, more = 0;
    char name[20];

    if (sscanf(text, "%2d %19[A-Za-z] %4d%n", &day, name, &year, &used) != 3)
        return NULL;
    bool timed = sscanf(text + used, ", %2d:%2d%n", &hour, &min, &more) == 2;
    int month = month_named(table[EN].months, name);
    g_autoptr(GDateTime) t =
        month > 0 && text[used + (timed ? more : 0)] == '\0'
            ? g_date_time_new_utc(year, month, day, hour, min, 0)
            : NULL;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    return t ? speech_date(language, g_date_time_to_unix(t) * SPAN_SECOND, utc,
                           timed)
             : NULL;
}

/* "Mon 30 Nov 16:00": the year is one in which that day is that weekday. */
static char *soon_again(const char *language, const char *text)
{
    int day, hour, min, used = 0;
    char weekday[4], name[4];

    if (sscanf(text, "%3[A-Za-z] %2d %3[A-Za-z] %2d:%2d%n", weekday, &day, name,
               &hour, &min, &used) != 5 ||
        text[used] != '\0')
        return NULL;
    int month = month_named(table[EN].short_months, name);
    for (int year = 2000; month > 0 && year < 2028; year++) {
        g_autoptr(GDateTime) t =
            g_date_time_new_utc(year, month, day, hour, min, 0);
        if (t && strcmp(day_of(table[EN].short_days, t), weekday) == 0)
            return soon(language, t);
    }
    return NULL;
}

static const char *unit_again(const char *language, const char *unit)
{
    const speech *en = &table[EN], *s = of(language);

    return strcmp(unit, en->second) == 0   ? s->second
           : strcmp(unit, en->minute) == 0 ? s->minute
           : strcmp(unit, en->hour) == 0   ? s->hour
           : strcmp(unit, en->day) == 0    ? s->day
                                           : NULL;
}

/* "2 h 58 min" */
static char *length_again(const char *language, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; words[i]; i += 2) {
        const char *unit =
            words[i + 1] ? unit_again(language, words[i + 1]) : NULL;
        if (!unit || *words[i] == '\0' ||
            words[i][strspn(words[i], "0123456789")] != '\0')
            return NULL;
        g_string_append_printf(out, "%s%s %s", i > 0 ? " " : "", words[i],
                               unit);
    }
    return g_strdup(out->str);
}

char *speech_again(const char *language, const char *text)
{
    char *said = date_again(language, text);

    if (!said)
        said = soon_again(language, text);
    return said || *text == '\0' ? said : length_again(language, text);
}

/* ---- words ---- */

const char *speech_and(const char *language)
{
    return of(language)->and;
}

const char *speech_to(const char *language)
{
    return of(language)->to;
}

static bool is_one_of(const char *word, const char *all)
{
    g_auto(GStrv) words = g_strsplit(all, " ", -1);
    g_autofree char *low = g_utf8_casefold(word, -1);

    return g_strv_contains((const char *const *)words, low);
}

bool speech_is_on(const char *word)
{
    return is_one_of(word, "on вкл да på");
}

bool speech_is_off(const char *word)
{
    return is_one_of(word, "off выкл нет av");
}

/* ---- languages ---- */

static const struct {
    const char *code, *name, *others;
} languages[] = {
    {"en", "English", "en english английский engelsk"},
    {"ru", "русский", "ru русский russian russisk"},
    {"nb", "norsk", "nb no norsk bokmål norwegian норвежский"},
    {"nn", "nynorsk", "nn nynorsk"},
    {"da", "dansk", "da dansk danish датский"},
    {"sv", "svenska", "sv svenska swedish шведский svensk"},
    {"de", "Deutsch", "de deutsch german немецкий tysk"},
    {"nl", "Nederlands", "nl nederlands dutch нидерландский nederlandsk"},
    {"fr", "français", "fr français francais french французский fransk"},
    {"es", "español", "es español espanol spanish испанский spansk"},
    {"pt", "português", "pt português portugues portuguese португальский"},
    {"it", "italiano", "it italiano italian итальянский italiensk"},
    {"fi", "suomi", "fi suomi finnish финский finsk"},
    {"pl", "polski", "pl polski polish польский polsk"},
    {"cs", "čeština", "cs čeština czech чешский tsjekkisk"},
    {"uk", "українська", "uk українська ukrainian украинский ukrainsk"},
    {"bg", "български", "bg български bulgarian болгарский bulgarsk"},
};

const char *speech_named(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (is_one_of(word, languages[i].others))
            return languages[i].code;
    return NULL;
}

bool speech_is_auto(const char *word)
{
    return is_one_of(word, "auto авто automatisk");
}

const char *speech_name(const char *code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (strcmp(code, languages[i].code) == 0)
            return languages[i].name;
    return code;
}
