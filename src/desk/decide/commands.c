/* decide_commands: what commands do to a ticket. Each row is run twice: dry, to
 * find out what is wrong before anything is done, and for good. */
#include "desk/decide/room.h"

#include <string.h>

/* NULL, or words of what is wrong (dry only); caller frees. */
typedef char *(*command_run)(decide_job *j, const command_call *call, bool dry);

static char *near(const char *wrong, const char *command,
                  const char *const *names)
{
    const char *name = command_nearest(wrong, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);

    if (name)
        return g_strdup_printf("did you mean /%s %s ?", command, name);
    return g_strdup_printf("there is no %s; choose from: %s", wrong, all);
}

static void show(decide_job *j, int64_t ticket)
{
    int64_t entry = j->st && j->st->t->id == ticket ? j->st->t->last_entry : 0;
    const snapshot_ticket *st =
        j->in ? snapshot_find(j->in->snapshot, ticket) : NULL;

    if (st)
        entry = st->t->last_entry;
    decide_tell_about(j, j->op, "show", ticket, entry);
}

static char *run_show(decide_job *j, const command_call *call, bool dry)
{
    const char *digits = call->argument + (*call->argument == '#');
    int64_t ticket =
        *digits ? g_ascii_strtoll(digits, NULL, 10) : decide_ticket(j);

    if (dry && ticket != decide_ticket(j) &&
        !(j->in && snapshot_find(j->in->snapshot, ticket)))
        return g_strdup_printf("there is no #%" G_GINT64_FORMAT, ticket);
    if (!dry)
        show(j, ticket);
    return NULL;
}

static char *run_status(decide_job *j, const command_call *call, bool dry)
{
    unsigned count;
    const status_row *rows = status_table(&count);
    g_autofree const char **names = g_new0(const char *, count + 1);

    if (!*call->argument)
        return run_show(j, call, dry);
    for (unsigned i = 0; i < count; i++) {
        names[i] = rows[i].id;
        if (g_ascii_strcasecmp(call->argument, rows[i].id) != 0 &&
            g_ascii_strcasecmp(call->argument, rows[i].title) != 0)
            continue;
        if (strcmp(rows[i].id, status_spam()) == 0)
            return decide_command_spam(j, call, dry);
        if (!dry) {
            decide_learn_forget_spam(j);
            decide_status(j, rows[i].id);
        }
        return NULL;
    }
    return near(call->argument, "status", names);
}

static char *run_close(decide_job *j, const command_call *call, bool dry)
{
    const status_row *now = status_by_id(j->state.status);

    if (!dry && (!now || now->open))
        decide_status(j, status_resolved());
    return NULL;
}

static char *run_reopen(decide_job *j, const command_call *call, bool dry)
{
    const status_row *now = status_by_id(j->state.status);

    if (!dry && now && !now->open) {
        decide_learn_forget_spam(j);
        decide_status(j, status_after_customer(now->id));
    }
    return NULL;
}

static void hold_by(decide_job *j, const config_operator *o)
{
    if (j->state.holder && strcmp(j->state.holder, o->id) == 0)
        return;
    const config_operator *before =
        j->state.holder ? config_operator_by_id(j->c, j->state.holder) : NULL;
    decide_set(j, PLAN_HOLDER, o->id);
    if (o == j->op)
        decide_event(j, "took it");
    else
        decide_event(j, "assigned it to %s", o->name);
    j->state.holder = o->id;
    if (o != j->op)
        decide_tell(j, o, "notify", -1, 0,
                    json_pack("{s:s}", "why", "assigned"));
    if (before && before != j->op) {
        g_autofree char *text = g_strdup_printf("%s has it now.", o->name);
        decide_notice(j, before, "no longer yours", text);
    }
}

static char *run_take(decide_job *j, const command_call *call, bool dry)
{
    if (!dry)
        hold_by(j, j->op);
    return NULL;
}

static char *run_assign(decide_job *j, const command_call *call, bool dry)
{
    char *wrong = NULL;
    const config_operator *o =
        decide_operator_named(j->c, call->argument, &wrong);

    if (o && !dry)
        hold_by(j, o);
    return wrong;
}

