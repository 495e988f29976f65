/* cmd_init: makes a desk: configuration, site key, empty store, folders. */
#include "cli/cli.h"

#include "base/file.h"
#include "base/secret.h"
#include "spool/spool.h"
#include "store/store.h"
#include "store/store_config.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define SYSTEM_STATE "/var/lib/postern"
#define SYSTEM_RUN   "/run/postern"
/* Debian's Postfix runs its daemons in this folder as their root, so that they
 * see no socket elsewhere. */
#define POSTFIX_QUEUE "/var/spool/postfix"

typedef struct desk_paths {
    char *folder, *conf, *key, *state, *spool, *store, *run;
    char *milter;               /* lines of [milter] */
    const struct passwd *owner; /* NULL: whoever runs the command */
} desk_paths;

static char *milter_lines(const desk_paths *p, bool is_system)
{
    if (is_system && g_file_test(POSTFIX_QUEUE, G_FILE_TEST_IS_DIR))
        return g_strdup("listen = unix:" POSTFIX_QUEUE "/postern/milter.sock\n"
                        "group = postfix\n");
    return g_strdup_printf("listen = unix:%s/milter.sock\n"
                           "#group = postfix\n",
                           p->run);
}

/* In the system's configuration folder the desk's data goes where the system
 * keeps such; anywhere else all of it stays together. */
static void fill_paths(desk_paths *p, const char *argument)
{
    bool is_system;

    p->folder = g_canonicalize_filename(argument, NULL);
    is_system = strcmp(p->folder, POSTERN_SYSCONFDIR) == 0;
    p->conf = g_build_filename(p->folder, "postern.conf", NULL);
    p->key = g_build_filename(p->folder, "site.key", NULL);
    p->state = is_system ? g_strdup(SYSTEM_STATE)
                         : g_build_filename(p->folder, "state", NULL);
    p->run = is_system ? g_strdup(SYSTEM_RUN)
                       : g_build_filename(p->folder, "run", NULL);
    p->spool = g_build_filename(p->state, "spool", NULL);
    p->store = g_build_filename(p->state, "store.db", NULL);
    p->milter = milter_lines(p, is_system);
}

static void clear_paths(desk_paths *p)
{
    g_free(p->milter);
    g_free(p->folder);
    g_free(p->conf);
    g_free(p->key);
    g_free(p->state);
    g_free(p->spool);
    g_free(p->store);
    g_free(p->run);
}

static bool is_free(const char *path, GError **error)
{
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    err_set(error, ERR_DENIED,
            "%s exists: a desk is never overwritten; choose another folder",
            path);
    return false;
}

static bool give(const desk_paths *p, const char *path, GError **error)
{
    if (!p->owner || chown(path, p->owner->pw_uid, p->owner->pw_gid) == 0)
        return true;
    err_set_errno(error, errno, "%s: cannot give it to %s", path,
                  p->owner->pw_name);
    return false;
}

static bool make_folder(const desk_paths *p, const char *path, int mode,
                        GError **error)
{
    if (g_mkdir_with_parents(path, mode) == 0)
        return give(p, path, error);
    err_set_errno(error, errno, "%s", path);
    return false;
}

