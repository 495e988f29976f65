/* htmlmark: what class, id and style of an HTML element say about its text. */
#include "mail/htmlmark.h"

#include <glib.h>
#include <string.h>

#define HTMLMARK_STYLE_MAX 4096 /* octets of a style that are looked at */

/* The value of a CSS property in `tight` (lower case, no blanks), or NULL. */
static const char *property(const char *tight, const char *name)
{
    size_t n = strlen(name);
    const char *p = tight;

    while ((p = strstr(p, name))) {
        if ((p == tight || p[-1] == ';' || p[-1] == '{') && p[n] == ':')
            return p + n + 1;
        p += n;
    }
    return NULL;
}

static char *tighten(const char *style)
{
    GString *out = g_string_new(NULL);

    for (const char *p = style; *p && out->len < HTMLMARK_STYLE_MAX; p++) {
        if (!g_ascii_isspace(*p))
            g_string_append_c(out, g_ascii_tolower(*p));
    }
    return g_string_free(out, FALSE);
}

/* "0", "0px", "0.0em", but neither "0.5" nor "10" */
static bool is_zero(const char *v)
{
    bool any = false;

    for (; *v == '0' || *v == '.'; v++)
        any |= *v == '0';
    return any && !g_ascii_isdigit(*v);
}

bool htmlmark_is_hidden(const char *style)
{
    g_autofree char *tight = tighten(style);
    const char *v;

    v = property(tight, "display");
    if (v && g_str_has_prefix(v, "none"))
        return true;
    v = property(tight, "visibility");
    if (v && g_str_has_prefix(v, "hidden"))
        return true;
    v = property(tight, "font-size");
    if (v && is_zero(v))
        return true;
    v = property(tight, "opacity");
    if (v && is_zero(v))
        return true;
    v = property(tight, "mso-hide");
    if (v && g_str_has_prefix(v, "all"))
        return true;
    v = property(tight, "max-height");
    if (v && is_zero(v) && property(tight, "overflow"))
        return true;
    return false;
}

static bool has_word(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = list; (p = strstr(p, word)); p += n) {
        if ((p == list || g_ascii_isspace(p[-1])) &&
            (!p[n] || g_ascii_isspace(p[n])))
            return true;
    }
    return false;
}

bool htmlmark_is_history(const char *name, const char *class, const char *id,
                         const char *style)
{
    static const char *const classes[] = {"gmail_quote",
                                          "gmail_attr",
                                          "moz-cite-prefix",
                                          "yahoo_quoted",
                                          "OutlookMessageHeader",
                                          "protonmail_quote",
                                          "zmail_extra",
                                          "tutanota_quote",
                                          "WordSection1_quote",
                                          "freshdesk_quote",
                                          NULL};
    static const char *const ids[] = {
        "divRplyFwdMsg",        "appendonsend",
        "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container",
        "stopSpelling",         "replySplit",
        "isReplyContent",       NULL};

    for (size_t i = 0; class && classes[i]; i++) {
        if (has_word(class, classes[i]))
            return true;
    }
    for (size_t i = 0; id && ids[i]; i++) {
        if (strstr(id, ids[i]))
            return true;
    }
    if (style && strcmp(name, "div") == 0) {
        g_autofree char *tight = tighten(style);

        /* the line above From/Sent/To that Word draws */
        if (strstr(tight, "border:none;border-top:solid#b5c4df1.0pt") ||
            strstr(tight, "border:none;border-top:solid#e1e1e11.0pt"))
            return true;
    }
    return false;
}

bool htmlmark_is_tight(const char *name, const char *style, const char *class)
{
    g_autofree char *tight = NULL;
    const char *v;

    if (strcmp(name, "p") != 0)
        return false;
    if (class &&
        (has_word(class, "MsoNormal") || has_word(class, "MsoPlainText")))
        return true;
    if (!style)
        return false;
    tight = tighten(style);
    v = property(tight, "margin");
    if (v && is_zero(v))
        return true;
    v = property(tight, "margin-bottom");
    return v && is_zero(v);
}
