/* check_desk: files, folders, secrets and names that a configuration means. */
#include "cli/check.h"

#include "base/address.h"
#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "config/section.h"
#include "config/server.h"
#include "config/site.h"
#include "desk/command.h"
#include "desk/faq_config.h"
#include "desk/learn.h"
#include "desk/mailbox_config.h"
#include "desk/notify/words.h"
#include "desk/queue_config.h"
#include "desk/source_config.h"
#include "roles/milter_config.h"
#include "roles/send_config.h"
#include "rules/set.h"
#include "scan/scan_config.h"
#include "store/age.h"
#include "store/store.h"
#include "store/store_config.h"
#include "write/layout.h"
#include "write/tag.h"
#include "write/template.h"

#include <errno.h>
#include <grp.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void check_folder(GPtrArray *problems, const char *path,
                         const char *what, const char *advice)
{
    struct stat st;

    if (stat(path, &st) != 0)
        check_add(problems, true, "%s %s: %s%s", what, path, g_strerror(errno),
                  advice);
    else if (!S_ISDIR(st.st_mode))
        check_add(problems, true, "%s %s is not a folder", what, path);
    else if (access(path, R_OK | W_OK | X_OK) != 0)
        check_add(problems, true, "%s %s: %s (we are user %ld)", what, path,
                  g_strerror(errno), (long)geteuid());
}

/* One file of templates: would it be taken? */
static void check_template(GPtrArray *problems, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) data = file_read(path, NOTIFY_TEMPLATE_MAX, &error);
    gsize size = 0;
    const char *octets = data ? g_bytes_get_data(data, &size) : NULL;
    g_autofree char *text = data ? g_strndup(octets, size) : NULL;

    if (!data) {
        check_add(problems, true, "%s", error->message);
        return;
    }
    if (size == 0 || !g_utf8_validate(octets, (gssize)size, NULL)) {
        check_add(problems, true, "template %s: not UTF-8 text", path);
        return;
    }
    g_autofree char *source = layout_source(text, &error);
    g_autoptr(GPtrArray) names = source ? template_names(source, &error) : NULL;
    if (!names)
        check_add(problems, true, "template %s: %s", path, error->message);
}

/* Folders of languages, with files. */
static void check_templates(GPtrArray *problems, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            check_templates(problems, path);
        else if (g_str_has_suffix(name, ".txt"))
            check_template(problems, path);
    }
}

static void check_folders(const config *c, GPtrArray *problems)
{
    g_autofree char *parent = g_path_get_dirname(c->site->run);
    g_autofree char *spool_folder = config_spool_folder(c);

    check_folder(problems, c->site->state, "state folder",
                 "; `postern init` makes "
                 "one");
    if (access(c->site->state, F_OK) == 0 && access(spool_folder, F_OK) == 0)
        check_folder(problems, spool_folder, "spool folder", "");
    if (access(c->site->run, F_OK) == 0)
        check_folder(problems, c->site->run, "run folder", "");
    else if (access(parent, W_OK | X_OK) != 0)
        check_add(problems, true,
                  "run folder %s is not there and cannot be made: %s",
                  c->site->run, g_strerror(errno));
    if (c->site->templates && access(c->site->templates, R_OK | X_OK) != 0)
        check_add(problems, true, "templates %s: %s", c->site->templates,
                  g_strerror(errno));
    else if (c->site->templates)
        check_templates(problems, c->site->templates);
}

static void check_key(const config *c, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    secret_key key;

    if (!secret_key_load(c->site->key_file, &key, &error))
        check_add(problems, true, "site key %s", error->message);
    secret_wipe(&key, sizeof key);
}

static void check_store(const config *c, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    store *s = store_open(c->store, &error);

    int64_t since_ms = 0;
    if (s && store_paused(s, &since_ms, NULL) && since_ms > 0)
        check_add(problems, false,
                  "store %s is from a backup: mail that it was to send waits; "
                  "see `postern queue', then say `postern resume'",
                  c->store->path);
    if (!s) /* an older one is no mistake: it is brought up to date */
        check_add(problems, err_class_of(error) != ERR_CONFIG, "store %s",
                  error->message);
    store_close(s);
}

