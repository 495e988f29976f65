/* eval_form: eval tests about how a message was put together. */
#include "rules/eval/room.h"

#include <string.h>

#define FORM_NAME_MAX 255 /* octets of a field's name */

typedef struct form_facts {
    bool no_separator, truncated, part_without_fields, part_without_separator,
        epilogue;
} form_facts;

static bool looks_like_field(const char *p, const char *end)
{
    const char *q = p;
    while (q<end && * q> ' ' && *q < 127 && *q != ':')
        q++;
    const char *after = q;
    while (after < end && (*after == ' ' || *after == '\t'))
        after++;
    return q > p && after < end && *after == ':';
}

/* The header section: does an empty line end it? */
static void look_at_head(view *v, form_facts *f)
{
    const char *end = v->full.data + v->full.size;
    eval_lines r = {v->full.data, end};
    unsigned wrong = 0;
    for (view_text line; eval_line(&r, &line);) {
        if (line.size == 1 && line.data[0] == '\n')
            return;
        if (line.data[0] == ' ' || line.data[0] == '\t')
            continue;
        if (line.size > 2 && memcmp(line.data, "--", 2) == 0)
            break;
        if (!looks_like_field(line.data, line.data + line.size) && ++wrong > 3)
            break;
    }
    f->no_separator = true;
}

/* What stands below one boundary: fields, an empty line and text, or an end. */
static void look_at_parts(const part *p, form_facts *f)
{
    const char *name =
        p->content_type ? words_param(p->content_type, "boundary") : NULL;
    if (!name || !part_is_multipart(p))
        return;
    g_autofree char *mark = g_strconcat("--", name, NULL);
    size_t n = strlen(mark);
    bool in_head = false, first = false, ended = false;
    eval_lines r = {p->raw, p->raw + p->raw_size};
    for (view_text line; eval_line(&r, &line);) {
        bool at_mark = line.size >= n && memcmp(line.data, mark, n) == 0;
        size_t rest = at_mark ? line.size - n : 0;
        bool last = at_mark && rest >= 2 && memcmp(line.data + n, "--", 2) == 0;
        bool empty = line.data[0] == '\n' || line.data[0] == '\r';
        if (at_mark && (last || g_ascii_isspace(line.data[n]) || rest == 0)) {
            ended = last;
            in_head = first = !last;
        } else if (ended) {
            for (size_t i = 0; i < line.size; i++)
                f->epilogue |=
                    !g_ascii_isspace(line.data[i]) && line.data[i] != '.';
        } else if (in_head) {
            bool field =
                looks_like_field(line.data, line.data + line.size) ||
                (!first && (line.data[0] == ' ' || line.data[0] == '\t'));
            f->part_without_fields |= first && !field;
            f->part_without_separator |= !field && !empty;
            in_head = field;
            first = false;
        }
    }
}

static void look_at_tree(const part *p, form_facts *f)
{
    look_at_parts(p, f);
    for (guint i = 0; i < p->children->len; i++)
        look_at_tree(p->children->pdata[i], f);
}

static void look_at_form(view *v, void *into)
{
    form_facts *f = into;
    look_at_head(v, f);
    look_at_tree(((view_private *)v)->tree, f);
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *field = &g_array_index(v->fields, view_field, i);
        f->truncated |= field->raw.size >= VIEW_HEADER_VALUE_MAX ||
                        field->name.size > FORM_NAME_MAX;
    }
}

static int check_msg_parse_flags(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const form_facts *f =
        eval_fact(v, "form", sizeof(form_facts), look_at_form);
    const struct {
        const char *name;
        bool value;
    } all[] = {{"missing_head_body_separator", f->no_separator},
               {"missing_mime_head_body_separator", f->part_without_separator},
               {"missing_mime_headers", f->part_without_fields},
               {"truncated_header", f->truncated},
               {"mime_epilogue_exists", f->epilogue}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i].name, eval_argument(a, 0)) == 0)
            return all[i].value;
    return 0;
}

const eval_row eval_form_rows[] = {
    {"check_msg_parse_flags", check_msg_parse_flags,
     "what is wrong with header, boundaries and parts"},
    {NULL, NULL, NULL},
};
