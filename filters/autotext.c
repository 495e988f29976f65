/* autotext: what programs write; the words are in lang/. */
#include "filters/autotext.h"

#include <string.h>

#include "mail/phrase.h"

#define SUBJECT_PREFIX "^\\s*\\W{0,3}%{auto.subject}\\s*[:：\\]】)]\\s*"

const char *const autotext_forms[AUTOTEXT_KINDS] = {
    [AUTOTEXT_PREFIX] = "^\\s*\\W{0,3}%{auto.subject}\\s*(?:[:：\\]】)]|$)",
    [AUTOTEXT_BEFORE] = SUBJECT_PREFIX "\\S",
    [AUTOTEXT_ANSWER] = SUBJECT_PREFIX "(?:\\p{L}{2,7}(?:\\[\\d{1,3}\\])?\\s?[:"
                                       "：]|#\\d|.{0,300}\\[#\\d+-\\w{8}\\])",
    [AUTOTEXT_FORWARDED] = "^\\s*%{auto.forwarded}\\s*[:：]",
    [AUTOTEXT_AWAY_SUBJECT] = "%{auto.away-subject}\\s*[.!]?\\s*$",
    [AUTOTEXT_AWAY] = "%{auto.away word}",
    [AUTOTEXT_MACHINE] = "%{auto.machine}",
    [AUTOTEXT_STEM] = "%{auto.stem}",
    [AUTOTEXT_CHALLENGE] = "%{auto.challenge}",
    [AUTOTEXT_RECEIVED] = "%{auto.received}",
    [AUTOTEXT_READ] = "%{auto.read}",
    [AUTOTEXT_READ_SUBJECT] = "^\\s*%{auto.read-subject}\\s?[:：]",
    [AUTOTEXT_UNREAD_SUBJECT] = "^\\s*%{auto.unread-subject}\\s?[:：]",
    [AUTOTEXT_RECEIPT] = "^\\s*%{auto.receipt}.{0,500}%{auto.receipt-end}"
                         "(?:[^.]|(?<=\\d)\\.){0,80}\\.?\\s*$",
    [AUTOTEXT_NOBODY] = "%{auto.nobody}",
};

static phrase phrases[AUTOTEXT_KINDS];

void autotext_ready(void)
{
    for (int i = 0; i < AUTOTEXT_KINDS; i++)
        phrase_ready(&phrases[i], autotext_forms[i]);
}

gboolean autotext_says(autotext_kind kind, const char *text)
{
    char start[AUTOTEXT_MAX + 1];
    size_t n = strnlen(text, AUTOTEXT_MAX + 1);

    if (n > AUTOTEXT_MAX) /* not inside a character */
        for (n = AUTOTEXT_MAX; n > 0 && ((guchar)text[n] & 0xc0) == 0x80;)
            n--;
    memcpy(start, text, n);
    for (char *p = start; (p = memchr(p, '\n', n - (size_t)(p - start)));)
        *p = ' '; /* phrases are broken over lines */
    return phrase_find(&phrases[kind], autotext_forms[kind], start, n) >= 0;
}
