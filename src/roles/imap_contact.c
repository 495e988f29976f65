/* imap_contact: a line for each mailbox: SECONDS<TAB>ACCOUNT<TAB>FOLDER. */
#include "roles/imap_contact.h"

#include "base/file.h"

#include <string.h>

static char *key_of(const char *account, const char *folder)
{
    char *key = g_strdup_printf("%s\t%s", account, folder);

    return g_strdelimit(key, "\r\n", ' ');
}

static char *read_all(const char *path)
{
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

int64_t imap_contact_first(const char *path, const char *account,
                           const char *folder)
{
    g_autofree char *text = read_all(path);
    g_autofree char *key = key_of(account, folder);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **l = lines; *l; l++) {
        const char *tab = strchr(*l, '\t');

        if (tab && strcmp(tab + 1, key) == 0)
            return g_ascii_strtoll(*l, NULL, 10);
    }
    return 0;
}

bool imap_contact_keep(const char *path, const char *account,
                       const char *folder, int64_t first_s, GError **error)
{
    if (imap_contact_first(path, account, folder) > 0)
        return true;
    g_autofree char *text = read_all(path);
    g_autofree char *key = key_of(account, folder);
    g_autofree char *all =
        g_strdup_printf("%s%" G_GINT64_FORMAT "\t%s\n", text, first_s, key);
    return file_write_durable(path, all, strlen(all), 0600, error);
}
