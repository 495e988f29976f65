/* check_postfix: what Postfix on this machine makes of our socket and our mail. */
#include "cli/check.h"
#include "roles/milter_config.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX    (4u << 20) /* octets of main.cf or master.cf */
#define EXPAND_MAX  5          /* values within values */
#define GROUPS_MAX  64
#define POSTFIX     "postfix" /* the user that its daemons run as */
#define QUEUE       "/var/spool/postfix"
#define UNIX_PREFIX "unix:"

typedef struct postfix {
    GHashTable *values; /* of main.cf */
    bool chrooted;      /* an smtpd of master.cf */
    const char *path;   /* of our socket */
} postfix;

/* ---- its files ---- */

static char *read_text(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    gsize size = 0;

    if (!g_file_get_contents(path, &text, &size, NULL))
        return NULL;
    if (size > FILE_MAX)
        text[FILE_MAX] = '\0';
    return text;
}

/* Lines, those that begin with a blank joined to the one before, comments off. */
static char **logical_lines(const char *text)
{
    GString *joined = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (unsigned i = 0; lines[i]; i++) {
        char *line = lines[i];
        size_t blank = strspn(line, " \t");
        if (line[blank] == '#' || line[blank] == '\0' || line[blank] == '\r')
            continue;
        g_string_append(joined, blank > 0 ? " " : "\n");
        g_string_append(joined, g_strstrip(line));
    }
    char **all = g_strsplit(joined->str, "\n", -1);
    g_string_free(joined, TRUE);
    return all;
}

static GHashTable *read_main(const char *text)
{
    GHashTable *values =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) lines = logical_lines(text);

    for (unsigned i = 0; lines[i]; i++) {
        char *equals = strchr(lines[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        g_hash_table_replace(values, g_strdup(g_strstrip(lines[i])),
                             g_strdup(g_strstrip(equals + 1)));
    }
    return values;
}

/* "smtp inet n - y - - smtpd -o ..." */
static bool has_chroot(const char *text)
{
    g_auto(GStrv) lines = logical_lines(text);
    bool chrooted = false;

    for (unsigned i = 0; lines[i]; i++) {
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        char *save = NULL;
        for (char *w = strtok_r(lines[i], " \t", &save); w;
             w = strtok_r(NULL, " \t", &save))
            g_ptr_array_add(words, w);
        chrooted |= words->len >= 8 && strcmp(words->pdata[7], "smtpd") == 0 &&
                    strcmp(words->pdata[4], "y") == 0;
    }
    return chrooted;
}

/* "$name", "${name}", "$(name)" in a value, as far as main.cf says; caller frees.
 */
static char *expand(const postfix *p, const char *text, unsigned depth)
{
    GString *out = g_string_new(NULL);

    while (*text) {
        size_t plain = strcspn(text, "$");
        g_string_append_len(out, text, (gssize)plain);
        text += plain;
        if (*text == '\0')
            break;
        text++;
        bool open = *text == '{' || *text == '(';
        text += open;
        size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        g_autofree char *name = g_strndup(text, n);
        const char *value = g_hash_table_lookup(p->values, name);
        g_autofree char *inner = value && depth < EXPAND_MAX
                                     ? expand(p, value, depth + 1)
                                     : g_strdup("");
        g_string_append(out, inner);
        text += n;
        text += open && *text ? 1 : 0;
    }
    return g_string_free(out, FALSE);
}

/* Its value, or `standard`; caller frees. */
static char *value_of(const postfix *p, const char *name, const char *standard)
{
    const char *value = g_hash_table_lookup(p->values, name);

    return value ? expand(p, value, 0) : g_strdup(standard);
}

static bool lists(const char *value, const char *word)
{
    g_auto(GStrv) words = g_strsplit_set(value, " \t,", -1);

    return g_strv_contains((const char *const *)words, word);
}

/* ---- the socket as Postfix names it ---- */

/* Is it our socket that this milter of a list names? Postfix reads paths without
 * a leading slash from its queue folder, in a chroot all. */
static bool is_ours(const postfix *p, const char *milter, const char *queue)
{
    if (!g_str_has_prefix(milter, UNIX_PREFIX))
        return false;
    const char *path = milter + strlen(UNIX_PREFIX);
    g_autofree char *below = g_build_filename(queue, path, NULL);

    if (*path == '/' && !p->chrooted)
        return strcmp(path, p->path) == 0;
    return strcmp(below, p->path) == 0;
}

static bool names_us(const postfix *p, const char *parameter)
{
    g_autofree char *value = value_of(p, parameter, "");
    g_autofree char *queue = value_of(p, "queue_directory", QUEUE);
    g_auto(GStrv) milters = g_strsplit_set(value, " \t,{}", -1);

    for (unsigned i = 0; milters[i]; i++)
        if (is_ours(p, milters[i], queue))
            return true;
    return false;
}

static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strncmp(path, folder, n) == 0 && path[n] == '/';
}

