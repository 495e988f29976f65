/* relays_text: looks for words and patterns in Received fields. */
#include "rules/view/relays_room.h"

#include <string.h>

bool relay_begins(const char *s, const char *with)
{
    return g_ascii_strncasecmp(s, with, strlen(with)) == 0;
}

const char *relay_behind(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = text; *p != '\0'; p++)
        if ((*p | 0x20) == word[0] && g_ascii_strncasecmp(p, word, n) == 0 &&
            (p == text || !g_ascii_isalnum(p[-1])))
            return p + n;
    return NULL;
}

bool relay_matches(const relay_hop *h, relay_pattern *p, const char *text)
{
    size_t from, to;
    if (g_once_init_enter(&p->compiled))
        g_once_init_leave(&p->compiled, pattern_known(p->text, 0));
    return pattern_search(p->compiled, ((view_private *)h->v)->scratch, text,
                          strlen(text), 0, &from, &to) == PATTERN_YES;
}