/* We are the desk's user here, if anybody could become that. */
static void check_readable(GPtrArray *problems, const char *where,
                           const char *key, const char *path)
{
    g_autofree char *we = check_user_name(geteuid());
    g_autofree char *place =
        where ? g_strdup_printf("[%s] %s ", where, key) : g_strdup("");

    if (access(path, R_OK) == 0)
        return;
    if (errno == EACCES)
        check_add(problems, true,
                  "%s%s: the desk's user %s may not read it: chown %s %s",
                  place, path, we, we, path);
    else
        check_add(problems, true, "%s%s: %s", place, path, g_strerror(errno));
}

static void check_server(const config_server *s, const char *where,
                         GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;

    if (s->password_file) {
        if (!file_check_private(s->password_file, &error))
            check_add(problems, true, "[%s] password_file %s", where,
                      error->message);
        else
            check_readable(problems, where, "password_file", s->password_file);
    }
    if (s->ca_file)
        check_readable(problems, where, "ca_file", s->ca_file);
}

static void check_servers(const config *c, GPtrArray *problems)
{
    check_server(&c->smtp->server, "smtp", problems);
    for (guint i = 0; i < c->mailboxes->len; i++) {
        const config_mailbox *m = c->mailboxes->pdata[i];
        g_autofree char *where = g_strdup_printf("mailbox %s", m->id);

        check_server(&m->server, where, problems);
    }
}

static void check_local_part(const char *queue, const char *text,
                             GPtrArray *problems)
{
    g_autoptr(address) a = text ? address_parse(text) : NULL;

    if (a && strlen(a->local) > TAG_LOCAL_MAX)
        check_add(
            problems, true,
            "[queue %s] %s: %zu characters before the @ leave no room for "
            "reply addresses; %d is the most",
            queue, text, strlen(a->local), TAG_LOCAL_MAX);
}

static void check_queues(const config *c, GPtrArray *problems)
{
    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];

        check_local_part(q->id, q->address, problems);
    }
}

static void check_milter(const config *c, GPtrArray *problems)
{
    g_autofree char *folder = NULL;

    if (!c->milter->listen || !g_str_has_prefix(c->milter->listen, "unix:"))
        return;
    folder = g_path_get_dirname(c->milter->listen + strlen("unix:"));
    if (strcmp(folder, c->site->run) != 0 && access(folder, W_OK | X_OK) != 0)
        check_add(problems, true, "[milter] listen: folder %s: %s", folder,
                  g_strerror(errno));
    if (c->milter->group && !getgrnam(c->milter->group))
        check_add(problems, true, "[milter] group: there is no group %s",
                  c->milter->group);
}

/* Only a mail server tells with which login a message came. */
static void check_sources(const config *c, GPtrArray *problems)
{
    for (guint i = 0; i < c->sources->len && !c->milter->listen; i++) {
        const config_source *s = c->sources->pdata[i];
        if (s->sasl_logins->len > 0)
            check_add(problems, false,
                      "[source %s] sasl_login: no mail can be its, because "
                      "logins are known behind a [milter] only",
                      s->id);
    }
}

/* "FILE:LINE:COLUMN: words", without the lines below it. */
static void add_rule_problem(GPtrArray *problems, const rule_problem *p)
{
    g_autofree char *text = rule_problem_text(p);

    text[strcspn(text, "\n")] = '\0';
    check_add(problems, true, "[scan] rules: %s", text);
}

/* A ready answer that is voted for and not written is a name that operators read,
 * and can do nothing with. Each is told of once. */
static void check_answers(const config *c, const rule_set *set,
                          GPtrArray *problems)
{
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < set->rules->len; i++) {
        const rule *r = set->rules->pdata[i];
        for (guint k = 0; r->votes && k < r->votes->len; k++) {
            const rule_vote *v = r->votes->pdata[k];
            if (strcmp(v->kind, "faq") != 0 || faq_by_id(c, v->name) ||
                !g_hash_table_add(told, v->name))
                continue;
            g_autofree char *hint = config_id_hint(c->faqs, v->name);
            check_add(problems, false,
                      "%s:%d: %s votes for faq:%s, and there is no [faq %s]%s",
                      v->file, v->line, r->name, v->name, v->name, hint);
        }
    }
}

