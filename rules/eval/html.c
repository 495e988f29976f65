/* eval_html: eval tests about the HTML of a message. */
#include "rules/eval/room.h"

#include "rules/pattern/pattern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number that the rules ask for by name; NAN if this part has none. */
static double number_of(const view_html *h, const char *name)
{
    if (strcmp(name, "length") == 0)
        return (double)h->source_length;
    if (strcmp(name, "min_size") == 0)
        return h->min_size;
    if (strcmp(name, "max_size") == 0)
        return h->max_size;
    if (strcmp(name, "image_area") == 0)
        return h->image_area;
    if (strcmp(name, "ratio") == 0)
        return h->source_length > 0 ? ((double)h->source_length - h->length) /
                                          (double)h->source_length
                                    : NAN;
    if (h->tags == 0)
        return NAN;
    if (strcmp(name, "closed_extra_ratio") == 0)
        return (double)h->closed_extra / h->tags;
    if (strcmp(name, "bad_tag_ratio") == 0)
        return h->elements > 0 ? ((double)h->tags - h->elements) / h->tags
                               : NAN;
    if (strcmp(name, "non_element_ratio") == 0)
        return h->elements_seen > 0
                   ? ((double)h->tags_seen - h->elements_seen) / h->tags_seen
                   : NAN;
    if (strcmp(name, "obfuscation_ratio") == 0)
        return h->obfuscation > 0 ? (double)h->obfuscation / h->tags : NAN;
    return NAN;
}

static double bound(GPtrArray *arguments, guint i)
{
    const char *text = eval_argument(arguments, i);
    if (text[0] == '\0' || strcmp(text, "inf") == 0)
        return INFINITY;
    return g_ascii_strtod(text, NULL);
}

static int html_range(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    double least = bound(a, 1), most = bound(a, 2);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        double value = p->html ? number_of(p->html, eval_argument(a, 0)) : NAN;
        if (!isnan(value) && value > least && value <= most)
            return 1;
    }
    return 0;
}

/* "< 384", "!= 0" against a value. */
static bool holds(double value, const char *condition)
{
    const char *op = condition + strspn(condition, " ");
    size_t n = strspn(op, "<>=!");
    double other = g_ascii_strtod(op + n, NULL);
    if (strncmp(op, "<=", 2) == 0)
        return value <= other;
    if (strncmp(op, ">=", 2) == 0)
        return value >= other;
    if (strncmp(op, "==", 2) == 0)
        return value == other;
    if (strncmp(op, "!=", 2) == 0)
        return value != other;
    return *op == '<' ? value < other : *op == '>' ? value > other : false;
}

static int html_eval(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        double value = p->html ? number_of(p->html, eval_argument(a, 0)) : NAN;
        if (!isnan(value) && holds(value, eval_argument(a, 1)))
            return 1;
    }
    return 0;
}

static int html_tag_balance(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        gpointer value;
        if (p->html &&
            g_hash_table_lookup_extended(p->html->inside, eval_argument(a, 0),
                                         NULL, &value) &&
            holds(GPOINTER_TO_INT(value), eval_argument(a, 1)))
            return 1;
    }
    return 0;
}

static int html_tag_exists(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->html &&
            g_hash_table_contains(p->html->inside, eval_argument(a, 0)))
            return 1;
    }
    return 0;
}

static bool flag_of(const view_html *h, const char *name)
{
    if (strcmp(name, "html") == 0)
        return true;
    if (strcmp(name, "embeds") == 0)
        return h->embeds;
    if (strcmp(name, "font_face_bad") == 0)
        return h->font_face_bad;
    if (strcmp(name, "font_low_contrast") == 0)
        return h->font_low_contrast;
    if (strcmp(name, "font_invalid_color") == 0)
        return h->font_invalid_color;
    return strcmp(name, "form_action_mailto") == 0 && h->form_action_mailto;
}

static int html_test(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->html && flag_of(p->html, eval_argument(a, 0)))
            return 1;
    }
    return 0;
}

static const GPtrArray *texts_of(const view_html *h, const char *name)
{
    return strcmp(name, "comment") == 0  ? h->comments
           : strcmp(name, "title") == 0  ? h->titles
           : strcmp(name, "anchor") == 0 ? h->anchors
           : strcmp(name, "script") == 0 ? h->scripts
                                         : NULL;
}

static int html_text_match(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const char *asked = eval_argument(a, 1);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        const GPtrArray *texts =
            p->html ? texts_of(p->html, eval_argument(a, 0)) : NULL;
        for (guint j = 0; texts && j < texts->len; j++) {
            const char *text = texts->pdata[j];
            if (eval_matches(v, asked, 0, (view_text){text, strlen(text)}))
                return 1;
        }
    }
    return 0;
}

static int html_image_only(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    double least = bound(a, 0), most = bound(a, 1);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->html && g_hash_table_contains(p->html->inside, "img") &&
            (double)p->html->source_length > least &&
            (double)p->html->source_length <= most)
            return 1;
    }
    return 0;
}

static int html_image_ratio(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    double least = bound(a, 0), most = bound(a, 1);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (!p->html || p->html->image_area <= 0)
            continue;
        double ratio = ((double)p->html->length - (double)p->html->spaces) /
                       p->html->image_area;
        if (ratio > least && ratio <= most)
            return 1;
    }
    return 0;
}

static int html_title_subject_ratio(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    view_text subject = view_header(v, "Subject", 0);
    if (!subject.data || subject.size == 0)
        return 0;
    double least = bound(a, 0);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        for (guint j = 0; p->html && j < p->html->titles->len; j++)
            if ((double)g_utf8_strlen(p->html->titles->pdata[j], -1) /
                    (double)subject.size >
                least)
                return 1;
    }
    return 0;
}

static int check_iframe_src(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        for (guint j = 0; p->html && j < p->html->links->len; j++)
            if (((html_link *)p->html->links->pdata[j])->tags &
                HTML_LINK_IFRAME)
                return 1;
    }
    return 0;
}

const eval_row eval_html_rows[] = {
    {"html_range", html_range, "a number about the HTML lies in a range"},
    {"html_eval", html_eval, "a number about the HTML, compared"},
    {"html_tag_balance", html_tag_balance, "tags opened and closed"},
    {"html_tag_exists", html_tag_exists, "there is such a tag"},
    {"html_test", html_test, "a fact about the HTML"},
    {"html_text_match", html_text_match, "comments, titles, anchors"},
    {"html_image_only", html_image_only, "pictures and little text"},
    {"html_image_ratio", html_image_ratio, "text for each dot of picture"},
    {"html_title_subject_ratio", html_title_subject_ratio,
     "a title far longer than the subject"},
    {"check_iframe_src", check_iframe_src, "a frame loads a link"},
    {NULL, NULL, NULL},
};
