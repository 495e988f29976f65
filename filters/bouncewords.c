/* bouncewords: patterns of delivery reports; their words are in lang/. */
#include "filters/bouncewords.h"

#include <string.h>

#include "mail/phrase.h"

#define ADDRESS                                                                  \
    "(?<![\\w.+@-])([^\\s<>\"'(),:;=@\\[\\]（）：；，。、「」]{1,64}+@" \
    "[\\w.-]{1,250}[\\w])"

const char *const bouncewords_forms[BOUNCE_WORDS] = {
    [BOUNCE_FAILURE] = "%{bounce.failure}",
    [BOUNCE_YOURS] = "%{bounce.yours word}",
    [BOUNCE_SUBJECT] = "^\\W*(?:\\[[^\\]]*\\]\\s*)?%{bounce.subject}|"
                       "%{bounce.subject-end}\\W*$",
    [BOUNCE_RETURNED] = "^[\\s>*=#|-]*%{bounce.returned}",
    [BOUNCE_ALONE] = "^[\\s>*-]{0,20}(?:<|\"[^\"]{0,100}\"\\s*<|['\"])?" ADDRESS
                     "(?:=20)?['\"]?>?\\s*"
                     "(?:$|[:;(]|\\.\\.\\.|on \\w{3}|<|\\[|- |failed|=20)",
    [BOUNCE_NAMED] = "%{bounce.recipient}(?:s|\\(s\\)| name| address| id)?"
                     "\\s*[:=]?\\s*['\"<]{0,2}" ADDRESS,
    [BOUNCE_ADDRESS] = ADDRESS,
    [BOUNCE_LIST] = "%{bounce.list}",
    [BOUNCE_BARE] = "^\\s+<?([\\w.+-]{2,64})>?\\s*$",
    [BOUNCE_DELAYED] = "%{bounce.delayed}",
    [BOUNCE_DELIVERED] = "%{bounce.delivered}",
    [BOUNCE_FIRST] = "^[\\s>*-]{0,20}['\"<]?" ADDRESS "['\">]?[,\\s]",
    [BOUNCE_ENHANCED] = "(?<![\\d.])[45]\\.(?!0\\.0(?!\\d))\\d{1,3}\\.\\d{1,3}"
                        "(?![\\d.]*\\d)",
    [BOUNCE_GENERIC] = "(?<![\\d.])[45]\\.0\\.0(?![\\d.]*\\d)",
    [BOUNCE_SMTP] = "(?<![\\d.])([45])[0-5]\\d[ ,-](?!bytes|kb|mb|msec|ms\\b)",
    [BOUNCE_NO_USER] = "%{bounce.no-user}",
    [BOUNCE_NO_DOMAIN] = "%{bounce.no-domain}",
    [BOUNCE_NO_ANSWER] = "%{bounce.no-answer}",
    [BOUNCE_FULL] = "%{bounce.full}",
    [BOUNCE_TOO_BIG] = "%{bounce.too-big}",
    [BOUNCE_EXPIRED] = "%{bounce.expired}",
    [BOUNCE_COMPLAINT] = "^\\W*%{bounce.complaint}",
};

static phrase phrases[BOUNCE_WORDS];

void bouncewords_ready(void)
{
    for (int i = 0; i < BOUNCE_WORDS; i++)
        phrase_ready(&phrases[i], bouncewords_forms[i]);
}

bool bouncewords_match(bouncewords which, const char *text)
{
    return phrase_find(&phrases[which], bouncewords_forms[which], text,
                       strlen(text)) >= 0;
}

char *bouncewords_group(bouncewords which, const char *text, unsigned group)
{
    return phrase_group(&phrases[which], bouncewords_forms[which], text,
                        strlen(text), group);
}