/* A command, right or wrong: not a slash and some word. */
static bool is_command(const char *line)
{
    g_autoptr(command_result) r = command_read(line, COMMAND_FOR_OPERATOR);
    const command_error *wrong =
        r->errors->len > 0 ? r->errors->pdata[0] : NULL;

    return r->calls->len > 0 || (wrong && wrong->fault->code != FAULT_UNKNOWN);
}

/* An operator who sends the text back, changed, would be obeyed. */
static void check_text(const config_faq *f, const char *language,
                       const char *text, GPtrArray *problems)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (unsigned i = 0; lines[i]; i++) {
        if (!is_command(lines[i]))
            continue;
        check_add(problems, false,
                  "[faq %s] line %u of its text%s%s begins with a command; in "
                  "an answer that is written from it, it would act: put a word "
                  "before it",
                  f->id, i + 1, *language ? " in " : "", language);
        return;
    }
}

static void check_texts(const config *c, GPtrArray *problems)
{
    for (guint i = 0; i < c->faqs->len; i++) {
        const config_faq *f = c->faqs->pdata[i];
        g_autoptr(GList) all =
            g_list_sort(g_hash_table_get_keys(f->made), (GCompareFunc)strcmp);
        for (const GList *l = all; l; l = l->next)
            check_text(f, l->data, g_hash_table_lookup(f->made, l->data),
                       problems);
    }
}

static void check_rules(const config *c, GPtrArray *problems)
{
    g_auto(GStrv) paths = config_rule_paths(c, SET_SHIPPED);
    g_autoptr(GPtrArray) found = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(rule_set) set =
        set_read((const char *const *)paths, SET_LENIENT, &found, &error);

    if (!set)
        check_add(problems, true, "[scan] rules: %s", error->message);
    for (guint i = 0; set && i < found->len; i++)
        if (((const rule_problem *)found->pdata[i])->fatal)
            add_rule_problem(problems, found->pdata[i]);
    if (set)
        check_answers(c, set, problems);
}

/* Refusing waits for the filter that learns. */
static void check_refusing(const config *c, GPtrArray *problems)
{
    g_autoptr(count_file) counts = learn_open(c, NULL);
    unsigned spam = counts ? count_trained(counts, COUNT_SPAM) : 0;
    unsigned ham = counts ? count_trained(counts, COUNT_HAM) : 0;

    if (spam >= COUNT_TRAINED_MIN && ham >= COUNT_TRAINED_MIN)
        return;
    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        if (!isinf(q->spam_reject))
            check_add(problems, false,
                      "[queue %s] spam_reject refuses nothing before %d "
                      "messages each of spam and ham are learned (now %u and "
                      "%u); until then spam is held",
                      q->id, COUNT_TRAINED_MIN, spam, ham);
    }
}

static bool knows_authserv(const config *c)
{
    if (c->site->authserv_ids->len > 0)
        return true;
    for (guint i = 0; i < c->mailboxes->len; i++)
        if (((const config_mailbox *)c->mailboxes->pdata[i])
                ->authserv_ids->len > 0)
            return true;
    return false;
}

static void advise(const config *c, GPtrArray *problems)
{
    if (!knows_authserv(c))
        check_add(problems, false,
                  "[site] authserv_id is not set: an operator's answer is "
                  "trusted by its secret reply address and From alone. To get "
                  "better: let your MTA check DKIM and DMARC, and set "
                  "authserv_id to the name at the beginning of its "
                  "Authentication-Results headers");
    if (c->site->admins->len == 0 && !c->site->alarm_command)
        check_add(problems, false,
                  "[site] neither admin nor alarm_command is set: nobody is "
                  "told when something is wrong");
}

void check_desk(const config *c, GPtrArray *problems)
{
    check_readable(problems, NULL, NULL, c->file); /* each role reads it */
    check_folders(c, problems);
    check_key(c, problems);
    if (c->store->path && access(c->site->state, X_OK) == 0)
        check_store(c, problems);
    check_servers(c, problems);
    check_queues(c, problems);
    check_milter(c, problems);
    check_sources(c, problems);
    check_rules(c, problems);
    check_texts(c, problems);
    check_refusing(c, problems);
    advise(c, problems);
}
