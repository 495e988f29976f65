/* keyword_take: words of a line with their columns, and the rule that they name. */
#include "rules/keyword_room.h"

#include <string.h>

bool keyword_take(const char *from, int column, keyword_word *w)
{
    size_t blanks = strspn(from, " \t");
    from += blanks;
    size_t n = strcspn(from, " \t");
    if (n == 0)
        return false;
    w->text = g_strndup(from, n);
    w->column = column + (int)blanks;
    size_t after = strspn(from + n, " \t");
    w->rest = from + n + after;
    w->rest_column = w->column + (int)(n + after);
    return true;
}

static bool name_is_right(const char *name)
{
    if (!g_ascii_isalpha(name[0]) && name[0] != '_')
        return false;
    for (const char *q = name; *q != '\0'; q++)
        if (!g_ascii_isalnum(*q) && *q != '_')
            return false;
    return strlen(name) <= PARSE_NAME_MAX;
}

bool keyword_take_name(parser *p, const parse_line *l, keyword_word *w)
{
    if (!keyword_take(l->value, l->column, w)) {
        parse_problem(p, true, 1, (int)strlen(l->keyword),
                      "%s needs the name of a rule", l->keyword);
        return false;
    }
    if (!name_is_right(w->text)) {
        parse_problem(p, true, w->column, (int)strlen(w->text),
                      "a rule's name has letters, digits and _, at most %d",
                      PARSE_NAME_MAX);
        g_free(w->text);
        return false;
    }
    return true;
}

rule *keyword_rule(parser *p, const char *name)
{
    rule *r = g_hash_table_lookup(p->set->by_name, name);
    if (!r) {
        r = rule_new(name);
        r->type = RULE_TYPES;
        r->number = p->set->rules->len;
        g_ptr_array_add(p->set->rules, r);
        g_hash_table_insert(p->set->by_name, r->name, r);
    }
    return r;
}
