/* decide_do: what another system asks for, by `postern ticket do`: commands of its
 * [hook NAME]'s `may`, as an operator's, all or none, and notes. It is no person,
 * and writes to no customer. */
#include "desk/decide/room.h"
#include "desk/hook_config.h"

#include <string.h>

/* ---- what it asks for ---- */

/* One command, or a note whose text is what stands after it. */
typedef struct do_piece {
    command_result *read; /* of the line that begins it */
    const char *text;     /* of a note; NULL: it is a command */
} do_piece;

static void piece_free(void *data)
{
    do_piece *p = data;

    command_result_free(p->read);
    g_free(p);
}

static const command_call *call_of(const do_piece *p)
{
    return p->read->calls->len == 1 ? p->read->calls->pdata[0] : NULL;
}

/* The text of a note is never read: what another system passes on could look like a
 * command. */
static do_piece *read_piece(const char *line)
{
    do_piece *p = g_new0(do_piece, 1);
    size_t end = strcspn(line, " \t\n");
    g_autofree char *name = g_strndup(line, end);

    p->read = command_read(name, COMMAND_FOR_OPERATOR);
    if (call_of(p) && call_of(p)->row->traits & COMMAND_IS_NOTE) {
        p->text = line + end + strspn(line + end, " \t\n");
        return p;
    }
    command_result_free(p->read);
    p->read = command_read(line, COMMAND_FOR_OPERATOR);
    return p;
}

/* Its own commands, several at once, or a text that is no note's: the line is not
 * what one command looks like. */
static bool is_one(const do_piece *p, const char *line)
{
    return call_of(p) && !*p->read->text && !strchr(line, '\n');
}

static fault *not_allowed(const config_hook *h, const command_row *row)
{
    g_autoptr(GString) all = g_string_new(NULL);

    if (config_hook_may(h, row->name))
        return NULL;
    for (unsigned i = 0; i < h->may->len; i++)
        g_string_append_printf(all, "%s%s", i ? ", " : "",
                               (const char *)h->may->pdata[i]);
    return fault_new(FAULT_HOOK_MAY, row->name,
                     all->len > 0 ? all->str : "nothing", NULL);
}

static fault *wrong_with(decide_job *j, const config_hook *h, const do_piece *p,
                         const char *line)
{
    fault *f;

    if (!p->text && !is_one(p, line))
        return fault_new(FAULT_HOOK_FORM, NULL);
    f = not_allowed(h, call_of(p)->row);
    if (f)
        return f;
    if (p->text)
        return *p->text ? NULL : fault_new(FAULT_NO_TEXT, NULL);
    return decide_command_wrong(j, call_of(p));
}

/* Its own errors of the reader say more than that it is no command. */
static void check(decide_job *j, const config_hook *h, do_piece *p,
                  const char *line, GPtrArray *errors)
{
    command_error *e =
        p->read->errors->len > 0 ? p->read->errors->pdata[0] : NULL;
    fault *f = e ? g_steal_pointer(&e->fault) : wrong_with(j, h, p, line);

    if (f)
        command_errors_add(errors, line, f);
}

/* ---- what becomes of it ---- */

static void note(decide_job *j, const char *text)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    unsigned from;

    plan_entry(j->plan, decide_entry(j, STORE_NOTE, STORE_BY_OPERATOR,
                                     j->op->id, j->op->name, text));
    from = j->plan->steps->len;
    decide_notify(j, all, "note", NULL, -1);
    decide_about_words(j, from);
}

static void carry_out(decide_job *j, const GPtrArray *pieces)
{
    for (unsigned i = 0; i < pieces->len; i++) {
        const do_piece *p = pieces->pdata[i];
        if (p->text)
            note(j, p->text);
        else
            decide_commands_run(j, p->read->calls,
                                DECIDE_BEFORE_TEXT | DECIDE_AFTER_TEXT);
    }
}

plan *decide_do(const config *c, const snapshot_ticket *t, const config_hook *h,
                const char *const *lines, int64_t now_ms, GPtrArray *errors)
{
    const decide_hand hand = {STORE_ACTOR_HOOK, h->id};
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(piece_free);
    decide_job *j = decide_job_new(c, t, now_ms);

    j->hand = &hand;
    j->op = h->as;
    j->seen = t->t->last_entry;
    for (; *lines; lines++) {
        do_piece *p = read_piece(*lines);
        g_ptr_array_add(pieces, p);
        check(j, h, p, *lines, errors);
    }
    if (errors->len == 0)
        carry_out(j, pieces);
    plan *p = decide_job_end(j);
    if (errors->len > 0)
        g_clear_pointer(&p, plan_free);
    return p;
}
