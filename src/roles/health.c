/* health: what is wrong with the roles of a desk. */
#include "roles/health.h"

#include "config/site.h"
#include "desk/mailbox_config.h"
#include "roles/beat.h"
#include "roles/milter_config.h"
#include "roles/role.h"

#include <string.h>
#include <sys/stat.h>

void health_problem_free(health_problem *p)
{
    if (!p)
        return;
    g_free(p->cause);
    g_free(p->text);
    g_free(p);
}

static health_problem *add(GPtrArray *all, const char *title, char *text)
{
    health_problem *p = g_new0(health_problem, 1);

    p->cause = g_strdup_printf("role %s", title);
    p->text = text;
    g_ptr_array_add(all, p);
    return p;
}

/* ---- which roles ---- */

GPtrArray *health_wanted(const config *c)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (const role *const *r = role_all(); *r; r++) {
        bool each = strcmp((*r)->name, "imap") == 0;

        if (!(*r)->wanted(c))
            continue;
        for (guint i = 0; each && i < c->mailboxes->len; i++) {
            const config_mailbox *m = c->mailboxes->pdata[i];
            g_ptr_array_add(all, role_title((*r)->name, m->id));
        }
        if (!each)
            g_ptr_array_add(all, role_title((*r)->name, NULL));
    }
    return all;
}

/* ---- one role ---- */

static void look_at_beat(const config *c, const char *title, GPtrArray *all)
{
    g_autoptr(beat_state) b = beat_look(c, title);

    if (b->how == BEAT_DEAD)
        add(all, title,
            g_strdup_printf("the role %s does not run; its log lines say why, "
                            "`postern run' starts it",
                            title));
    else if (b->how == BEAT_HANGS)
        add(all, title,
            g_strdup_printf("the role %s (process %ld) hangs: it should have "
                            "given a sign of life %d s ago; if it stays so: "
                            "kill -9 %ld",
                            title, (long)b->pid, (int)(b->late_ms / 1000),
                            (long)b->pid));
    for (guint i = 0; i < b->lasting->len; i++)
        add(all, title,
            g_strdup_printf("%s: %s", title, (char *)b->lasting->pdata[i]))
            ->own = true;
    for (guint i = 0; i < b->passing->len; i++) {
        health_problem *p =
            add(all, title,
                g_strdup_printf("%s: %s", title, (char *)b->passing->pdata[i]));
        p->own = p->mild = true;
    }
}

/* ---- sockets ---- */

static bool is_socket(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* A role that lives where nobody reaches it; it listens anew by itself. */
static void look_at_socket(const config *c, const char *title, const char *path,
                           GPtrArray *all)
{
    g_autoptr(beat_state) b = beat_look(c, title);

    if (b->how != BEAT_ALIVE || is_socket(path))
        return;
    add(all, title,
        g_strdup_printf("the role %s is deaf: somebody took its socket %s away",
                        title, path));
}

static const char *milter_path(const config *c)
{
    const char *listen = c->milter->listen ? c->milter->listen : "";
    const char *colon = strchr(listen, ':');

    return g_str_has_prefix(listen, "unix:") ||
                   g_str_has_prefix(listen, "local:")
               ? colon + 1
               : NULL;
}

GPtrArray *health_look(const config *c)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)health_problem_free);
    g_autoptr(GPtrArray) titles = health_wanted(c);
    g_autofree char *scan = config_scan_socket(c);
    const char *milter = milter_path(c);

    for (guint i = 0; i < titles->len; i++)
        look_at_beat(c, titles->pdata[i], all);
    look_at_socket(c, "scan", scan, all);
    if (milter)
        look_at_socket(c, "milter", milter, all);
    return all;
}
