/* rating: reads ratings, and makes the addresses that ask for them. */
#include "desk/rating.h"

#include "desk/operator_config.h"
#include "mail/phrase.h"

#include <string.h>

#define RATING_GRADES  5 /* words for very bad to very good */
#define RATING_CHOSEN  4 /* bits of a claim's `who` */
#define RATING_MILLION 1000000
#define RATING_LINE    80 /* octets of a line that is no more than a rating */

void rating_said_clear(rating_said *s)
{
    g_clear_pointer(&s->words, g_free);
}

/* ---- words ---- */

#define BESIDE "[\\s\\p{P}]*"

static const char *const grades[RATING_GRADES] = {
    "\\A" BESIDE "(?:%{rating.very-bad})" BESIDE "\\z",
    "\\A" BESIDE "(?:%{rating.bad})" BESIDE "\\z",
    "\\A" BESIDE "(?:%{rating.fair})" BESIDE "\\z",
    "\\A" BESIDE "(?:%{rating.good})" BESIDE "\\z",
    "\\A" BESIDE "(?:%{rating.very-good})" BESIDE "\\z",
};

/* "stars", after a number. */
static const char unit[] = "\\A\\s*(?:%{rating.unit})(?![\\p{L}\\p{N}])";

/* Where a grade stands on a scale; what is in the middle has no place on an even
 * one. */
static int grade_value(int grade, int best)
{
    int steps = grade * (best - 1), whole = steps / (RATING_GRADES - 1);
    bool between = steps % (RATING_GRADES - 1) != 0;

    if (between && grade == RATING_GRADES / 2)
        return 0;
    return 1 + whole + (between && grade > RATING_GRADES / 2);
}

static int by_word(const char *line, int best)
{
    static phrase all[RATING_GRADES];

    for (int i = 0; i < RATING_GRADES; i++)
        if (phrase_find(&all[i], grades[i], line, strlen(line)) >= 0)
            return grade_value(i, best);
    return 0;
}

/* ---- stars ---- */

static bool take(const char **p, const char *sign)
{
    if (!g_str_has_prefix(*p, sign))
        return false;
    *p += strlen(sign);
    return true;
}

static int by_stars(const char *line, int best)
{
    const char *p = line;
    int value = 0, all;

    while (take(&p, "★") || take(&p, "⭐")) {
        value++;
        take(&p, "\357\270\217"); /* the variant that is coloured */
    }
    for (all = value; take(&p, "☆");)
        all++;
    p += strspn(p, " \t.!");
    return *p == '\0' && value <= best && (all == value || all == best) ? value
                                                                        : 0;
}

/* ---- numbers ---- */

/* One of the scale, written as one; 0: it is something else. */
static int number_at(const char **p, int best)
{
    size_t digits = strspn(*p, "0123456789");
    int64_t value = g_ascii_strtoll(*p, NULL, 10);

    if (digits == 0 || digits > 2 || **p == '0' || value > best)
        return 0;
    *p += digits;
    return (int)value;
}

/* "/5", " of 5", " stars", "/5 stars", or nothing. False: "/7". */
static bool skip_unit(const char **p, int best)
{
    static phrase units;
    const char *q = *p + strspn(*p, " \t");

    if (*q == '/') {
        q += 1 + strspn(q + 1, " \t");
        *p = q;
        if (number_at(p, best) != best)
            return false;
    }
    g_autofree char *words = phrase_group(&units, unit, *p, strlen(*p), 0);
    if (words)
        *p += strlen(words);
    return true;
}

/* What parts a number from the words after it, with a blank or the end behind:
 * "4.", "4, ", "4 - "; not "4.1", "4-5". */
static bool skip_separator(const char **p)
{
    static const char *const signs[] = {".", "!", ",", ":", ";",
                                        ")", "-", "–", "—"};
    const char *q = *p + strspn(*p, " \t");

    if (*q == '\0' || *q == '\n') {
        *p = q;
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *at = q;
        while (take(&at, signs[i]))
            ;
        if (at == q || (*at && !strchr(" \t\n", *at)))
            continue;
        *p = at;
        return true;
    }
    return false;
}

static const char *after_blanks(const char *p)
{
    return p + strspn(p, " \t\n");
}

