/* words: utterances with a marker word in each line. */
#include "adversary/words.h"

#include <string.h>

#define MARKER_HEAD    "zq"
#define MARKER_LETTERS 6  /* after the head; 16 letters each */
#define CONVERSATION   64 /* utterances of one, at most */

static const char letters[] = "bcdfghklmnprstvw";

struct words {
    GPtrArray *all; /* said* */
    unsigned first; /* id of the first */
};

static void said_free(void *data)
{
    said *s = data;

    g_free(s->author);
    g_free(s->text);
    g_free(s->marker);
    g_free(s);
}

words *words_new(void)
{
    words *w = g_new0(words, 1);

    w->all = g_ptr_array_new_with_free_func(said_free);
    return w;
}

void words_free(words *w)
{
    g_ptr_array_unref(w->all);
    g_free(w);
}

void words_forget(words *w, unsigned conversation)
{
    w->first = conversation * CONVERSATION % (1u << (4 * MARKER_LETTERS));
    g_ptr_array_set_size(w->all, 0);
}

static char *marker_of(unsigned id)
{
    char out[sizeof MARKER_HEAD + MARKER_LETTERS] = MARKER_HEAD;
    char *p = out + strlen(MARKER_HEAD);

    for (unsigned i = 0; i < MARKER_LETTERS; i++, id /= 16)
        *p++ = letters[id % 16];
    return g_strdup(out);
}

/* Lines as people write them; %s is the marker. */
static const char *const customer_lines[] = {
    "Since this morning the %s page shows an error after logging in.",
    "I have tried %s twice and nothing changes.",
    "The invoice names %s, which we never ordered.",
    "Can you please look at %s before Friday?",
    "My colleague sees the same with %s on her phone.",
    "By the way, the map puts %s into the wrong street.",
};
static const char *const note_lines[] = {
    "He has paid %s late three times, the lawyers look at it.",
    "Do not promise anything about %s before Tom agrees.",
    "I think that %s is a fraud, please ask the bank first.",
    "Her account %s was moved by hand last night.",
    "We lost the %s backup, say nothing about it outside.",
};
static const char *const reply_lines[] = {
    "Please clear the cookies of %s and try once more.",
    "We have corrected %s, the new page shows within an hour.",
    "Could you send us a screenshot of %s?",
    "I am sorry for the trouble with %s.",
    "From today %s costs nothing for you.",
};
static const char *const stranger_lines[] = {
    "Your verification code is %s, do not tell it to anybody.",
    "I am his brother and need to see %s at once.",
    "Click on %s to finish your registration.",
    "We buy %s at the best price.",
};
static const char *const machine_lines[] = {
    "I am out of the office until %s and have no access to my mail.",
    "The message %s could not be delivered to one of its recipients.",
};

typedef struct lines {
    const char *const *line;
    unsigned count;
} lines;

static const lines by_kind[] = {
    [SAID_CUSTOMER] = {customer_lines, G_N_ELEMENTS(customer_lines)},
    [SAID_NOTE] = {note_lines, G_N_ELEMENTS(note_lines)},
    [SAID_REPLY] = {reply_lines, G_N_ELEMENTS(reply_lines)},
    [SAID_STRANGER] = {stranger_lines, G_N_ELEMENTS(stranger_lines)},
    [SAID_MACHINE] = {machine_lines, G_N_ELEMENTS(machine_lines)},
};

static void add_line(GString *out, const char *form, const char *marker,
                     unsigned line)
{
    const char *hole = strstr(form, "%s");

    g_string_append_len(out, form, hole - form);
    g_string_append(out, marker);
    g_string_append_c(out, letters[line % 16]);
    g_string_append(out, hole + 2);
    g_string_append_c(out, '\n');
}

said *words_say(words *w, GRand *rand, said_kind kind, const char *author,
                unsigned room, unsigned count)
{
    said *s = g_new0(said, 1);
    GString *text = g_string_new(NULL);
    unsigned at = g_rand_int_range(rand, 0, (int)by_kind[kind].count);

    s->id = w->first + w->all->len;
    s->kind = kind;
    s->author = g_strdup(author);
    s->room = room;
    s->marker = marker_of(s->id);
    for (unsigned i = 0; i < count; i++)
        add_line(text, by_kind[kind].line[(at + i) % by_kind[kind].count],
                 s->marker, i);
    s->lines = count;
    s->answers = -1;
    s->text = g_string_free(text, FALSE);
    g_ptr_array_add(w->all, s);
    return s;
}

/* Reads a marker at p; its id, or -1. */
static int marker_at(const char *p)
{
    unsigned id = 0;

    p += strlen(MARKER_HEAD);
    for (unsigned i = 0; i < MARKER_LETTERS; i++) {
        char c = p[i] ? g_ascii_tolower(p[i]) : '-';
        const char *letter = strchr(letters, c);

        if (letter == NULL)
            return -1;
        id |= (unsigned)(letter - letters) << (4 * i);
    }
    return (int)id;
}

GPtrArray *words_in(const words *w, const char *text)
{
    GPtrArray *out = g_ptr_array_new();

    for (const char *p = text; (p = strcasestr(p, MARKER_HEAD)) != NULL;
         p += strlen(MARKER_HEAD)) {
        int id = marker_at(p);

        unsigned at = (unsigned)id - w->first;

        if (id >= 0 && at < w->all->len &&
            !g_ptr_array_find(out, w->all->pdata[at], NULL))
            g_ptr_array_add(out, w->all->pdata[at]);
    }
    return out;
}

const GPtrArray *words_all(const words *w)
{
    return w->all;
}

bool words_has(const said *s, const char *text)
{
    return strcasestr(text, s->marker) != NULL;
}

unsigned words_lines(const said *s, const char *text)
{
    size_t size = strlen(s->marker);
    unsigned all = 0;

    for (const char *p = text; (p = strcasestr(p, s->marker)) != NULL;
         p += size) {
        const char *letter =
            p[size] ? strchr(letters, g_ascii_tolower(p[size])) : NULL;
        all |= letter ? 1u << (letter - letters) : 0;
    }
    return all;
}

unsigned words_all_lines(const said *s)
{
    return (1u << s->lines) - 1;
}
