/* trim_intro: lines like "On Monday Kari wrote:", perhaps broken. */
#include "quote/lines.h"

#include <string.h>

#define INTRO_LINES      6   /* lines that "On ... wrote:" may take */
#define INTRO_MAX        600 /* octets of it */
#define INTRO_SHORT_WORD 4   /* letters of "Nov." before its dot */
#define INTRO_VAGUE_MAX  120 /* octets of one without address and colon */
#define INTRO_NAMED_MAX  150 /* octets of one that is a name and a date */
#define INTRO_REST_LINES 3   /* lines after its verb */
#define INTRO_END_MAX    100 /* octets of "wrote:" in any language */
#define INTRO_NAME_MAX   60  /* octets of a name on a line of its own */

/* Marks of direction (U+200E, U+200F, U+202A to E, U+2066 to 9), which stand
 * around addresses in texts from right to left. */
static bool is_bidi(const char *p)
{
    guchar a = (guchar)p[0], b = (guchar)p[1], c = b ? (guchar)p[2] : 0;

    return a == 0xe2 && ((b == 0x80 && ((c >= 0x8e && c <= 0x8f) ||
                                        (c >= 0xaa && c <= 0xae))) ||
                         (b == 0x81 && c >= 0xa6 && c <= 0xa9));
}

static char *joined(trim_lines *t, size_t from, size_t to)
{
    GString *s = g_string_new(NULL);

    for (size_t i = from; i <= to; i++) {
        const char *end = t->at[i].text + t->at[i].size;

        if (i > from)
            g_string_append_c(s, ' ');
        if (!memchr(t->at[i].text, 0xe2, (size_t)t->at[i].size)) {
            g_string_append_len(s, t->at[i].text, t->at[i].size);
            continue; /* no such mark */
        }
        for (const char *p = t->at[i].text, *next; p < end; p = next) {
            next = g_utf8_next_char(p);
            if (!is_bidi(p))
                g_string_append_len(s, p, next - p);
        }
    }
    return g_string_free(s, FALSE);
}

static bool has(trim_lines *t, trim_re re, const char *s)
{
    return trim_find(t, re, s, (gssize)strlen(s)) >= 0;
}

static bool is_dashed(const char *s)
{
    size_t n = strlen(s);

    while (n > 0 && s[n - 1] == ' ')
        n--;
    while (*s == ' ') {
        s++;
        n--;
    }
    return n > 8 && memcmp(s, "--", 2) == 0 && memcmp(s + n - 2, "--", 2) == 0;
}

/* How sure are the lines from..to an introduction? */
static trim_intro_sure intro_of(trim_lines *t, size_t from, size_t to)
{
    g_autofree char *s = joined(t, from, to);
    bool verb, date, address, start, colon, ends;
    size_t n = strlen(s);

    if (n > INTRO_MAX)
        return TRIM_INTRO_NONE;
    if (g_str_has_prefix(s, ">>>") && has(t, TRIM_RE_CHEVRONS, s))
        return TRIM_INTRO_STRONG;
    verb = has(t, TRIM_RE_VERB, s);
    colon = g_str_has_suffix(s, ":") || g_str_has_suffix(s, "：");
    if (!verb && !strchr(s, '@'))
        return colon && n <= INTRO_NAMED_MAX && has(t, TRIM_RE_NAME_DATE, s)
                   ? TRIM_INTRO_WEAK
                   : TRIM_INTRO_NONE;
    date = has(t, TRIM_RE_DATE, s);
    address = has(t, TRIM_RE_ADDRESS, s);
    start = has(t, TRIM_RE_START, s);
    ends = address && has(t, TRIM_RE_ADDRESS_END, s);
    if (verb && is_dashed(s))
        return TRIM_INTRO_STRONG;
    if (verb && date && (address || (start && (colon || n < INTRO_VAGUE_MAX))))
        return TRIM_INTRO_STRONG;
    if (colon && date && ends && (start || has(t, TRIM_RE_DATE_FIRST, s)))
        return TRIM_INTRO_STRONG;
    if (verb && colon && has(t, TRIM_RE_NAME_ADDRESS, s))
        return TRIM_INTRO_STRONG; /* nobody says so in a sentence */
    if (ends && has(t, TRIM_RE_DATE_FIRST, s))
        return TRIM_INTRO_WEAK;
    if (colon && address && n <= INTRO_NAMED_MAX &&
        (ends || has(t, TRIM_RE_NAME_ADDRESS, s)))
        return TRIM_INTRO_WEAK;
    if (verb && (date || address || start || (colon && n < 100)))
        return TRIM_INTRO_WEAK;
    return TRIM_INTRO_NONE;
}

/* Does a line end a sentence, and not with "Nov." or "23."? */
static bool ends_sentence(const trim_line *l)
{
    gssize i = l->size - 1, n = 0;

    if (strchr("!?", l->text[i]))
        return true;
    if (l->text[i] != '.')
        return false;
    while (i > 0 && !g_ascii_isspace(l->text[i - 1])) {
        i--;
        n += ((guchar)l->text[i] & 0xc0) != 0x80; /* letters, not octets */
    }
    return n > INTRO_SHORT_WORD;
}

/* Is it "On Monday"? Not "at 10:18", which goes on, and not a line below such a
 * one that still lacks its verb. */
