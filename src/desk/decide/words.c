/* decide_words: which words of an operator's letter are hers, and whether they may
 * leave. */
#include "desk/answer.h"
#include "desk/decide/room.h"

#define LEAKS_SHOWN 10 /* in a hold */

static command_whose whose_of(const account_line *l)
{
    if (l->origin != ACCOUNT_NEW || l->echo == ACCOUNT_ECHO_AMONG)
        return COMMAND_OTHERS;
    return l->echo == ACCOUNT_ECHO_ALONE ? COMMAND_UNSURE : COMMAND_AUTHORS;
}

/* Of each line of a text that was left, whose it is. */
static GArray *whose_lines(const account *a, const GArray *lines)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(guint8));

    for (unsigned i = 0; i < lines->len; i++) {
        guint32 line = g_array_index(lines, guint32, i);
        guint8 whose = COMMAND_AUTHORS;
        if (line != ACCOUNT_NO_LINE)
            whose =
                (guint8)whose_of(&g_array_index(a->lines, account_line, line));
        g_array_append_val(all, whose);
    }
    return all;
}

command_result *decide_read(const decide_job *j, bool inside)
{
    const letter *l = j->in->letter;
    const account *a = j->in->account;
    command_text t = {.text = l->new_text, .below = l->signature};

    if (!a)
        return command_read_text(&t, COMMAND_FOR_OPERATOR);
    g_autoptr(GArray) whose =
        whose_lines(a, inside ? a->inside_lines : a->text_lines);
    t.text = inside ? a->inside : a->text;
    t.whose = whose;
    return command_read_text(&t, COMMAND_FOR_OPERATOR);
}

char *decide_suspect_words(const command_result *r)
{
    static const char *const forms[] = {
        [COMMAND_IN_TEXT] =
            "\"%s\" looks like a command in the middle of your text",
        [COMMAND_DRESSED] = "\"%s\" looks like a command; a command is a slash "
                            "and its name, and nothing before it",
        [COMMAND_BELOW] = "\"%s\" looks like a command below your signature",
        [COMMAND_OF_OTHERS] = "\"%s\" also stands in a message of somebody "
                              "else; is it a command of yours?",
    };
    g_auto(GStrv) parts = g_strsplit(forms[r->place], "%s", 2);

    return g_strjoinv(r->suspect, parts);
}

/* ---- notes ---- */

bool decide_answers_colleague(const decide_job *j)
{
    int64_t entry = j->cap ? j->cap->entry : 0;

    for (unsigned i = 0; entry > 0 && i < j->st->entries->len; i++) {
        const store_head *h = j->st->entries->pdata[i];
        if (h->n == entry)
            return answer_is_colleagues(j->op, h->kind, h->by, h->author);
    }
    return false;
}

static json_t *leaks_json(const account *a)
{
    json_t *all = json_array();

    for (unsigned i = 0; i < a->leaks->len && i < LEAKS_SHOWN; i++) {
        const account_leak *l = a->leaks->pdata[i];
        json_array_append_new(
            all, json_pack("{s:I,s:I,s:b,s:s}", "ticket", (json_int_t)l->ticket,
                           "entry", (json_int_t)l->entry, "below",
                           l->place == ACCOUNT_BELOW_NOTE, "words", l->words));
    }
    return all;
}

const char *decide_note_words(const decide_job *j, json_t **about)
{
    const account *a = j->in->account;
    const account_leak *first = a && a->leaks->len ? a->leaks->pdata[0] : NULL;

    if (!first)
        return a && a->doubt
                   ? "it is too long to be compared with the internal "
                     "notes of this request"
                   : NULL;
    *about = json_pack("{s:o}", "leaks", leaks_json(a));
    return first->place == ACCOUNT_BELOW_NOTE
               ? "it answers a line of an internal note"
               : "it contains words of an internal note";
}

const char *decide_removed(const decide_job *j)
{
    const account *a = j->in ? j->in->account : NULL;

    return a && *a->removed ? a->removed : NULL;
}
