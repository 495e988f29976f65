/* config_problem: what is wrong with a configuration, and as one error. */
#include "config/room.h"

#include "base/err.h"

static void problem_free(void *data)
{
    config_problem *p = data;

    g_free(p->text);
    g_free(p);
}

void config_problem_add(GPtrArray *problems, bool fatal, int line,
                        const char *format, ...)
{
    config_problem *p = g_new0(config_problem, 1);
    va_list args;

    va_start(args, format);
    p->text = g_strdup_vprintf(format, args);
    va_end(args);
    p->fatal = fatal;
    p->line = line;
    g_ptr_array_add(problems, p);
}

/* Of one line, what is fatal first. */
static gint by_line(gconstpointer a, gconstpointer b)
{
    const config_problem *x = *(config_problem *const *)a;
    const config_problem *y = *(config_problem *const *)b;

    return x->line != y->line ? x->line - y->line : y->fatal - x->fatal;
}

bool config_problems_fatal(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        if (((const config_problem *)problems->pdata[i])->fatal)
            return true;
    return false;
}

void config_problems_to_error(const GPtrArray *problems, const char *path,
                              GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < problems->len; i++) {
        const config_problem *p = problems->pdata[i];

        if (!p->fatal)
            continue;
        if (all->len > 0)
            g_string_append_c(all, '\n');
        if (p->line > 0)
            g_string_append_printf(all, "%s:%d: %s", path, p->line, p->text);
        else
            g_string_append_printf(all, "%s: %s", path, p->text);
    }
    err_set(error, ERR_CONFIG, "%s", all->str);
}

GPtrArray *config_problems_new(void)
{
    return g_ptr_array_new_with_free_func(problem_free);
}

void config_problems_sort(GPtrArray *problems)
{
    g_ptr_array_sort(problems, by_line);
}