static bool begins_intro(trim_lines *t, size_t i)
{
    const trim_line *above = i > 0 ? &t->at[i - 1] : NULL;

    return !g_ascii_islower(t->at[i].text[0]) &&
           trim_match(t, TRIM_RE_START_WORD, &t->at[i]) &&
           (!above || above->kind != TRIM_TEXT ||
            !trim_match(t, TRIM_RE_START_WORD, above) ||
            trim_match(t, TRIM_RE_VERB, above));
}

/* The first line of an introduction whose last lines are i..last: "On 21 Nov,\n
 * at 10:18,\nJohn wrote:" may have begun further above. */
static size_t intro_start(trim_lines *t, size_t i, size_t last, size_t low,
                          trim_intro_sure *found)
{
    size_t from = i;

    for (size_t k = i; !begins_intro(t, k);) {
        bool address = t->at[k].text[0] == '<';
        trim_intro_sure sure;

        if (address && k > low + 1 && t->at[k - 1].kind == TRIM_BLANK)
            k--; /* the address was a paragraph of its own */
        if (k <= low || t->at[k - 1].kind != TRIM_TEXT ||
            ends_sentence(&t->at[k - 1]))
            break;
        k--;
        sure = intro_of(t, k, last);
        if (sure >= *found && sure != TRIM_INTRO_NONE &&
            (trim_match(t, TRIM_RE_START, &t->at[k]) ||
             trim_match(t, TRIM_RE_START_WORD, &t->at[k]) ||
             trim_match(t, TRIM_RE_NAME_ADDRESS, &t->at[k]) ||
             (address && t->at[k].size <= INTRO_NAME_MAX))) {
            from = k;
            *found = sure;
        }
    }
    return from;
}

/* The introduction whose last line is `last`: *from gets its first. */
trim_intro_sure trim_intro_ending(trim_lines *t, size_t last, size_t *from)
{
    trim_intro_sure found = TRIM_INTRO_NONE;
    size_t low = last >= INTRO_LINES - 1 ? last - (INTRO_LINES - 1) : 0;
    size_t i = last;

    for (;; i--) {
        if (t->at[i].kind != TRIM_TEXT)
            return TRIM_INTRO_NONE;
        found = intro_of(t, i, last);
        if (found != TRIM_INTRO_NONE || i == low)
            break;
    }
    if (found != TRIM_INTRO_NONE)
        *from = intro_start(t, i, last, low, &found);
    return found;
}

/* Could a line that has ">", "*" and the like at its end do so? */
static bool may_end_marked(const trim_line *l)
{
    gssize n = l->size, word;

    while (n > 0 && strchr("\t >-*_", l->text[n - 1]))
        n--;
    if (n == 0)
        return false; /* a rule */
    if ((guchar)l->text[n - 1] >= 0x80 || strchr(":)", l->text[n - 1]))
        return true;
    for (word = n; word > 0 && !g_ascii_isspace(l->text[word - 1]);)
        word--;
    return g_ascii_isalnum(l->text[n - 1]) &&
           !g_strstr_len(l->text + word, n - word, "://");
}

/* Could it end with "wrote:"? */
static bool may_end(const trim_line *l)
{
    static const char *const verbs[] = {
        "wrote",    "writes",      "sent",      "said",    "schrieb",
        "schreibt", "geschrieben", "scritto",   "scrive",  "scrisse",
        "skrev",    "skriver",     "kirjoitti", "schreef", "geschreven",
        "escreveu", "escribio",    "pisze",     "napsal",  "napsala",
        "kirjutas", NULL};
    char last = l->text[l->size - 1], word[16];
    gssize i = l->size;

    if (strchr(">-*_", last))
        return may_end_marked(l);
    if ((guchar)last >= 0x80 || strchr(":)", last))
        return true;
    while (i > 0 && g_ascii_isalpha(l->text[i - 1]))
        i--;
    if (i > 0 && strchr("@.", l->text[i - 1]))
        return memchr(l->text, '@', (size_t)l->size) != NULL;
    if ((size_t)(l->size - i) >= sizeof word)
        return false;
    for (gssize k = i; k < l->size; k++)
        word[k - i] = g_ascii_tolower(l->text[k]);
    word[l->size - i] = '\0';
    return g_strv_contains(verbs, word);
}

bool trim_intro_ends(trim_lines *t, const trim_line *l)
{
    gssize from = 0;

    if (l->size > TRIM_LINE_MAX || !may_end(l))
        return false;
    if (l->text[l->size - 1] == ':')
        return true;
    if (!memchr(l->text, '@', (size_t)l->size)) { /* no address: the verb */
        from = l->size;
        while (from > 0 && strchr("\t >-*_", l->text[from - 1]))
            from--;
        from = MAX(0, from - INTRO_END_MAX);
        while (from > 0 && ((guchar)l->text[from] & 0xc0) == 0x80)
            from--;
    }
    return trim_find(t, TRIM_RE_END, l->text + from, l->size - from) >= 0;
}

/* "On 3 May 10:00 wrote\nKari <k@x.no>:" */
bool trim_intro_goes_on(trim_lines *t, size_t from, size_t i)
{
    for (size_t k = i + 1; k < t->n && k <= i + INTRO_REST_LINES; k++) {
        const trim_line *l = &t->at[k];

        if (l->kind != TRIM_TEXT)
            return false;
        if (l->text[l->size - 1] == ':')
            return (t->at[i].text[t->at[i].size - 1] != ':' ||
                    trim_quote_follows(t, k)) &&
                   intro_of(t, from, k) == TRIM_INTRO_STRONG;
    }
    return false;
}