static char *configuration(const desk_paths *p)
{
    return g_strdup_printf(
        "# A desk.  Change the addresses and the smarthost, then say\n"
        "#     postern --config %s check\n"
        "# postern.conf(5) has every key; `postern config --all` prints the\n"
        "# values that hold.\n"
        "\n"
        "[site]\n"
        "name = Example Support\n"
        "key_file = %s\n"
        "state = %s\n"
        "run = %s\n"
        "# Who gets alarms:\n"
        "#admin = postmaster@example.org\n"
        "# The host of yours that checks DKIM and DMARC and says so in\n"
        "# Authentication-Results; with it operators are recognised for sure:\n"
        "#authserv_id = mx.example.org\n"
        "\n"
        "# The address that customers write to.\n"
        "[queue support]\n"
        "address = support@example.org\n"
        "#aliases = help@example.org\n"
        "#hours = Monday to Friday, 9:00 to 17:00\n"
        "#signature = Kind regards\\nExample Support\n"
        "\n"
        "# When the desk works: postern.conf(5), Calendars.\n"
        "#[calendar office]\n"
        "#zone = Europe/Oslo\n"
        "#weekdays = 09:00-17:00\n"
        "#holidays = holidays.ics\n"
        "\n"
        "# What customers say of replies, and what a lead reads once more:\n"
        "# postern.conf(5), Ratings and reviews.\n"
        "#[quality]\n"
        "#ask = monthly\n"
        "#sample = 5 %%\n"
        "\n"
        "# What it is about, as the rules say: the shipped ones vote for "
        "account,\n"
        "# billing, technical, delivery and more; `postern rules list` shows "
        "them.\n"
        "#[category billing]\n"
        "#priority = high\n"
        "#line = 2\n"
        "\n"
        "# Answers that are ready: operators put one into a reply by\n"
        "# /faq password-reset; with offer = ack it also stands in the\n"
        "# acknowledgement, where rules vote for it.  More: postern.conf(5).\n"
        "#[faq password-reset]\n"
        "#title = How do I get a new password?\n"
        "#text = Hello{{#first_name}} {{first_name}}{{/first_name}},\\n\\n"
        "open the page ...\n"
        "#checklist = Is it really the owner who asks?\n"
        "#offer = operators\n"
        "\n"
        "# Commands that the desk gives by itself; `postern robot try nobody'\n"
        "# shows what it would do.  More: postern.conf(5), Robots.\n"
        "#[robot nobody]\n"
        "#after = 4h in new\n"
        "#if = unassigned\n"
        "#do = /priority high; /note Nobody took it for four hours.\n"
        "\n"
        "# What was done in a week: managers and administrators get it on\n"
        "# Monday; `postern report weekly' shows it.  More: postern.conf(5),\n"
        "# Reports.\n"
        "[report weekly]\n"
        "title = The week\n"
        "title.ru = Отчёт за неделю\n"
        "title.nb = Ukesrapport\n"
        "period = week\n"
        "send = monday at 07:00\n"
        "to = manager, admin\n"
        "\n"
        "# Who answers.  One section each.\n"
        "[operator anna]\n"
        "name = Anna Larsen\n"
        "address = anna@example.org\n"
        "#lines = 1; 2\n"
        "\n"
        "# The server that sends our mail.  Another one than this host's own:\n"
        "# take `port` and `tls` out, set user and password_file.\n"
        "[smtp]\n"
        "host = localhost\n"
        "port = 25\n"
        "tls = none\n"
        "\n"
        "# How mail comes in: behind a Postfix or Sendmail, as its last "
        "milter\n"
        "[milter]\n"
        "%s"
        "\n"
        "# or from a mailbox (both may be used).\n"
        "#[mailbox support]\n"
        "#host = imap.example.org\n"
        "#user = support@example.org\n"
        "#password_file = %s/imap.password\n"
        "#after = move\n"
        "\n"
        "# Other systems that hear of what happens (postern-hooks(7) and its\n"
        "# examples).\n"
        "#[hook chat]\n"
        "#on = new, sla_breach\n"
        "#command = CHAT_URL=https://chat.example.org/hooks/1 hook-chat\n",
        p->conf, p->key, p->state, p->run, p->milter, p->folder);
}

static bool make_databases(const desk_paths *p, GError **error)
{
    spool *s;

    if (!store_create(&(config_store){.path = p->store}, error))
        return false;
    s = spool_open(p->spool, error);
    if (!s)
        return false;
    spool_close(s);
    return true;
}

/* All files that making the databases left in a folder. */
static bool give_files(const desk_paths *p, const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        if (!give(p, path, error))
            return false;
    }
    return true;
}

static bool make_desk(const desk_paths *p, GError **error)
{
    g_autofree char *text = configuration(p);

    return is_free(p->conf, error) && is_free(p->key, error) &&
           is_free(p->store, error) && make_folder(p, p->folder, 0755, error) &&
           make_folder(p, p->state, 0700, error) &&
           make_folder(p, p->spool, 0700, error) &&
           make_folder(p, p->run, 0755, error) &&
           secret_key_create(p->key, error) && give(p, p->key, error) &&
           make_databases(p, error) && give_files(p, p->state, error) &&
           give_files(p, p->spool, error) &&
           file_write_durable(p->conf, text, strlen(text), 0644, error);
}

/* An empty one, of a desk that is there: what it gave out before is known beside
 * it (roles/known.h). */
static int make_store(cli *x)
{
    const config *c = cli_config(x);
    GError *error = NULL;

    if (!c)
        return EX_CONFIG;
    if (!cli_become_owner(c, true, &error) || !store_create(c->store, &error))
        return cli_fail(x, error);
    printf("Made an empty store, %s.\n", c->store->path);
    return EX_OK;
}

int cmd_init(cli *x, int argc, char **argv)
{
    g_autofree char *user = NULL;
    gboolean store_only = FALSE;
    const GOptionEntry entries[] = {
        {"store", 0, 0, G_OPTION_ARG_NONE, &store_only,
         "Make only the store of a desk that lost "
         "it",
         NULL},
        {"user", 'u', 0, G_OPTION_ARG_FILENAME, &user,
         "Give key and data to this user", "NAME"},
        {NULL}};
    desk_paths p = {0};
    GError *error = NULL;
    bool ok;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (store_only)
        return argc == 1 ? make_store(x) : cli_usage(x, "takes no folder then");
    if (argc != 2)
        return cli_usage(x, "in which folder?");
    if (user && !(p.owner = getpwnam(user)))
        return cli_usage(x, "there is no user %s", user);
    fill_paths(&p, argv[1]);
    ok = make_desk(&p, &error);
    if (ok)
        printf("Wrote %s, the site key and an empty store.\n"
               "Keep a copy of %s in a safe place.\n"
               "Next: put your addresses into the file, then\n"
               "    postern --config %s check\n",
               p.conf, p.key, p.conf);
    clear_paths(&p);
    return ok ? EX_OK : cli_fail(x, error);
}