/* What main.cf must call it; caller frees. */
static char *name_of(const postfix *p)
{
    g_autofree char *queue = value_of(p, "queue_directory", QUEUE);

    return g_strconcat(
        UNIX_PREFIX,
        is_below(p->path, queue) ? p->path + strlen(queue) + 1 : p->path, NULL);
}

static void check_chroot(const postfix *p, GPtrArray *problems)
{
    g_autofree char *queue = value_of(p, "queue_directory", QUEUE);

    if (p->chrooted && !is_below(p->path, queue))
        check_add(problems, true,
                  "[milter] listen: Postfix's smtpd runs in a chroot "
                  "(master.cf), and sees no socket outside %s: set listen = "
                  "unix:%s/postern/milter.sock, and make that folder",
                  queue, queue);
}

static void check_milters(const postfix *p, GPtrArray *problems)
{
    g_autofree char *name = name_of(p);
    g_autofree char *classes = value_of(p, "internal_mail_filter_classes", "");
    g_autofree char *action = value_of(p, "milter_default_action", "tempfail");

    if (!names_us(p, "non_smtpd_milters") || !lists(classes, "bounce"))
        check_add(problems, false,
                  "main.cf: without non_smtpd_milters = %s and "
                  "internal_mail_filter_classes = bounce Postfix's own bounces "
                  "do not come to the desk: a customer's address that does not "
                  "work is never noticed",
                  name);
    if (strcmp(action, "tempfail") != 0)
        check_add(problems, false,
                  "main.cf: milter_default_action = %s: while the desk is down "
                  "its mail %s; set tempfail",
                  action,
                  strcmp(action, "accept") == 0 ? "goes past it, unseen"
                                                : "is refused");
}

static void check_delimiter(const postfix *p, GPtrArray *problems)
{
    g_autofree char *delimiter = value_of(p, "recipient_delimiter", "");

    if (!strchr(delimiter, '+'))
        check_add(problems, true,
                  "main.cf: recipient_delimiter is %s%s%s: operators' answers "
                  "come back to addresses with a + in them. Set it: postconf "
                  "-e 'recipient_delimiter = +'",
                  *delimiter ? "\"" : "", *delimiter ? delimiter : "not set",
                  *delimiter ? "\"" : "");
}

/* ---- may it open the socket? ---- */

typedef struct person {
    uid_t uid;
    gid_t groups[GROUPS_MAX];
    int count;
} person;

static bool find_person(const char *name, person *p)
{
    const struct passwd *pw = getpwnam(name);

    if (!pw)
        return false;
    p->uid = pw->pw_uid;
    p->count = GROUPS_MAX;
    return getgrouplist(name, pw->pw_gid, p->groups, &p->count) >= 0;
}

static bool in_group(const person *p, gid_t gid)
{
    for (int i = 0; i < p->count; i++)
        if (p->groups[i] == gid)
            return true;
    return false;
}

