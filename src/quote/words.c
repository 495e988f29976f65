/* trim_words: the patterns around quoted text; their words are in lang/. */
#include <string.h>

#include "mail/phrase.h"
#include "quote/lines.h"
#include "quote/trim.h"

/* marks of direction */
#define BIDI "\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}"
#define LEAD "^[\\s*_" BIDI "-]*"

#define WROTE    "%{intro.wrote blanks}"
#define UNSPACED "%{intro.wrote-unspaced}" /* scripts without blanks */
#define QUOTING  "%{intro.quoting}"        /* "Quoting Kari <...>:" */
#define DAY      "%{intro.day}"
#define MONTH    "%{intro.month}"

#define DATE                                                                   \
    "(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\d{1,2}[:.h]\\d{2}\\b|"            \
    "\\b\\d{1,4}\\.\\s\\d{1,2}\\.\\s\\d{1,4}\\b|"                              \
    "\\b(?:19|20)\\d\\d\\b|\\b" MONTH "[\\p{L}.]{0,9}[,\\s-]{1,2}\\d{1,2}\\b|" \
    "\\b\\d{1,2}(?:st|nd|rd|th|\\.|er)?[\\s-](?:de\\s)?" MONTH                 \
    "|\\d{1,4}[年月日])"

#define LOCAL_ENDS "\\s<>\"'(\\[:;,@"
#define ADDRESS                                       \
    "(?<![^" LOCAL_ENDS "])[^" LOCAL_ENDS "]{1,64}+@" \
    "[^\\s<>\"')\\]]{1,255}\\.[\\p{L}\\d-]{2,}"

#define BEGIN "%{intro.begin}"

/* "*From*:" in a header block */
#define LABEL(words) "^[\\s>*_]*(?:" words ")\\s*[*_]*\\s*[:：]"

#define DASHES "[-_=—–*]{2,}+"

/* ">>> Kari <k@x.no> 3/5/2026 10:18 >>>" */
#define CHEVRONS "^>>>\\s.{0,200}" DATE ".{0,40}\\s>>>$"

#define DEVICE "%{device.device}"

/* Elements that a phone wrote into plain text. */
#define TAG "</?(?:div|br|p|span)\\b[^<>]{0,200}>"

