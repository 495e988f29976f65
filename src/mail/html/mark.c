/* htmlmark: what class, id and style of an HTML element say about its text. */
#include "mail/html/mark.h"

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

/* "0", "1px", "1": neither "10px" nor "1em" */
static bool is_tiny(const char *v)
{
    return is_zero(v) || (*v == '1' && !g_ascii_isdigit(v[1]) && v[1] != '.' &&
                          v[1] != '%' && v[1] != 'e' && v[1] != 'r');
}

bool htmlmark_is_pixel(const char *style)
{
    g_autofree char *tight = tighten(style);
    const char *width = property(tight, "width");
    const char *height = property(tight, "height");

    return (width && is_tiny(width)) || (height && is_tiny(height));
}

/* Clients put "x_" before the names of a message that they pack into another,
 * and Yahoo "ydp" and a number. */
static bool is_prefix(const char *from, const char *to)
{
    if (to - from > 3 && strncmp(from, "ydp", 3) == 0)
        return true;
    while (to - from >= 2 && strncmp(from, "x_", 2) == 0)
        from += 2;
    return from == to;
}

static bool has_word(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = list; (p = strstr(p, word)); p += n) {
        const char *start = p;

        while (start > list && !g_ascii_isspace(start[-1]))
            start--;
        if (is_prefix(start, p) && (!p[n] || g_ascii_isspace(p[n])))
            return true;
    }
    return false;
}

static bool has_any(const char *list, const char *const *words)
{
    for (; list && *words; words++) {
        if (has_word(list, *words))
            return true;
    }
    return false;
}

bool htmlmark_is_legacy(const char *class)
{
    return class && has_word(class, "header-protection-legacy-display");
}

/* The line above From, Sent, To that Word draws, whatever its colour. */
static bool is_ruled(const char *style)
{
    g_autofree char *tight = tighten(style);
    const char *top = property(tight, "border-top");
    const char *padding = property(tight, "padding");

    return top && (g_str_has_prefix(top, "solid#b5c4df") ||
                   g_str_has_prefix(top, "solid#e1e1e1") ||
                   (padding &&
                    (g_str_has_prefix(padding, "3pt0") ||
                     g_str_has_prefix(padding, "3.0pt0")) &&
                    strstr(top, "solid")));
}

bool htmlmark_is_history(const htmlmark *m)
{
    static const char *const classes[] = {"gmail_quote",
                                          "gmail_quote_container",
                                          "gmail_attr",
                                          "moz-cite-prefix",
                                          "yahoo_quoted",
                                          "OutlookMessageHeader",
                                          "protonmail_quote",
                                          "zmail_extra",
                                          "tutanota_quote",
                                          "WordSection1_quote",
                                          "freshdesk_quote",
                                          "mailru-blockquote",
                                          "front-blockquote",
                                          "spark_quote",
                                          "airmail_on",
                                          "missive_quote",
                                          "ntes-mailmaster-quote",
                                          "ms-outlook-mobile-reference-message",
                                          NULL};
    static const char *const ids[] = {"divRplyFwdMsg",
                                      "appendonsend",
                                      "OLK_SRC_BODY_SECTION",
                                      "mail-editor-reference-message-container",
                                      "stopSpelling",
                                      "replySplit",
                                      "isReplyContent",
                                      "reply-intro",
                                      "ms-outlook-mobile-body-separator-line",
                                      "zwchr",
                                      "mailContentContainer",
                                      "mail-app-auto-quote",
                                      "ntes-pcmail-quote",
                                      NULL};
    static const char *const labels[] = {"messageReplySection", "__HEADERS__",
                                         "__DIVIDER__", "__QUOTED_TEXT__",
                                         NULL};

    if (has_any(m->class, classes) || has_any(m->id, ids) ||
        has_any(m->label, labels) || (m->id && strstr(m->id, "yahoo_quoted")))
        return true;
    if (strcmp(m->element, "div") != 0)
        return false;
    return (m->label && strcmp(m->label, "quote") == 0) ||
           (m->style && is_ruled(m->style));
}

bool htmlmark_is_indent(const htmlmark *m)
{
    g_autofree char *tight = m->style ? tighten(m->style) : NULL;
    const char *border = tight ? property(tight, "border") : NULL;

    return border && g_str_has_prefix(border, "none") && !m->class && !m->id &&
           !property(tight, "border-left") && property(tight, "margin");
}

bool htmlmark_is_signature(const htmlmark *m)
{
    static const char *const names[] = {"gmail_signature",
                                        "moz-signature",
                                        "protonmail_signature_block",
                                        "k9mail-signature",
                                        "bloop_sign",
                                        "front-signature",
                                        "ms-outlook-mobile-signature",
                                        "AppleMailSignature",
                                        "composer_signature",
                                        "Signature",
                                        "signature",
                                        "_rc_sig",
                                        "ntes-pcmac-signature",
                                        "messageSignatureSection",
                                        "__SIG_PRE__",
                                        "__SIG_POST__",
                                        NULL};

    return has_any(m->class, names) || has_any(m->id, names) ||
           has_any(m->label, names);
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