static char *run_release(decide_job *j, const command_call *call, bool dry)
{
    if (dry || !j->state.holder)
        return NULL;
    decide_set(j, PLAN_HOLDER, NULL);
    decide_event(j, "released it");
    j->state.holder = NULL;
    g_autoptr(GPtrArray) line = decide_concerned(j, j->op);
    g_autofree char *words = g_strdup_printf("%s released it.", j->op->name);
    decide_notify(j, line, "line", words, -1);
    return NULL;
}

static void watch(decide_job *j, const char *operator_id, bool on)
{
    plan_watch(j->plan, decide_ticket(j), operator_id, on);
}

/* Over to another line: nobody's there yet, and all of it is told. */
static void hand_over(decide_job *j, int line, int from, const char *status,
                      const char *why)
{
    g_autofree char *words = g_strdup_printf("%s handed it over from line %d.",
                                             j->op->name, j->state.line);

    decide_set_number(j, PLAN_LINE, line);
    decide_set_number(j, PLAN_RETURNED_FROM, from);
    decide_event(j, "line %d -> %d", j->state.line, line);
    j->state.line = line;
    j->state.returned_from = from;
    if (j->state.holder)
        decide_set(j, PLAN_HOLDER, NULL);
    j->state.holder = NULL;
    decide_status(j, status);
    if (*why) {
        store_entry *e = decide_entry(j, STORE_NOTE, STORE_BY_OPERATOR,
                                      j->op->id, j->op->name, why);
        g_clear_pointer(&e->message_id, g_free);
        plan_entry(j->plan, e);
    }
    g_autoptr(GPtrArray) all = decide_line(j, line);
    g_ptr_array_remove(all, (void *)j->op);
    decide_notify(j, all, "line", words, -1);
}

static char *run_line(decide_job *j, const command_call *call, bool dry)
{
    char *end;
    gint64 line = g_ascii_strtoll(call->argument, &end, 10);
    const config_line *row =
        line > 0 && line < 1000 ? config_line_by_number(j->c, (int)line) : NULL;

    if (!row || (*end && *end != ' ')) {
        g_autoptr(GString) all = g_string_new(NULL);
        for (unsigned i = 0; i < j->c->lines->len; i++) {
            const config_line *one = j->c->lines->pdata[i];
            g_string_append_printf(all, " /line %d", one->number);
        }
        return g_strdup_printf("there is no such line; the lines are:%s",
                               all->str);
    }
    if (row->number == j->state.line)
        return dry ? g_strdup_printf("it is on line %d already", row->number)
                   : NULL;
    if (dry)
        return NULL;
    /* Line 1 interprets what the next one finds, so she hears of it. */
    watch(j, j->op->id, true);
    hand_over(j, row->number, j->state.line, status_after_line(j->state.status),
              end + strspn(end, " "));
    return NULL;
}

static char *run_return(decide_job *j, const command_call *call, bool dry)
{
    if (j->state.returned_from == 0)
        return dry ? g_strdup("no line has handed it over; use /line N") : NULL;
    if (!dry)
        hand_over(j, j->state.returned_from, 0, "in-progress", call->argument);
    return NULL;
}

static char *run_priority(decide_job *j, const command_call *call, bool dry)
{
    const char *const *names = config_priorities;

    for (unsigned i = 0; names[i]; i++) {
        if (g_ascii_strcasecmp(call->argument, names[i]) != 0)
            continue;
        if (!dry && g_strcmp0(j->state.priority, names[i]) != 0) {
            decide_set(j, PLAN_PRIORITY, names[i]);
            decide_event(j, "priority %s -> %s", j->state.priority, names[i]);
            j->state.priority = names[i];
        }
        return NULL;
    }
    return near(call->argument, "priority", names);
}

static char *run_category(decide_job *j, const command_call *call, bool dry)
{
    GPtrArray *all = j->c->categories;
    g_autofree const char **names = g_new0(const char *, all->len + 1);

    for (unsigned i = 0; i < all->len; i++) {
        const config_category *one = all->pdata[i];
        names[i] = one->id;
        g_autofree char *title = g_utf8_casefold(one->title, -1);
        g_autofree char *wanted = g_utf8_casefold(call->argument, -1);
        if (g_ascii_strcasecmp(call->argument, one->id) != 0 &&
            strcmp(title, wanted) != 0)
            continue;
        if (!dry && g_strcmp0(j->state.category, one->id) != 0) {
            decide_set(j, PLAN_CATEGORY, one->id);
            decide_event(j, "category %s -> %s",
                         j->state.category ? j->state.category : "none",
                         one->id);
            j->state.category = one->id;
        }
        if (!dry)
            decide_learn_category(j, one->id);
        return NULL;
    }
    return near(call->argument, "category", names);
}

