/* code: mail of a service that somebody signed up with, or wants to get into: a
 * verification, a code, a link that lets in. Whoever can read it here could prove
 * to that service that this desk's address is his, so it is marked.
 *
 * People write about codes, too ("your code does not work"). So it takes a code or
 * a link that can be one, words of a service to its reader, and something that
 * only services say or do.
 */
#include "filters/codewords.h"
#include "filters/filter.h"
#include "mail/phrase.h"

#include <string.h>

#define CODE_TEXT_MAX 2500 /* octets that are looked at: it stands above */
#define CODE_POINTS   3    /* of those below, that make it one */

#define A_CODE                               \
    "(?:(?:\\p{L}{1,4}-)?\\d{3}[ -]\\d{3,4}" \
    "|\\p{L}{0,6}-?\\d{4,8}"                 \
    "|(?=\\p{L}{0,8}\\d)[\\p{L}\\d]{6,9})(?![\\w@])"

const char *const codewords_forms[CODEWORDS_KINDS] = {
    [CODEWORDS_TITLE] = "%{code.title word}",
    [CODEWORDS_LABEL] = "%{code.label word}",
    [CODEWORDS_IS] = "%{code.label word}[\"*]*"
                     "(?:\\s*[:：]|\\s*[は]|\\s*是|\\s+\\p{L}{1,6}:?)\\s*"
                     "[\"*]*" A_CODE,
    [CODEWORDS_ASK] = "%{code.ask word}",
    [CODEWORDS_IGNORE] = "%{code.ignore word}",
    [CODEWORDS_END] = "%{code.end word}",
    [CODEWORDS_SENDER] = "%{code.sender}",
    [CODEWORDS_CODE] = "(?<![\\w@./:-])" A_CODE,
    [CODEWORDS_LINK] =
        "https?://\\S*"
        "(?:[=/](?=[\\w-]*\\d)[\\w-]{16,}"
        "|verif|confirm|activat|regist|sign-?up|magic|token=|otp=|code=)",
};

static phrase phrases[CODEWORDS_KINDS];

void codewords_ready(void)
{
    for (int i = 0; i < CODEWORDS_KINDS; i++)
        phrase_ready(&phrases[i], codewords_forms[i]);
}

static bool says(codewords_kind kind, const char *text)
{
    return phrase_find(&phrases[kind], codewords_forms[kind], text,
                       strlen(text)) >= 0;
}

/* Phrases are broken over lines. */
static char *start_of(const char *text)
{
    size_t n = strnlen(text, CODE_TEXT_MAX + 1);

    if (n > CODE_TEXT_MAX) /* not inside a character */
        for (n = CODE_TEXT_MAX; n > 0 && ((guchar)text[n] & 0xc0) == 0x80;)
            n--;
    char *start = g_strndup(text, n);
    g_strdelimit(start, "\n", ' ');
    return start;
}

static bool by_service(const letter *l)
{
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;
    const char *at = a ? strchr(a->address, '@') : NULL;
    g_autofree char *local =
        at ? g_strndup(a->address, (gsize)(at - a->address)) : NULL;

    return local && says(CODEWORDS_SENDER, local);
}

/* What it says to its reader; each is asked for when it is needed, since most
 * mail says none of it. */
typedef struct look {
    const char *subject, *text;
    bool ask, ignore, end, label; /* in the text */
} look;

/* What only a service says or does; NULL: nothing. */
static const char *sign_of(look *k, const letter *l)
{
    k->ignore = says(CODEWORDS_IGNORE, k->text);
    k->end = says(CODEWORDS_END, k->text);
    k->label = says(CODEWORDS_LABEL, k->text);
    k->ask = says(CODEWORDS_ASK, k->text);
    if ((k->label && says(CODEWORDS_IS, k->text)) ||
        says(CODEWORDS_IS, k->subject))
        return "it tells a code";
    if (k->ask)
        return "it says what to do with a code or a link";
    if (k->ignore || k->end)
        return "it says what services say about a code or a link";
    return by_service(l) ? "a service sends it" : NULL;
}

/* A subject says more than a text. */
static int points_of(const look *k)
{
    bool title =
        says(CODEWORDS_TITLE, k->subject) || says(CODEWORDS_LABEL, k->subject);

    return 2 * title + says(CODEWORDS_TITLE, k->text) + k->label + k->ask +
           k->ignore + k->end;
}

static bool run(const filter_input *in, letter *l)
{
    bool trimmed = l->new_text[strspn(l->new_text, " \t\n")] != '\0';
    g_autofree char *text = start_of(trimmed ? l->new_text : l->text);
    g_autofree char *subject = start_of(l->subject ? l->subject : "");
    bool code = says(CODEWORDS_CODE, text) || says(CODEWORDS_IS, subject);
    bool link = says(CODEWORDS_LINK, text);
    look k = {.subject = subject, .text = text};
    const char *sign = !l->sign_up && (code || link) ? sign_of(&k, l) : NULL;
    int points = sign ? points_of(&k) : 0;

    if (points > 0 && points + code + link >= CODE_POINTS)
        l->sign_up = g_strdup(sign);
    return false;
}

const filter filter_code = {
    .name = "code",
    .describe = "sign-ups, verifications and codes of services",
    .run = run,
};