/* "1. ...", "2) ...": the next line of a list. */
static bool is_listed(const char *line)
{
    line += strspn(line, " \t");
    size_t digits = strspn(line, "0123456789");

    return digits > 0 && strchr(".)", line[digits]) && line[digits] &&
           strchr(" \t", line[digits + 1]);
}

static bool begins_list(const char *rest)
{
    for (const char *line = strchr(rest, '\n'); line;
         line = strchr(line + 1, '\n'))
        if (is_listed(line + 1))
            return true;
    return false;
}

/* *rest gets what stands after it. */
static int by_number(const char *text, int best, bool asked, const char **rest)
{
    const char *p = text;
    int value = number_at(&p, best);

    if (value == 0 || !skip_unit(&p, best))
        return 0;
    bool parted = skip_separator(&p);
    if (!parted && !(asked && (*p == ' ' || *p == '\t')))
        return 0;
    *rest = after_blanks(p);
    /* "2, 3 and 4 do not work" */
    if (!asked && (g_ascii_isdigit(**rest) || begins_list(text)))
        return 0;
    return value;
}

/* ---- a text ---- */

/* "bad it took ages", where nothing else is asked for. */
static int by_first_word(const char *text, int best, const char **rest)
{
    size_t size = strcspn(text, " \t\n.,:;!");
    g_autofree char *word = g_strndup(text, size);
    int value = by_word(word, best);

    if (value)
        *rest = text + size + strspn(text + size, " \t\n.,:;!");
    return value;
}

static int by_line(const char *text, int best, const char **rest)
{
    size_t size = strcspn(text, "\n");
    g_autofree char *line = g_strndup(text, size);
    int value = 0;

    if (size > RATING_LINE)
        return 0;
    value = by_stars(line, best);
    if (value == 0)
        value = by_word(line, best);
    *rest = after_blanks(text + size);
    return value;
}

static void read_text(const char *text, int best, int chosen, bool asked,
                      rating_said *out)
{
    const char *start = after_blanks(text ? text : ""), *rest = start;
    int value = 0;

    if (best > 2) /* of two nobody knows which is which */
        value = by_number(start, best, asked, &rest);
    if (value == 0)
        value = by_line(start, best, &rest);
    if (value == 0 && asked)
        value = by_first_word(start, best, &rest);
    if (value == 0)
        rest = start;
    out->value = value ? value : chosen <= best ? chosen : 0;
    out->words = g_strchomp(g_strdup(rest));
}

void rating_read(const char *text, int best, int chosen, rating_said *out)
{
    read_text(text, best, chosen, false, out);
}

void rating_read_asked(const char *text, int best, rating_said *out)
{
    read_text(text, best, 0, true, out);
}

char *rating_says(int value, int best)
{
    if (best == 2)
        return g_strdup(value == best ? "good" : "bad");
    return g_strdup_printf("%d of %d", value, best);
}

/* ---- the address ---- */

static uint16_t person_bits(const char *person)
{
    return (uint16_t)(config_operator_number(person) << RATING_CHOSEN);
}

tag_claim rating_claim(int64_t ticket, int64_t n, const char *person,
                       int chosen, int64_t epoch)
{
    return (tag_claim){.kind = TAG_RATE,
                       .who = (uint16_t)(person_bits(person) | chosen),
                       .number = ticket,
                       .entry = n,
                       .epoch = epoch};
}

int rating_chosen(const tag_claim *claim)
{
    return claim->who & ((1 << RATING_CHOSEN) - 1);
}

bool rating_is_for(const tag_claim *claim, const char *person)
{
    return (claim->who & ~((1 << RATING_CHOSEN) - 1)) == person_bits(person);
}

/* ---- the sample ---- */

int rating_draw(const secret_key *site, int64_t epoch, int64_t ticket)
{
    g_autofree char *text = g_strdup_printf(
        "%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, MAX(epoch, 1), ticket);
    secret_key key;
    uint8_t mac[16];
    uint64_t bits = 0;

    secret_derive(site, "quality.", 0, &key);
    secret_mac(&key, text, strlen(text), mac, sizeof mac);
    secret_wipe(&key, sizeof key);
    for (int i = 0; i < 7; i++)
        bits = bits << 8 | mac[i];
    return (int)(bits % RATING_MILLION);
}
