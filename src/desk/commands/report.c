/* commands/report: a report, of a time that is asked for. */
#include "desk/report/report.h"
#include "desk/decide/room.h"

/* "weekly", "2026-03", "weekly 2026-03". */
typedef struct asked {
    const config_report *of; /* NULL: there is none */
    report_period period;
    char *wrong; /* what is neither; NULL */
} asked;

static bool read_time(const decide_job *j, const config_report *r,
                      const char *text, report_period *p)
{
    g_autoptr(GTimeZone) zone = report_zone(j->c, r);

    return period_read(text, (period_kind)r->period, zone, j->now_ms, p);
}

/* The first that she may see anything of; else the first. */
static const config_report *usual(const decide_job *j)
{
    const GPtrArray *all = j->c->reports;

    for (guint i = 0; i < all->len; i++) {
        g_autoptr(GPtrArray) queues =
            report_queues_for(j->c, all->pdata[i], j->op);
        if (!queues || queues->len > 0)
            return all->pdata[i];
    }
    return all->len > 0 ? all->pdata[0] : NULL;
}

/* The last word may be a time, the others are its name or title. Caller frees
 * wrong. */
static asked read_asked(const decide_job *j, const char *argument)
{
    const char *blank = strrchr(argument, ' ');
    asked a = {.of = config_report_named(j->c, argument)};
    const config_report *first = usual(j);

    if (a.of || !first || !*argument) {
        a.of = a.of ? a.of : first;
        if (a.of)
            read_time(j, a.of, "last", &a.period);
        return a;
    }
    g_autofree char *name =
        g_strndup(argument, blank ? (gsize)(blank - argument) : 0);
    a.of = *name ? config_report_named(j->c, g_strchomp(name)) : first;
    if (!a.of || !read_time(j, a.of, blank ? blank + 1 : argument, &a.period))
        a.wrong = g_strdup(argument);
    return a;
}

/* Names, and times for example. */
static fault *no_such(const decide_job *j, const char *wrong)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < j->c->reports->len; i++)
        g_ptr_array_add(names, ((config_report *)j->c->reports->pdata[i])->id);
    g_ptr_array_add(names, (char *)"last");
    g_ptr_array_add(names, (char *)"2026-W12");
    g_ptr_array_add(names, (char *)"2026-03");
    g_ptr_array_add(names, NULL);
    return decide_near("report", wrong,
                       (const char *const *)(const void *)names->pdata);
}

static fault *check(decide_job *j, const command_call *call)
{
    asked a = read_asked(j, call->argument);
    g_autofree char *wrong = a.wrong;
    g_autoptr(GPtrArray) queues = NULL;

    if (wrong)
        return no_such(j, wrong);
    if (!a.of)
        return fault_new(FAULT_NO_REPORT, NULL);
    queues = report_queues_for(j->c, a.of, j->op);
    return queues && queues->len == 0 ? fault_new(FAULT_NO_REPORT, NULL) : NULL;
}

static void run(decide_job *j, const command_call *call)
{
    asked a = read_asked(j, call->argument);
    g_autofree char *name = period_name(&a.period);

    g_free(a.wrong);
    decide_tell(j, j->op, "report", 0, 0,
                json_pack("{s:s, s:s}", "report", a.of->id, "period", name));
}

const command_row command_report = {
    .name = "report",
    .also = {[COMMAND_RU] = "отчёт отчет", [COMMAND_NB] = "rapport"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .operator_ = {.right = RIGHT_REPORT,
                  .help = "send me what was done, and how fast",
                  .more = "NAME is one of the desk's reports; the time is "
                          "2026-03-14, 2026-W11,\n2026-03, 2026-Q1, 2026, last "
                          "or this, else the latest that is over.",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[NAME] [TIME]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check,
                  .run = run},
    .customer = {.help = "send me a report of this month, or of another",
                 .more = "2026-10, october, last month.\n"
                         "A contact person gets one of the whole company by\n"
                         "company before it.",
                 .type = COMMAND_WORDS,
                 .optional = true,
                 .shown = "[MONTH]",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = decide_account_report},
};