/* Has the person this right (4, 2, 1) to what has such owner, group and mode? */
static bool may(const person *p, uid_t uid, gid_t gid, mode_t mode,
                mode_t right)
{
    if (p->uid == uid)
        return (mode & (right << 6)) != 0;
    if (in_group(p, gid))
        return (mode & (right << 3)) != 0;
    return (mode & right) != 0;
}

/* The first folder on the way that he may not enter; NULL: he gets there. */
static char *closed_folder(const person *p, const char *path)
{
    char *closed = NULL;

    for (char *folder = g_path_get_dirname(path);;) {
        struct stat st;
        if (stat(folder, &st) == 0 &&
            !may(p, st.st_uid, st.st_gid, st.st_mode, 1)) {
            g_free(closed);
            closed = g_strdup(folder);
        }
        if (strcmp(folder, "/") == 0 || strcmp(folder, ".") == 0) {
            g_free(folder);
            return closed;
        }
        char *up = g_path_get_dirname(folder);
        g_free(folder);
        folder = up;
    }
}

/* What a socket will be that the role makes: its group is the folder's where that
 * hands its group on. */
static void expected(const config *c, const char *path, struct stat *st)
{
    const struct group *g =
        c->milter->group ? getgrnam(c->milter->group) : NULL;
    g_autofree char *folder = g_path_get_dirname(path);
    struct stat parent;

    st->st_uid = geteuid();
    st->st_mode = (mode_t)c->milter->mode;
    if (g)
        st->st_gid = g->gr_gid;
    else if (stat(folder, &parent) == 0 && (parent.st_mode & S_ISGID))
        st->st_gid = parent.st_gid;
    else
        st->st_gid = getegid();
}

static void check_rights(const config *c, const char *path, const char *who,
                         GPtrArray *problems)
{
    struct stat st;
    person p;

    if (!find_person(who, &p))
        return;
    g_autofree char *closed = closed_folder(&p, path);
    if (closed) {
        check_add(problems, true,
                  "[milter] listen: Postfix cannot open the socket: its user "
                  "%s may not enter %s: chmod o+x %s, or chgrp %s %s and chmod "
                  "g+x",
                  who, closed, closed, who, closed);
        return;
    }
    if (stat(path, &st) != 0)
        expected(c, path, &st);
    if (!may(&p, st.st_uid, st.st_gid, st.st_mode, 2))
        check_add(problems, true,
                  "[milter] listen: Postfix cannot open the socket %s (mode "
                  "%03o): its user %s may not write to it: set group = %s (the "
                  "desk's user must be in that group), or mode = 666",
                  path, (unsigned)st.st_mode & 0777, who, who);
}

/* ---- all of it ---- */

void check_postfix(const config *c, const char *folder, GPtrArray *problems)
{
    g_autofree char *main_text = NULL, *master_text = NULL;
    g_autofree char *owner = NULL;

    if (!c->milter->listen ||
        !g_str_has_prefix(c->milter->listen, UNIX_PREFIX) ||
        !(main_text = read_text(folder, "main.cf")))
        return;
    g_autoptr(GHashTable) values = read_main(main_text);
    postfix p = {values, false, c->milter->listen + strlen(UNIX_PREFIX)};
    master_text = read_text(folder, "master.cf");
    p.chrooted = master_text && has_chroot(master_text);
    owner = value_of(&p, "mail_owner", POSTFIX);
    check_chroot(&p, problems);
    check_rights(c, p.path, owner, problems);
    if (names_us(&p, "smtpd_milters")) {
        check_milters(&p, problems);
        check_delimiter(&p, problems);
    } else {
        g_autofree char *name = name_of(&p);
        check_add(problems, false,
                  "main.cf: smtpd_milters does not name the desk's socket, so "
                  "no mail comes in by it: add %s, last of all",
                  name);
    }
}
