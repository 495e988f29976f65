/* decide_words: which words of an operator's letter are hers, and whether they may
 * leave. */
#include "base/planted.h"
#include "desk/answer.h"
#include "desk/decide/room.h"

#define LEAKS_SHOWN 10 /* in a hold */

/* What stands as a quote does is a quote. What only others have written as well is
 * perhaps hers: it neither acts nor leaves before she is asked. */
static command_whose whose_of(const account_line *l, bool first)
{
    if (PLANTED(quoted_obeyed))
        return COMMAND_AUTHORS;
    if (l->origin != ACCOUNT_NEW)
        return COMMAND_OTHERS;
    if (l->echo == ACCOUNT_ECHO_AMONG)
        return first ? COMMAND_UNSURE : COMMAND_OTHERS;
    return l->echo == ACCOUNT_ECHO_ALONE ? COMMAND_UNSURE : COMMAND_AUTHORS;
}

/* Of each line of a text that was left, whose it is. */
static GArray *whose_lines(const account *a, const GArray *lines)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(guint8));
    bool first = true;

    for (unsigned i = 0; i < lines->len; i++) {
        guint32 line = g_array_index(lines, guint32, i);
        guint8 whose = COMMAND_AUTHORS;
        if (line != ACCOUNT_NO_LINE) {
            const account_line *l =
                &g_array_index(a->lines, account_line, line);
            whose = (guint8)whose_of(l, first);
            first = first && l->blank;
        }
        g_array_append_val(all, whose);
    }
    return all;
}

static command_result *read_words(const decide_job *j, bool inside,
                                  bool several)
{
    const letter *l = j->in->letter;
    const account *a = j->in->account;
    command_text t = {
        .text = l->new_text, .below = l->signature, .several = several};

    if (!a)
        return command_read_text(&t, COMMAND_FOR_OPERATOR);
    g_autoptr(GArray) whose =
        whose_lines(a, inside ? a->inside_lines : a->text_lines);
    t.text = inside ? a->inside : a->text;
    t.whose = whose;
    return command_read_text(&t, COMMAND_FOR_OPERATOR);
}

command_result *decide_read(const decide_job *j, bool inside)
{
    return read_words(j, inside, false);
}

command_result *decide_read_several(const decide_job *j)
{
    return read_words(j, false, true);
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
    int64_t entry = j->about;

    for (unsigned i = 0; entry > 0 && i < j->st->entries->len; i++) {
        const store_head *h = j->st->entries->pdata[i];
        if (h->n == entry)
            return answer_is_colleagues(j->op, h->kind, h->by, h->author);
    }
    return false;
}

const char *decide_removed(const decide_job *j)
{
    const account *a = j->in ? j->in->account : NULL;

    return a && *a->removed ? a->removed : NULL;
}

/* ---- attachments ---- */

static bool may_go(file_fate fate, bool note)
{
    if (note)
        return fate != FILE_OURS && fate != FILE_PACKED;
    return fate == FILE_GOES || fate == FILE_ASKS;
}

GPtrArray *decide_files(const decide_job *j, bool note)
{
    GPtrArray *all = decide_attachments(j->in->letter);
    const GPtrArray *files = j->in->files;

    for (unsigned i = files ? files->len : 0; i > 0; i--) {
        const facts_file *f = files->pdata[i - 1];
        if (i <= all->len && !may_go(f->fate, note))
            g_ptr_array_remove_index(all, i - 1);
    }
    return all;
}

void decide_left_out(decide_job *j, bool note)
{
    static const char *const why[] = {
        [FILE_OURS] = "it is a message of the desk itself",
        [FILE_TRIMMED] = "only quoted text shows it",
        [FILE_OF_NOTE] = "it came with an internal note",
    };
    const GPtrArray *files = j->in ? j->in->files : NULL;

    for (unsigned i = 0; files && i < files->len; i++) {
        const facts_file *f = files->pdata[i];
        const letter_attachment *a = j->in->letter->attachments->pdata[i];
        if (!may_go(f->fate, note) && f->fate != FILE_PACKED)
            decide_event(j, "left out %s: %s", a->name, why[f->fate]);
    }
}

/* The first file that she must be asked about; NULL. */
static const letter_attachment *file_that_asks(const decide_job *j,
                                               const account_leak **leak)
{
    for (unsigned i = 0; j->in->files && i < j->in->files->len; i++) {
        const facts_file *f = j->in->files->pdata[i];
        if (f->fate != FILE_ASKS)
            continue;
        *leak = f->leak;
        return j->in->letter->attachments->pdata[i];
    }
    return NULL;
}

/* ---- what holds ---- */

static json_t *leak_json(const account_leak *l, const char *file)
{
    return json_pack("{s:I,s:I,s:b,s:s,s:s*}", "ticket", (json_int_t)l->ticket,
                     "entry", (json_int_t)l->entry, "below",
                     l->place == ACCOUNT_BELOW_NOTE, "words", l->words, "file",
                     file);
}

static json_t *leaks_json(const account *a)
{
    json_t *all = json_array();

    for (unsigned i = 0; i < a->leaks->len && i < LEAKS_SHOWN; i++)
        json_array_append_new(all, leak_json(a->leaks->pdata[i], NULL));
    return all;
}

static const char *text_words(const account *a, json_t **about)
{
    const account_leak *first = a->leaks->len ? a->leaks->pdata[0] : NULL;

    if (!first)
        return a->doubt
                   ? "it is too long to be compared with the internal notes "
                     "of this request"
                   : NULL;
    *about = json_pack("{s:o}", "leaks", leaks_json(a));
    return first->place == ACCOUNT_BELOW_NOTE
               ? "it answers a line of an internal note"
               : "it contains words of an internal note";
}

char *decide_note_words(const decide_job *j, json_t **about)
{
    const account *a = j->in->account;
    const account_leak *leak = NULL;
    const letter_attachment *file = file_that_asks(j, &leak);
    const char *words = a ? text_words(a, about) : NULL;

    if (words || !file)
        return g_strdup(words);
    if (leak)
        *about = json_pack("{s:[o]}", "leaks", leak_json(leak, file->name));
    return g_strdup_printf("%s %s", file->name,
                           leak ? "contains words of an internal note"
                                : "came with an internal note, or has a secret "
                                  "address in it");
}