const char *const trim_forms[TRIM_RES] = {
    [TRIM_RE_VERB] =
        "(?<!\\p{L})(?:" WROTE "(?!\\p{L})|^" QUOTING "\\s)|" UNSPACED,
    [TRIM_RE_END] =
        "(?:" WROTE "[\\s*_-]*[:：]?|" CHEVRONS "|" UNSPACED "[:：]?|"
        "[:：]|" ADDRESS ">?)[\\s*_>" BIDI "-]*$",
    [TRIM_RE_START] = LEAD
    "(?:" BEGIN "\\s.{0,40}\\d|"
    "(?:\\p{L}{1,12}[.,]{0,2}\\s+)?(?:den\\s)?\\d{1,4}\\p{P}?\\s?[\\d\\p{L}])",
    [TRIM_RE_START_WORD] = LEAD
    "(?:" BEGIN "\\s(?:.{0,40}\\d|\\p{L}{0,8}\\s?" DAY "|\\p{L}"
    "{2,3}\\.,?$)|" QUOTING "\\s|\\p{L}{1,12}[.,]{1,2}\\s+\\d{1,2}\\s|" DAY
    "\\p{L}{0,6}\\s+(?:den|d\\.)\\s+\\d)",
    [TRIM_RE_NAME_ADDRESS] = LEAD "(?:\\p{L}{3,15}\\s)?[\\p{Lu}\\p{Lo}\"']"
                                  "[^@<>:;!?]{0,60}\\s?<" ADDRESS,
    [TRIM_RE_NAME_DATE] = LEAD "(?:\\p{Lu}[\\p{L}.'-]*[,\\s]+){1,4}[(\\[]?" DATE
                               "[^@]{0,20}[:：]$",
    [TRIM_RE_GLUED] = "(?:(?<!-)-{2,}+\\s*)?\\b"
                      "(?-i:%{intro.begin-inside})\\s+"
                      "(?:\\p{L}{2,10}[.,]{0,2}\\s+)?(?:\\p{L}{3,10}\\.?\\s+)?"
                      "\\d.{0,300}" WROTE "\\s*[:：]\\s*$",
    [TRIM_RE_SPOKEN] =
        LEAD ".{0,60}" DATE ".{0,120}(?:" WROTE "\\s.{0,80}<" ADDRESS
             ">|<" ADDRESS ">\\s*" WROTE ")\\s*[:：]\\s{2,}\\S",
    [TRIM_RE_DATE] = DATE,
    [TRIM_RE_DATE_FIRST] = LEAD "(?:\\p{L}{1,12}[.,]{0,2}\\s+)?" DATE,
    [TRIM_RE_ADDRESS] = ADDRESS,
    [TRIM_RE_ADDRESS_END] =
        ADDRESS "\\s*(?:<mailto:[^>]*>)?[>)\\]]*\\s*[:：]?$",
    [TRIM_RE_FROM] = LABEL("%{block.from}"),
    [TRIM_RE_SENT] = LABEL("%{block.sent}"),
    [TRIM_RE_TO] = LABEL("%{block.to}"),
    [TRIM_RE_CC] = LABEL("%{block.cc}"),
    [TRIM_RE_SUBJECT] = LABEL("%{block.subject}"),
    [TRIM_RE_LABEL] =
        LABEL("%{block.from}|%{block.sent}|%{block.to}|%{block.cc}|"
              "%{block.subject}"),
    [TRIM_RE_LABELS] = "\\*\\s*\\*(?:%{block.sent}|%{block.to}|"
                       "%{block.subject})\\s*\\**\\s*[:：]",
    [TRIM_RE_FORWARD] = "^[\\s>*]*(?:" DASHES
                        "[^\\n]{0,60}%{forward.forwarded}[^\\n]{0,100}" DASHES
                        "|" DASHES "\\s*%{forward.begin})"
                        "\\s*$",
    [TRIM_RE_FORWARD_TITLE] =
        "^[\\s>*]*[\\p{L}'’ ]{0,30}%{forward.forwarded}[\\p{L}'’ "
        "]{0,30}[:：]\\**$",
    [TRIM_RE_FORWARD_SUBJECT] =
        "^\\s*(?:\\[[^\\]]*\\]\\s*)*\\[?%{forward.subject}\\s?[:：]",
    [TRIM_RE_ANSWER_SUBJECT] = "^\\s*(?:\\[[^\\]]*\\]\\s*)*%{forward.answer}"
                               "(?:\\s?[\\[(^]?\\d{1,3}[\\])]?)?\\s?[:：]",
    [TRIM_RE_CHEVRONS] = CHEVRONS,
    [TRIM_RE_SEPARATOR] = "^[\\s>*]*(?:" TAG "\\s*)*(?:" DASHES
                          "\\s*+[^@:]{0,40}%{forward.message}[^@:]{0,30}" DASHES
                          "|" DASHES "\\s*%{forward.original}\\s*" DASHES
                          "|[#*=~_<-][^@]{0,60}%{forward.above}[^@]{0,30}%{"
                          "forward.line}[^@]{0,30}"
                          "|%{forward.reply-above}\\.?)"
                          "[\\s*]*(?:</div>.*|" TAG "\\s*)?$",
    [TRIM_RE_RULE] =
        "^\\s*(?:(?:" TAG
        "\\s*)+|-{2,}|_{2,}|={3,}|[—–]+|\\*{3,}|(?:- ){3,}-?)\\s*$",
    [TRIM_RE_DEVICE] =
        "^[\\s*_>(\\[]*(?:\\x{1427}|%{device.program}(?!\\p{L})[^.,;!?]{0,60}(?"
        ":[.,]\\d[^.,;!"
        "?]*)?|%{device.sent}[^,;!?]{0,60}" DEVICE "[^,;!?.]{0,60}|"
        "[^,;!?.]{0,30}" DEVICE "[^,;!?.]{0,30}%{device.sent-last}|"
        "(?:iOS|Android)?[^,;!?.]{0,6}\\bOutlook[^,;!?.]{0,30}\\s?%{device.get-"
        "last}|%{device.get}[^,;!?.]{0,20}\\bOutlook\\b[^,;!?.]{0,40}|"
        "Yahoo Mail: [\\p{L} ,]{0,60})"
        "\\s*(?:[<(\\[]?\\s*https?://.*)?[.,;!]?(?:[\\s–—-]*(?:[\\p{L} "
        "]{0,25}\\s)?"
        "%{device.excuse}[^.!?]{0,60}[.!]?)?\\s*[)\\]]?\\s*$",
    [TRIM_RE_FOOTER] =
        "^[\\s*_]*(?:%{ending.scanned}[^@]{0,60}|[^.]{0,60}(?:%{ending."
        "environment}[^.]{0,60}%{ending.print}|%{ending.print}\\p{L}{0,8} "
        "%{ending.this-mail}[^.]{0,40}%{ending.environment})).{0,80}$",
    [TRIM_RE_SECRET] = "%{ending.secret}",
    [TRIM_RE_RECIPIENT] = "%{ending.recipient}",
    [TRIM_RE_CLOSING] = "^[\\s*_]*%{ending.closing}\\s*(?:[,.!，。]|$)",
    [TRIM_RE_CONTACT] =
        "^[^\\n]{0,60}(?:\\b%{ending.contact}\\b"
        "\\s*[.:]+|(?:\\+|\\(|\\b)(?!\\d{4}-\\d\\d-\\d\\d)\\d(?:[\\d\\s().-]){"
        "6,}\\d\\b|https?://"
        "|\\bwww\\.|" ADDRESS ")",
};

#define A_DIGIT '0'

/* An octet (A_DIGIT: or another digit) that stands in all that a pattern matches:
 * most lines lack it. */
static const char needed[TRIM_RES] = {
    [TRIM_RE_ADDRESS] = '@',      [TRIM_RE_ADDRESS_END] = '@',
    [TRIM_RE_NAME_ADDRESS] = '@', [TRIM_RE_LABELS] = '*',
    [TRIM_RE_SPOKEN] = '@',       [TRIM_RE_DATE] = A_DIGIT,
};

static bool is_lacking(char octet, const char *text, gssize size)
{
    if (octet != A_DIGIT)
        return octet && !memchr(text, octet, (size_t)size);
    for (gssize i = 0; i < size; i++)
        if (g_ascii_isdigit(text[i]) || (guchar)text[i] >= 0x80)
            return false; /* other scripts have digits of their own */
    return true;
}

static phrase phrases[TRIM_RES];

void trim_ready(void)
{
    for (int i = 0; i < TRIM_RES; i++)
        phrase_ready(&phrases[i], trim_forms[i]);
}

gssize trim_find(trim_lines *t, trim_re re, const char *text, gssize size)
{
    if (size > TRIM_LINE_MAX || t->matches >= TRIM_MATCHES_MAX)
        return -1;
    t->matches++;
    if (is_lacking(needed[re], text, size))
        return -1;
    return phrase_find(&phrases[re], trim_forms[re], text, (gsize)size);
}

bool trim_match(trim_lines *t, trim_re re, const trim_line *l)
{
    return trim_find(t, re, l->text, l->size) >= 0;
}
