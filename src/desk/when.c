/* when: dates, times and lengths of time as people write them. */
#include "desk/when.h"

#include "desk/speech.h"

#include <string.h>

#define WORDS_MAX 12 /* no date has more words than that */
#define YEAR_MIN  1970
#define YEAR_MAX  2200

/* ---- words ---- */

/* A word of the text in lower case, without a comma at its end. */
typedef struct token {
    char *fold;
    const char *after; /* in the text, behind it */
} token;

typedef struct reading {
    token words[WORDS_MAX + 1]; /* the last has fold "" */
    unsigned count;
    const when_ask *ask;
    GDateTime *now; /* in the zone */
} reading;

static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0x00A0 || c == 0x202F;
}

static const char *skip_blanks(const char *p)
{
    while (*p && is_blank(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

static const char *skip_word(const char *p)
{
    while (*p && !is_blank(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

static char *folded(const char *start, const char *end)
{
    while (end > start && strchr(",;", end[-1]))
        end--;
    return g_utf8_strdown(start, end - start);
}

static void split(reading *r, const char *text)
{
    const char *p = skip_blanks(text);

    for (; *p && r->count < WORDS_MAX; p = skip_blanks(p)) {
        const char *end = skip_word(p);
        r->words[r->count++] = (token){folded(p, end), end};
        p = end;
    }
    r->words[r->count].fold = g_strdup("");
}

static void forget(reading *r)
{
    for (unsigned i = 0; i <= r->count; i++)
        g_free(r->words[i].fold);
    g_date_time_unref(r->now);
}

static const char *at(const reading *r, unsigned i)
{
    return r->words[MIN(i, r->count)].fold;
}

static bool listed(const char *word, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(word, *list) == 0)
            return true;
    }
    return false;
}

#define WORD_MIN 3 /* characters by which a month or a day is known */

/* Is it one of these, blanks between, or the beginning of one ("sept")? A full
 * stop may end it. */
static bool begins(const char *word, const char *names)
{
    g_auto(GStrv) all = g_strsplit(names, " ", -1);
    g_autofree char *plain = g_strdup(word);
    size_t n = strlen(plain);

    if (n > 0 && plain[n - 1] == '.')
        plain[n - 1] = '\0';
    if (g_utf8_strlen(plain, -1) < WORD_MIN)
        return false;
    for (unsigned i = 0; all[i]; i++) {
        if (g_str_has_prefix(all[i], plain))
            return true;
    }
    return false;
}

static int month_of(const char *word)
{
    static const char *const names[] = {
        "january januar январь января",
        "february februar февраль февраля",
        "march mars март марта",
        "april апрель апреля",
        "may mai май мая",
        "june juni июнь июня",
        "july juli июль июля",
        "august август августа",
        "september сентябрь сентября",
        "october oktober октябрь октября",
        "november ноябрь ноября",
        "december desember декабрь декабря",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (begins(word, names[i]))
            return (int)i + 1;
    }
    return 0;
}

/* 1 is Monday; 0: it is none. */
static int weekday_of(const char *word)
{
    static const char *const names[] = {
        "monday mandag понедельник",     "tuesday tirsdag вторник",
        "wednesday onsdag среда среду",  "thursday torsdag четверг",
        "friday fredag пятница пятницу", "saturday lørdag суббота субботу",
        "sunday søndag воскресенье",
    };
    static const char *const briefly[] = {"пн", "вт", "ср", "чт",
                                          "пт", "сб", "вс"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(word, briefly[i]) == 0 || begins(word, names[i]))
            return (int)i + 1;
    }
    return 0;
}

/* ---- numbers ---- */

/* Digits at *p, at most `most` of them; -1 if there are none or more. */
static int number_at(const char **p, unsigned most)
{
    int value = 0;
    unsigned n = 0;

    for (; g_ascii_isdigit(**p) && n <= most; (*p)++, n++)
        value = value * 10 + (**p - '0');
    return n == 0 || n > most ? -1 : value;
}

static int year_of(const char *word)
{
    const char *p = word;
    int year = number_at(&p, 4);
    return !*p && year >= YEAR_MIN && year <= YEAR_MAX ? year : 0;
}

/* "24", "24.", "24th", "24-го"; 0: it is none. */
static int day_of(const char *word)
{
    static const char *const ends[] = {"",   ".",   "st", "nd", "rd",
                                       "th", "-го", "-е", "e",  NULL};
    const char *p = word;
    int day = number_at(&p, 2);
    return day >= 1 && day <= 31 && listed(p, ends) ? day : 0;
}

/* ---- what was found ---- */

typedef struct ymd {
    int year, month, day; /* year 0: none was written */
} ymd;

typedef struct found {
    unsigned words; /* that it takes; 0: nothing was found */
    ymd date;       /* day 0: there is none */
    ymd other;      /* the other reading */
    int minute;     /* of the day, 1440 its end; -1: none was written */
    bool is_span;
    bool is_work; /* its days are working days */
    int months, days;
    int64_t ms;
} found;

static found nothing(void)
{
    return (found){.minute = -1};
}

static ymd day_from(GDateTime *t)
{
    ymd d;
    g_date_time_get_ymd(t, &d.year, &d.month, &d.day);
    return d;
}

static ymd days_on(const reading *r, int days)
{
    g_autoptr(GDateTime) t = g_date_time_add_days(r->now, days);
    return day_from(t);
}

static bool is_date(ymd d)
{
    return g_date_valid_dmy((GDateDay)d.day, (GDateMonth)d.month,
                            (GDateYear)(d.year ? d.year : 2000));
}

/* Two figures are of this century. */
static int whole_year(int year)
{
    return year < 100 ? 2000 + year : year;
}

/* ---- dates of figures ---- */

typedef struct figures {
    int n[3]; /* as they stand; n[2] 0: there are two */
    char sep;
    bool year_first;
    const char *end;
} figures;

/* "24.12.2026", "24.12.", "24/12", "2026-12-24" at the beginning of a word. */
static bool figures_at(const char *word, figures *f)
{
    const char *p = word;

    *f = (figures){.n = {number_at(&p, 4), 0, 0}, .sep = *p};
    if (f->n[0] < 0 || !f->sep || !strchr("./-", f->sep))
        return false;
    f->year_first = f->n[0] >= YEAR_MIN;
    p++;
    f->n[1] = number_at(&p, 2);
    if (f->n[1] < 0)
        return false;
    if (*p == f->sep && g_ascii_isdigit(p[1])) {
        p++;
        const char *start = p;
        f->n[2] = number_at(&p, f->year_first ? 2 : 4);
        if (f->n[2] < 0 || p - start == 3)
            return false;
    } else if (*p == '.' && f->sep == '.') {
        p++;
    }
    f->end = p;
    return !f->year_first || f->n[2] > 0;
}

/* With a full stop the day stands first, as everywhere where it is written so.
 * With a slash or a hyphen it depends on the country. */
static bool figures_date(const figures *f, found *out)
{
    int year = f->n[2] > 0 ? whole_year(f->n[2]) : 0;
    ymd first = {year, f->n[1], f->n[0]}, second = {year, f->n[0], f->n[1]};

    if (f->year_first) {
        out->date = (ymd){f->n[0], f->n[1], f->n[2]};
        return is_date(out->date);
    }
    if (f->sep == '-' && year == 0)
        return false; /* "3-4" is something else */
    out->date = first;
    if (f->sep == '.')
        return is_date(first);
    if (!is_date(first))
        out->date = second;
    else if (is_date(second) && first.day != first.month)
        out->other = second;
    return is_date(out->date);
}

static found clock_word(const char *word, bool dotted);

/* "2026-12-24", "2026-12-24T15:00" */
static found figures_word(const reading *r, unsigned i)
{
    found out = nothing();
    figures f;

    if (!figures_at(at(r, i), &f) || !figures_date(&f, &out))
        return nothing();
    if (*f.end == 't' && f.year_first) {
        found time = clock_word(f.end + 1, false);
        if (time.words == 0)
            return nothing();
        out.minute = time.minute;
    } else if (*f.end) {
        return nothing();
    }
    out.words = 1;
    return out;
}

/* ---- dates of words ---- */

/* "24 Dec", "24. desember 2026", "Dec 24, 2026" */
static found month_words(const reading *r, unsigned i)
{
    found out = nothing();
    int month = month_of(at(r, i + 1)), number = day_of(at(r, i));

    if (number == 0 || month == 0) {
        month = month_of(at(r, i));
        number = day_of(at(r, i + 1));
    }
    if (number == 0 || month == 0)
        return out;
    out.date = (ymd){year_of(at(r, i + 2)), month, number};
    if (!is_date(out.date))
        return nothing();
    out.words = out.date.year ? 3 : 2;
    return out;
}

typedef struct named_day {
    const char *words; /* one or more, blanks between */
    int days;          /* from today */
} named_day;

static const named_day named_days[] = {
    {"the day after tomorrow", 2},
    {"day after tomorrow", 2},
    {"today", 0},
    {"tomorrow", 1},
    {"i dag", 0},
    {"idag", 0},
    {"i morgen", 1},
    {"imorgen", 1},
    {"i overmorgen", 2},
    {"overmorgen", 2},
    {"сегодня", 0},
    {"завтра", 1},
    {"послезавтра", 2},
};
/* Asked of what has been alone. */
static const named_day past_days[] = {
    {"the day before yesterday", -2},
    {"day before yesterday", -2},
    {"yesterday", -1},
    {"i går", -1},
    {"igår", -1},
    {"i forgårs", -2},
    {"forgårs", -2},
    {"вчера", -1},
    {"позавчера", -2},
};

/* How many words of `phrase` stand at i; 0: not all. */
static unsigned phrase_at(const reading *r, unsigned i, const char *phrase)
{
    g_auto(GStrv) all = g_strsplit(phrase, " ", -1);
    unsigned n = 0;

    for (; all[n]; n++) {
        if (strcmp(at(r, i + n), all[n]) != 0)
            return 0;
    }
    return n;
}

static found named_in(const reading *r, unsigned i, const named_day *all,
                      size_t count)
{
    found out = nothing();

    for (size_t k = 0; k < count && out.words == 0; k++) {
        out.words = phrase_at(r, i, all[k].words);
        if (out.words > 0)
            out.date = days_on(r, all[k].days);
    }
    return out;
}

static found named_words(const reading *r, unsigned i)
{
    found out = named_in(r, i, named_days, G_N_ELEMENTS(named_days));

    return out.words == 0 && r->ask->back
               ? named_in(r, i, past_days, G_N_ELEMENTS(past_days))
               : out;
}

/* Days until the next one, never today; or back to the last, which may be. */
static int days_until(const reading *r, int weekday)
{
    int days = weekday - g_date_time_get_day_of_week(r->now);

    if (r->ask->back)
        return days > 0 ? days - 7 : days;
    return days > 0 ? days : days + 7;
}

static const char *const this_words[] = {"this", "denne", "эту",
                                         "этот", "это",   NULL};
static const char *const next_words[] = {"next",      "neste",     "следующий",
                                         "следующую", "следующее", NULL};

static found next_unit(const reading *r, const char *unit)
{
    static const char *const weeks[] = {"week", "uke", "неделю", "неделя",
                                        NULL};
    static const char *const months[] = {"month", "måned", "месяц", NULL};
    found out = nothing();

    if (listed(unit, weeks)) {
        out.date = days_on(r, days_until(r, 1));
        out.words = 2;
    } else if (listed(unit, months)) {
        g_autoptr(GDateTime) t = g_date_time_add_months(r->now, 1);
        out.date = day_from(t);
        out.date.day = 1;
        out.words = 2;
    }
    return out;
}

/* "friday", "this friday"; to some "next friday" is the one of next week. */
static found weekday_words(const reading *r, unsigned i)
{
    bool next = listed(at(r, i), next_words);
    bool this = listed(at(r, i), this_words);
    unsigned skip = next || this ? 1 : 0;
    int weekday = weekday_of(at(r, i + skip));
    found out = nothing();

    if (weekday == 0)
        return next ? next_unit(r, at(r, i + 1)) : out;
    bool today = this && weekday == g_date_time_get_day_of_week(r->now);
    int days = today ? 0 : days_until(r, weekday);
    out.date = days_on(r, days);
    out.words = skip + 1;
    /* in what is left of this week the two differ */
    if (next && weekday > g_date_time_get_day_of_week(r->now))
        out.other = days_on(r, days + 7);
    return out;
}

static found date_at(const reading *r, unsigned i)
{
    found (*const ways[])(const reading *, unsigned) = {
        figures_word, month_words, named_words, weekday_words};

    for (unsigned k = 0; k < G_N_ELEMENTS(ways); k++) {
        found out = ways[k](r, i);
        if (out.words > 0)
            return out;
    }
    return nothing();
}

/* ---- times of the day ---- */

/* Hours of twelve, 12 am is midnight; -1: there is no such hour. */
static int half_day(int hour, const char *half)
{
    static const char *const am[] = {"am", "a.m.", NULL};
    static const char *const pm[] = {"pm", "p.m.", NULL};

    if (hour < 1 || hour > 12)
        return -1;
    if (listed(half, am))
        return hour % 12;
    return listed(half, pm) ? hour % 12 + 12 : -1;
}

static int minute_of(int hour, int minute)
{
    bool end = hour == 24 && minute == 0;
    return hour < 0 || minute < 0 || minute > 59 || (hour > 23 && !end)
               ? -1
               : hour * 60 + minute;
}

/* "15:00", "3pm", "3:30pm"; dotted: "15.00" too, which could be a date. */
static found clock_word(const char *word, bool dotted)
{
    const char *p = word;
    int hour = number_at(&p, 2), minute = 0;
    bool has_minute = hour >= 0 && (*p == ':' || (dotted && *p == '.'));
    found out = nothing();

    if (has_minute) {
        const char *start = ++p;
        minute = number_at(&p, 2);
        if (p - start != 2)
            return out;
    }
    if (*p)
        hour = half_day(hour, p);
    else if (!has_minute)
        hour = -1;
    out.minute = minute_of(hour, minute);
    out.words = out.minute >= 0 ? 1 : 0;
    return out;
}

static const char *const at_words[] = {"at", "kl", "kl.", "klokka", "klokken",
                                       "в",  "к",  "@",   NULL};

/* "at 15", "3 pm", "noon" */
static found time_at(const reading *r, unsigned i, bool dotted)
{
    static const char *const noon[] = {"noon", "полдень", NULL};
    unsigned skip = listed(at(r, i), at_words) ? 1 : 0;
    const char *first = at(r, i + skip);
    found out = clock_word(first, dotted || skip > 0);
    const char *p = first;

    if (out.words > 0) {
        g_autofree char *both = g_strconcat(first, at(r, i + skip + 1), NULL);
        found half = clock_word(both, dotted || skip > 0);
        if (half.words > 0 && *at(r, i + skip + 1)) {
            half.words = skip + 2;
            return half;
        }
    } else if (listed(first, noon)) {
        out = (found){.words = 1, .minute = 12 * 60};
    } else {
        int hour = number_at(&p, 2), half = half_day(hour, at(r, i + skip + 1));
        if (*p || hour < 0)
            return nothing();
        bool has_half = half >= 0;
        if (!has_half && skip == 0)
            return nothing();
        out.minute = minute_of(has_half ? half : hour, 0);
        out.words = out.minute < 0 ? 0 : has_half ? 2 : 1;
    }
    if (out.words > 0)
        out.words += skip;
    return out;
}

/* ---- lengths ---- */

enum { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH };

/* -1: it is none. */
static int unit_of(const char *word)
{
    static const char *const names[] = {
        [UNIT_MINUTE] = "m min min. mins minute minutes minutt minutter м мин "
                        "мин. минута минуту минуты минут",
        [UNIT_HOUR] = "h hr hrs hour hours t time timer ч час часа часов",
        [UNIT_DAY] = "d day days dag dager д дн дн. день дня дней",
        [UNIT_WEEK] = "w wk week weeks u uke uker н нед нед. неделя неделю "
                      "недели недель",
        [UNIT_MONTH] = "mo month months mnd måned måneder мес мес. месяц "
                       "месяца месяцев",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(GStrv) all = g_strsplit(names[i], " ", -1);
        if (listed(word, (const char *const *)all))
            return (int)i;
    }
    return -1;
}

#define AMOUNT_MAX 10000

typedef struct amount {
    double number;
    int unit;
    bool next; /* its unit is the next word */
} amount;

static double decimal_at(const char **p)
{
    double value = 0, place = 1;

    for (; g_ascii_isdigit(**p); (*p)++)
        value = MIN(value * 10 + (**p - '0'), AMOUNT_MAX + 1);
    if ((**p == '.' || **p == ',') && g_ascii_isdigit((*p)[1])) {
        for ((*p)++; g_ascii_isdigit(**p); (*p)++)
            value += (**p - '0') * (place /= 10);
    }
    return value;
}

/* "3d" of "3d12h" at *p, "3" if `next` is a unit; false: there is none. */
static bool amount_at(const char **p, const char *next, amount *a)
{
    if (!g_ascii_isdigit(**p))
        return false;
    a->number = decimal_at(p);
    const char *start = *p;
    *p += strcspn(*p, "0123456789");
    g_autofree char *name = g_strndup(start, (gsize)(*p - start));
    a->next = !*name;
    a->unit = unit_of(a->next ? next : name);
    return a->unit >= 0 && a->number <= AMOUNT_MAX;
}

/* Whole days keep the time of day, whatever the clocks are set to meanwhile. */
static void add_amount(found *out, const amount *a)
{
    static const int64_t parts[] = {[UNIT_MINUTE] = SPAN_MINUTE,
                                    [UNIT_HOUR] = SPAN_HOUR,
                                    [UNIT_DAY] = SPAN_DAY,
                                    [UNIT_WEEK] = SPAN_WEEK,
                                    [UNIT_MONTH] = 30 * SPAN_DAY};
    static const int64_t work[] = {[UNIT_MINUTE] = SPAN_MINUTE,
                                   [UNIT_HOUR] = SPAN_HOUR,
                                   [UNIT_DAY] = WHEN_WORK_DAY * SPAN_MINUTE,
                                   [UNIT_WEEK] = WHEN_WORK_WEEK * SPAN_MINUTE,
                                   [UNIT_MONTH] = 0};
    int whole = (int)a->number;
    bool is_whole = whole == a->number;

    if (a->unit == UNIT_MONTH && is_whole)
        out->months += whole;
    else if (a->unit >= UNIT_DAY && is_whole && !out->is_work)
        out->days += whole * (a->unit == UNIT_WEEK ? 7 : 1);
    else
        out->ms += (int64_t)(a->number *
                             (double)(out->is_work ? work : parts)[a->unit]);
}

/* All amounts of the word at i; how many words that takes, 0 if it has another
 * thing in it. A sign may stand before the first of all. */
static unsigned amounts_at(const reading *r, unsigned i, bool first, found *out)
{
    const char *p = at(r, i) + (first && *at(r, i) == '+');
    found sum = *out;
    amount a = {.next = false};

    if (!*p)
        return 0;
    while (*p) {
        if (!amount_at(&p, at(r, i + 1), &a) || (a.next && *p))
            return 0;
        add_amount(&sum, &a);
    }
    *out = sum;
    return a.next ? 2 : 1;
}

/* "3d", "+2w", "in 3 days", "1 h 30 min" */
static found span_at(const reading *r, unsigned i)
{
    static const char *const in[] = {"in", "om", "через", NULL};
    unsigned start = i + (listed(at(r, i), in) ? 1 : 0), n = start, more;
    found out = nothing();

    while ((more = amounts_at(r, n, n == start, &out)) > 0)
        n += more;
    if (n == start)
        return nothing();
    out.words = n - i;
    out.is_span = true;
    return out;
}

/* ---- a moment ---- */

static int64_t moment(const reading *r, ymd d, int minute)
{
    g_autoptr(GDateTime) t = g_date_time_new(
        r->ask->zone, d.year, d.month, d.day, minute < 1440 ? minute / 60 : 0,
        minute < 1440 ? minute % 60 : 0, 0);
    g_autoptr(GDateTime) next = t ? g_date_time_add_days(t, 1) : NULL;

    if (!t)
        return 0;
    return g_date_time_to_unix(minute < 1440 ? t : next) * 1000;
}

static int day_order(ymd a, ymd b)
{
    return a.month != b.month ? a.month - b.month : a.day - b.day;
}

/* The next of its kind: this year's unless that is over; or the last one. */
static ymd with_year(const reading *r, ymd d)
{
    ymd today = day_from(r->now);
    int order = day_order(d, today), step = r->ask->back ? -1 : 1;

    if (d.year != 0 || d.day == 0)
        return d;
    d.year = today.year + (order * step < 0 ? step : 0);
    while (!is_date(d)) /* 29 February */
        d.year += step;
    return d;
}

static int64_t span_end(const reading *r, const found *f)
{
    int step = r->ask->back ? -1 : 1;

    if (f->months > WHEN_YEARS_MAX * 12 || f->days > WHEN_YEARS_MAX * 366)
        return step * INT64_MAX;
    g_autoptr(GDateTime) months =
        g_date_time_add_months(r->now, step * f->months);
    g_autoptr(GDateTime) days =
        months ? g_date_time_add_days(months, step * f->days) : NULL;
    return days ? g_date_time_to_unix(days) * 1000 + step * f->ms
                : step * INT64_MAX;
}

/* A time alone. */
static int64_t next_time(const reading *r, int minute)
{
    int64_t today = moment(r, day_from(r->now), minute);
    bool over = today <= r->ask->now_ms;

    if (over == r->ask->back)
        return today;
    return moment(r, days_on(r, r->ask->back ? -1 : 1), minute);
}

static void fill(const reading *r, const found *f, when *out)
{
    int minute = f->minute >= 0 ? f->minute : r->ask->minute;

    out->has_time = f->minute >= 0 || (f->is_span && f->ms > 0);
    if (f->is_span) {
        out->at_ms = span_end(r, f);
        out->days = f->months == 0 && f->ms == 0 ? f->days : 0;
    } else if (f->date.day == 0) {
        out->at_ms = next_time(r, f->minute);
    } else {
        out->at_ms = moment(r, with_year(r, f->date), minute);
        if (f->other.day != 0)
            out->other_ms = moment(r, with_year(r, f->other), minute);
    }
}

static when_result judged(const reading *r, const when *out)
{
    int64_t far = r->ask->now_ms + WHEN_YEARS_MAX * 366 * SPAN_DAY;

    if (out->other_ms != 0)
        return WHEN_TWO;
    if (r->ask->back)
        return out->at_ms < r->ask->now_ms - (far - r->ask->now_ms) ? WHEN_FAR
                                                                    : WHEN_FINE;
    if (out->at_ms <= r->ask->now_ms)
        return WHEN_PAST;
    return out->at_ms > far ? WHEN_FAR : WHEN_FINE;
}

/* ---- all of it ---- */

/* A date with its time, in either order. */
static found moment_at(const reading *r, unsigned i)
{
    found date = date_at(r, i), time;

    if (date.words > 0) {
        time = time_at(r, i + date.words, true);
        if (time.words > 0 && date.minute < 0) {
            date.minute = time.minute;
            date.words += time.words;
        }
        return date;
    }
    time = time_at(r, i, true);
    if (time.words == 0)
        return time;
    unsigned on = listed(at(r, i + time.words),
                         (const char *const[]){"on", "på", "в", NULL});
    date = date_at(r, i + time.words + on);
    if (date.words == 0 || date.minute >= 0)
        return time;
    date.minute = time.minute;
    date.words += time.words + on;
    return date;
}

/* "until", "by": what people write before a date. */
static unsigned leading(const reading *r)
{
    static const char *const words[] = {
        "until", "till", "by", "on",  "to", "the", "до",   "к",
        "в",     "во",   "на", "til", "på", "fra", "from", NULL};
    unsigned n = 0;

    while (n < 2 && listed(at(r, n), words))
        n++;
    return n;
}

static found find(const reading *r)
{
    unsigned skip = leading(r);

    /* "в 15:00", "the day after tomorrow": a word may belong to it */
    for (unsigned i = 0; i <= skip; i++) {
        found date = moment_at(r, i), span = span_at(r, i);
        found best = span.words > date.words ? span : date;
        if (best.words == 0)
            continue;
        best.words += i;
        return best;
    }
    return nothing();
}

when_result when_read(const char *text, const when_ask *ask, when *out)
{
    reading r = {.ask = ask};
    when_result result = WHEN_NONE;
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(ask->now_ms / 1000);

    r.now = g_date_time_to_timezone(utc, ask->zone);
    split(&r, text);
    found f = find(&r);
    if (f.words > 0) {
        *out = (when){.rest = skip_blanks(r.words[f.words - 1].after)};
        fill(&r, &f, out);
        result = judged(&r, out);
    }
    forget(&r);
    return result;
}

char *when_words(int64_t at_ms, GTimeZone *zone, bool with_time)
{
    return speech_date(NULL, at_ms, zone, with_time);
}

char *when_due_in(const char *language, int64_t due_ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(due_ms / 1000);
    g_autoptr(GDateTime) t = utc ? g_date_time_to_timezone(utc, zone) : NULL;
    int minute = t ? g_date_time_get_hour(t) * 60 + g_date_time_get_minute(t)
                   : WHEN_DAY_END;

    return speech_date(language, due_ms, zone, minute != WHEN_DAY_END);
}

char *when_due_words(int64_t due_ms, GTimeZone *zone)
{
    return when_due_in(NULL, due_ms, zone);
}

char *when_two_words(const when *w, GTimeZone *zone)
{
    g_autofree char *one = when_words(w->at_ms, zone, w->has_time);
    g_autofree char *other = when_words(w->other_ms, zone, w->has_time);
    return g_strdup_printf("%s or %s", one, other);
}

/* ---- work ---- */

int when_work_minutes(const char *text)
{
    when_ask ask = {.now_ms = 0};
    reading r = {.ask = &ask, .now = g_date_time_new_from_unix_utc(0)};
    unsigned i = 0, more;
    found sum = nothing();

    sum.is_work = true;
    split(&r, text);
    while ((more = amounts_at(&r, i, false, &sum)) > 0)
        i += more;
    bool whole = r.count > 0 && i >= r.count && sum.months == 0;
    int64_t minutes = (sum.ms + SPAN_MINUTE / 2) / SPAN_MINUTE;
    forget(&r);
    return whole && minutes >= 1 && minutes <= WHEN_WORK_MAX ? (int)minutes
                                                             : -1;
}

char *when_work_words(int64_t minutes)
{
    return speech_work(NULL, minutes, WHEN_WORK_DAY);
}