/* "1h 30m mended the thing": as many words as are a time; -1 if none is. */
static int time_of(const char *argument, const char **what)
{
    int found = -1;

    for (const char *p = argument; *p;) {
        p += strspn(p, " ");
        p += strcspn(p, " ");
        g_autofree char *start = g_strndup(argument, (gsize)(p - argument));
        int minutes = command_minutes(start);
        if (minutes < 0)
            continue;
        found = minutes;
        *what = p + strspn(p, " ");
    }
    return found;
}

static char *run_spend(decide_job *j, const command_call *call, bool dry)
{
    const char *what = "";
    int minutes = time_of(call->argument, &what);

    if (minutes <= 0)
        return g_strdup("how long? Write /spend 25m or /spend 1h 30m");
    if (!dry) {
        decide_set_number(j, PLAN_SPENT, minutes);
        decide_event(j, "spent %d min%s%s", minutes, *what ? ": " : "", what);
    }
    return NULL;
}

static char *run_watch(decide_job *j, const command_call *call, bool dry)
{
    if (!dry)
        watch(j, j->op->id, true);
    return NULL;
}

static char *run_unwatch(decide_job *j, const command_call *call, bool dry)
{
    if (!dry)
        watch(j, j->op->id, false);
    return NULL;
}

static char *run_list(decide_job *j, const command_call *call, bool dry)
{
    if (!dry)
        decide_tell(j, j->op, "list", 0, 0, NULL);
    return NULL;
}

static char *run_help(decide_job *j, const command_call *call, bool dry)
{
    if (!dry)
        decide_tell(j, j->op, "commands", 0, 0, NULL);
    return NULL;
}

/* Those without a row are about the text or about what is held. */
static const command_run rows[COMMAND_COUNT] = {
    [COMMAND_STATUS] = run_status,
    [COMMAND_CLOSE] = run_close,
    [COMMAND_REOPEN] = run_reopen,
    [COMMAND_TAKE] = run_take,
    [COMMAND_ASSIGN] = run_assign,
    [COMMAND_RELEASE] = run_release,
    [COMMAND_LINE] = run_line,
    [COMMAND_RETURN] = run_return,
    [COMMAND_PRIORITY] = run_priority,
    [COMMAND_CATEGORY] = run_category,
    [COMMAND_SPEND] = run_spend,
    [COMMAND_CC] = decide_command_cc,
    [COMMAND_UNCC] = decide_command_uncc,
    [COMMAND_SPAM] = decide_command_spam,
    [COMMAND_HAM] = decide_command_ham,
    [COMMAND_WATCH] = run_watch,
    [COMMAND_UNWATCH] = run_unwatch,
    [COMMAND_SHOW] = run_show,
    [COMMAND_LIST] = run_list,
    [COMMAND_HELP] = run_help,
};

static void error_free(void *data)
{
    command_error *e = data;

    g_free(e->line);
    g_free(e->words);
    g_free(e);
}

GPtrArray *decide_commands_check(decide_job *j, const GPtrArray *calls)
{
    GPtrArray *errors = g_ptr_array_new_with_free_func(error_free);

    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        command_run run = rows[call->row->id];
        char *wrong = run ? run(j, call, true) : NULL;
        if (!wrong)
            continue;
        command_error *e = g_new0(command_error, 1);
        e->line = g_strdup(call->line);
        e->words = wrong;
        g_ptr_array_add(errors, e);
    }
    return errors;
}

void decide_commands_run(decide_job *j, const GPtrArray *calls, bool people)
{
    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        command_id id = call->row->id;
        bool about_people = id == COMMAND_CC || id == COMMAND_UNCC;
        if (rows[id] && about_people == people)
            g_free(rows[id](j, call, false));
    }
}
