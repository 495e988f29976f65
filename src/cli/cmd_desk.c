/* cmd_desk: the process of this desk: what it is, told and drawn. */
#include "cli/cli.h"
#include "cli/desk_check.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/draw.h"
#include "desk/faq.h"
#include "desk/guide.h"
#include "desk/role.h"
#include "desk/type_config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static int guide(cli *x, const config *c, const char *name)
{
    role_id role = role_named(name);

    if (role == ROLES) {
        g_autofree char *hint = nearest_hint(name, role_names);
        g_autofree char *all = g_strjoinv(", ", (char **)role_names);
        return cli_usage(x, "\"%s\" is no role (%s)%s", name, all, hint);
    }
    g_autofree char *text = guide_text(c, 1u << role);
    if (x->json)
        cli_json(json_pack("{s:s, s:s}", "role", role_rows[role].name, "text",
                           text));
    else
        fputs(text, stdout);
    return EX_OK;
}

static int draw(const cli *x, const config *c, const char *name)
{
    const config_type_row *type = name ? type_named(c, name) : NULL;
    g_autofree char *dot = NULL;

    if (name && !type) {
        g_autofree char *hint = config_id_hint(c->types, name);
        return cli_usage(x, "there is no type %s%s", name, hint);
    }
    dot = draw_process(c, type ? type->id : NULL);
    fputs(dot, stdout);
    return EX_OK;
}

static void rights_row(role_right right)
{
    json_t *roles = json_array();

    for (unsigned i = 0; i < ROLES; i++)
        if (role_has((role_id)i, right))
            json_array_append_new(roles, json_string(role_rows[i].name));
    cli_json(json_pack("{s:s, s:s, s:o}", "right", role_right_rows[right].name,
                       "what", role_right_rows[right].what, "roles", roles));
}

static int rights(const cli *x, bool manual)
{
    if (manual) {
        role_print_manual(stdout);
        return EX_OK;
    }
    for (unsigned r = RIGHT_TOLD; !x->json && r < RIGHTS; r++) {
        if (r == RIGHT_TOLD) {
            cli_put("", 11);
            for (unsigned i = 0; i < ROLES; i++)
                cli_put(role_rows[i].name, 11);
            putchar('\n');
        }
        cli_put(role_right_rows[r].name, 11);
        for (unsigned i = 0; i < ROLES; i++)
            cli_put(role_has((role_id)i, r) ? "yes" : "-", 11);
        putchar('\n');
    }
    for (unsigned r = RIGHT_TOLD; x->json && r < RIGHTS; r++)
        rights_row(r);
    return EX_OK;
}

static int roles(const cli *x, bool manual)
{
    for (unsigned i = 0; i < ROLES; i++) {
        const role_row *r = &role_rows[i];
        if (manual)
            printf(".It Ic %s\n%s.\n", r->name, r->what);
        else if (x->json)
            cli_json(json_pack("{s:s, s:s}", "role", r->name, "what", r->what));
        else
            cli_field(0, r->name, 11, r->what);
    }
    return EX_OK;
}

/* "en ru", "plain" for the text that names none; caller frees. */
static char *languages_of(const config_faq *f)
{
    g_autoptr(GList) all =
        g_list_sort(g_hash_table_get_keys(f->made), (GCompareFunc)strcmp);
    GString *out = g_string_new(NULL);

    for (const GList *l = all; l; l = l->next) {
        const char *language = l->data;
        g_string_append_printf(out, "%s%s", out->len ? " " : "",
                               *language ? language : "plain");
    }
    return g_string_free(out, FALSE);
}

/* Ready answers: all, or those that /faq finds by these words. */
static int answers(const cli *x, const config *c, const char *words)
{
    const faq_request any = {NULL, NULL, NULL};
    g_autoptr(GPtrArray) all = words ? faq_search(c, words, FAQ_OPERATORS, NULL)
                                     : faq_fitting(c, &any);

    for (guint i = 0; i < all->len; i++) {
        const config_faq *f = all->pdata[i];
        g_autofree char *languages = languages_of(f);
        g_autofree char *text = g_strdup_printf(
            "%s (%s; %s)", f->title, faq_offer_words[f->offer], languages);
        if (x->json)
            cli_json(json_pack("{s:s, s:s, s:s, s:s}", "name", f->id, "title",
                               f->title, "offer", faq_offer_words[f->offer],
                               "languages", languages));
        else
            cli_field(0, f->id, 20, text);
    }
    return EX_OK;
}

int cmd_desk(cli *x, int argc, char **argv)
{
    gboolean manual = FALSE;
    g_autofree char *at = NULL;
    const GOptionEntry entries[] = {{"at", 0, 0, G_OPTION_ARG_FILENAME, &at,
                                     "With check: at this time, not now",
                                     "TIME"},
                                    {"manual", 0, 0, G_OPTION_ARG_NONE, &manual,
                                     "With rights and roles: as mdoc(7)", NULL},
                                    {NULL}};
    const char *verb;
    const config *c;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "rights") == 0 && argc == 2)
        return rights(x, manual);
    if (strcmp(verb, "roles") == 0 && argc == 2)
        return roles(x, manual);
    if (strcmp(verb, "check") == 0 && argc == 2)
        return desk_check(x, at);
    if (!(strcmp(verb, "guide") == 0 && argc == 3) &&
        !(strcmp(verb, "draw") == 0 && argc <= 3) &&
        !(strcmp(verb, "answers") == 0 && argc <= 3))
        return cli_usage(x, "say check, guide ROLE, draw [TYPE], answers "
                            "[WORDS], rights, or roles");
    c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    if (strcmp(verb, "answers") == 0)
        return answers(x, c, argv[2]);
    return strcmp(verb, "guide") == 0 ? guide(x, c, argv[2])
                                      : draw(x, c, argv[2]);
}
