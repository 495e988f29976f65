/* meta: compiles arithmetic over hit counts to a small stack program. */
#include "rules/meta.h"

#include "base/err.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define META_DEPTH_MAX 200 /* nested parentheses */
#define META_STACK_MAX 512 /* values at once */

typedef enum {
    OP_NUMBER,
    OP_RULE, /* index into names, later a rule number */
    OP_GLOB, /* index into globs */
    OP_NOT,
    OP_NEGATE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_POW,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_EQ,
    OP_NE,
    OP_CMP,
    OP_XOR,
    OP_AND,  /* jump to `index` if the value is false, keep it; else drop it */
    OP_OR,   /* the same for true */
    OP_ELSE, /* ?: pops; jumps to `index` if false */
    OP_JUMP
} op_code;

typedef struct op {
    op_code code;
    double number;
    int index;
} op;

struct meta {
    GArray *code;            /* op */
    GPtrArray *names;        /* char* */
    GPtrArray *globs;        /* char* */
    GArray *leaves;          /* unsigned */
    GPtrArray *glob_numbers; /* GArray of unsigned, one a glob */
};

typedef struct reader {
    const char *start, *p;
    meta *m;
    unsigned depth;
    const char *wrong; /* words, NULL while all is well */
    const char *where;
} reader;

static int read_conditional(reader *r);

static void fail(reader *r, const char *words)
{
    if (!r->wrong) {
        r->wrong = words;
        r->where = r->p;
    }
}

static int emit(reader *r, op_code code, double number, int index)
{
    op o = {code, number, index};
    g_array_append_val(r->m->code, o);
    return (int)r->m->code->len - 1;
}

static void aim(reader *r, int at)
{
    g_array_index(r->m->code, op, at).index = (int)r->m->code->len;
}

static void skip(reader *r)
{
    while (g_ascii_isspace(*r->p))
        r->p++;
}

static bool take(reader *r, const char *token)
{
    skip(r);
    size_t n = strlen(token);
    if (strncmp(r->p, token, n) != 0)
        return false;
    r->p += n;
    return true;
}

static int intern(GPtrArray *names, const char *from, size_t size)
{
    for (guint i = 0; i < names->len; i++)
        if (strncmp(names->pdata[i], from, size) == 0 &&
            ((char *)names->pdata[i])[size] == '\0')
            return (int)i;
    g_ptr_array_add(names, g_strndup(from, size));
    return (int)names->len - 1;
}

static void read_glob(reader *r)
{
    skip(r);
    const char *from = r->p;
    while (g_ascii_isalnum(*r->p) || strchr("_*?", *r->p)) {
        if (*r->p == '\0')
            break;
        r->p++;
    }
    if (r->p == from) {
        fail(r, "rules_matching() needs a name with * or ?");
        return;
    }
    emit(r, OP_GLOB, 0, intern(r->m->globs, from, (size_t)(r->p - from)));
    if (!take(r, ")"))
        fail(r, "missing )");
}

static void read_name(reader *r)
{
    const char *from = r->p;
    while (g_ascii_isalnum(*r->p) || *r->p == '_')
        r->p++;
    size_t size = (size_t)(r->p - from);
    if (size == strlen("rules_matching") &&
        strncmp(from, "rules_matching", size) == 0 && take(r, "("))
        read_glob(r);
    else if (size == strlen("local_tests_only") &&
             strncmp(from, "local_tests_only", size) == 0)
        emit(r, OP_NUMBER, 1, 0); /* nothing here asks the network */
    else
        emit(r, OP_RULE, 0, intern(r->m->names, from, size));
}

static int read_primary(reader *r)
{
    skip(r);
    if (r->wrong)
        return 0;
    if (take(r, "(")) {
        if (++r->depth > META_DEPTH_MAX) {
            fail(r, "parentheses are nested too deeply");
            return 0;
        }
        skip(r);
        if (*r->p == ')')
            emit(r, OP_NUMBER, 0, 0); /* "meta X ()": a declaration */
        else
            read_conditional(r);
        r->depth--;
        if (!take(r, ")"))
            fail(r, "missing )");
    } else if (g_ascii_isdigit(*r->p) || *r->p == '.') {
        char *end;
        double number = g_ascii_strtod(r->p, &end);
        if (end == r->p)
            fail(r, "this is not a number");
        r->p = end;
        emit(r, OP_NUMBER, number, 0);
    } else if (g_ascii_isalpha(*r->p) || *r->p == '_') {
        read_name(r);
    } else {
        fail(r, *r->p == '\0' ? "something is missing at the end"
                              : "a rule name, a number or ( is expected here");
    }
    return 0;
}

static int read_unary(reader *r)
{
    skip(r);
    if (r->p[0] == '!' && r->p[1] != '=' && r->p[1] != '~') {
        r->p++;
        if (++r->depth > META_DEPTH_MAX)
            fail(r, "nested too deeply");
        else
            read_unary(r);
        r->depth--;
        emit(r, OP_NOT, 0, 0);
    } else if (*r->p == '-' || *r->p == '+') {
        bool negative = *r->p++ == '-';
        if (++r->depth > META_DEPTH_MAX)
            fail(r, "nested too deeply");
        else
            read_unary(r);
        r->depth--;
        if (negative)
            emit(r, OP_NEGATE, 0, 0);
    } else {
        read_primary(r);
        if (!r->wrong && take(r, "**")) {
            read_unary(r);
            emit(r, OP_POW, 0, 0);
        }
    }
    return 0;
}

/* One level of operators that associate to the left; longest first. */
typedef struct level_op {
    const char *token;
    op_code code;
} level_op;

static void read_left(reader *r, const level_op *ops, int (*below)(reader *))
{
    below(r);
    for (;;) {
        const level_op *o = ops;
        while (o->token && (r->wrong || !take(r, o->token)))
            o++;
        if (!o->token)
            return;
        below(r);
        emit(r, o->code, 0, 0);
    }
}

static int read_product(reader *r)
{
    static const level_op ops[] = {
        {"*", OP_MUL}, {"/", OP_DIV}, {"%", OP_MOD}, {NULL, OP_JUMP}};
    read_left(r, ops, read_unary);
    return 0;
}

static int read_sum(reader *r)
{
    static const level_op ops[] = {
        {"+", OP_ADD}, {"-", OP_SUB}, {NULL, OP_JUMP}};
    read_left(r, ops, read_product);
    return 0;
}

static int read_order(reader *r)
{
    read_sum(r);
    for (;;) {
        op_code code;
        skip(r);
        if (r->wrong || strncmp(r->p, "<=>", 3) == 0)
            return 0;
        if (take(r, "<="))
            code = OP_LE;
        else if (take(r, ">="))
            code = OP_GE;
        else if (take(r, "<"))
            code = OP_LT;
        else if (take(r, ">"))
            code = OP_GT;
        else
            return 0;
        read_sum(r);
        emit(r, code, 0, 0);
    }
}

static int read_equal(reader *r)
{
    static const level_op ops[] = {
        {"<=>", OP_CMP}, {"==", OP_EQ}, {"!=", OP_NE}, {NULL, OP_JUMP}};
    read_left(r, ops, read_order);
    return 0;
}

static int read_xor(reader *r)
{
    static const level_op ops[] = {{"^", OP_XOR}, {NULL, OP_JUMP}};
    read_left(r, ops, read_equal);
    return 0;
}

static int read_and(reader *r)
{
    read_xor(r);
    while (!r->wrong && take(r, "&&")) {
        int jump = emit(r, OP_AND, 0, 0);
        read_xor(r);
        aim(r, jump);
    }
    return 0;
}

static int read_or(reader *r)
{
    read_and(r);
    while (!r->wrong && take(r, "||")) {
        int jump = emit(r, OP_OR, 0, 0);
        read_and(r);
        aim(r, jump);
    }
    return 0;
}

static int read_conditional(reader *r)
{
    read_or(r);
    if (!r->wrong && take(r, "?")) {
        int otherwise = emit(r, OP_ELSE, 0, 0);
        read_conditional(r);
        int done = emit(r, OP_JUMP, 0, 0);
        if (!take(r, ":"))
            fail(r, "? needs a : after it");
        aim(r, otherwise);
        read_conditional(r);
        aim(r, done);
    }
    return 0;
}

meta *meta_compile(const char *text, size_t *column, GError **error)
{
    meta *m = g_new0(meta, 1);
    m->code = g_array_new(FALSE, TRUE, sizeof(op));
    m->names = g_ptr_array_new_with_free_func(g_free);
    m->globs = g_ptr_array_new_with_free_func(g_free);
    m->leaves = g_array_new(FALSE, TRUE, sizeof(unsigned));
    m->glob_numbers =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    reader r = {text, text, m, 0, NULL, NULL};
    read_conditional(&r);
    skip(&r);
    if (!r.wrong && *r.p != '\0')
        fail(&r, *r.p == ')' ? "this ) closes nothing"
                             : "an operator is expected here");
    if (!r.wrong && m->code->len > META_STACK_MAX * 4)
        fail(&r, "the expression is too long");
    if (r.wrong) {
        if (column)
            *column = (size_t)(r.where - text);
        err_set(error, ERR_DATA, "%s", r.wrong);
        meta_free(m);
        return NULL;
    }
    return m;
}

void meta_free(meta *m)
{
    if (!m)
        return;
    g_array_unref(m->code);
    g_ptr_array_unref(m->names);
    g_ptr_array_unref(m->globs);
    g_array_unref(m->leaves);
    g_ptr_array_unref(m->glob_numbers);
    g_free(m);
}

GPtrArray *meta_names(const meta *m)
{
    return m->names;
}

const GArray *meta_leaves(const meta *m)
{
    return m->leaves;
}

void meta_bind(meta *m, meta_find find, meta_expand expand, void *context)
{
    g_array_set_size(m->leaves, 0);
    g_ptr_array_set_size(m->glob_numbers, 0);
    for (guint i = 0; i < m->globs->len; i++) {
        GArray *numbers = g_array_new(FALSE, FALSE, sizeof(unsigned));
        expand(m->globs->pdata[i], numbers, context);
        g_array_append_vals(m->leaves, numbers->data, numbers->len);
        g_ptr_array_add(m->glob_numbers, numbers);
    }
    for (guint i = 0; i < m->code->len; i++) {
        op *o = &g_array_index(m->code, op, i);
        if (o->code != OP_RULE)
            continue;
        int number = find(m->names->pdata[o->index], context);
        if (number < 0) {
            *o = (op){OP_NUMBER, 0, 0};
            continue;
        }
        o->number = number;
        unsigned leaf = (unsigned)number;
        g_array_append_val(m->leaves, leaf);
    }
}

/* What Perl's ^ sees of a number: 64 bits, negative ones by their complement.
 * C leaves undefined what a cast makes of those, and of numbers that are too
 * large. */
static uint64_t perl_bits(double v)
{
    if (isnan(v))
        return 0;
    if (v >= 0)
        return v < 0x1p64 ? (uint64_t)v : UINT64_MAX;
    return (uint64_t)(v > -0x1p63 ? (int64_t)v : INT64_MIN);
}

/* Of whole numbers, with the sign of the second. */
static double perl_modulo(double a, double b)
{
    double rest = b != 0 ? fmod(a, b) : 0;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static double binary(op_code code, double a, double b)
{
    switch (code) {
    case OP_ADD:
        return a + b;
    case OP_SUB:
        return a - b;
    case OP_MUL:
        return a * b;
    case OP_DIV:
        return b != 0 ? a / b : 0;
    case OP_MOD:
        return perl_modulo(trunc(a), trunc(b));
    case OP_POW:
        return pow(a, b);
    case OP_LT:
        return a < b;
    case OP_LE:
        return a <= b;
    case OP_GT:
        return a > b;
    case OP_GE:
        return a >= b;
    case OP_EQ:
        return a == b;
    case OP_NE:
        return a != b;
    case OP_CMP:
        return (a > b) - (a < b);
    default: /* OP_XOR */
        return (double)(perl_bits(a) ^ perl_bits(b));
    }
}

static double glob_sum(const meta *m, int index, const double *values)
{
    const GArray *numbers = m->glob_numbers->pdata[index];
    double sum = 0;
    for (guint i = 0; i < numbers->len; i++)
        sum += values[g_array_index(numbers, unsigned, i)];
    return sum;
}

double meta_value(const meta *m, const double *values)
{
    double stack[META_STACK_MAX];
    int top = -1;
    for (guint i = 0; i < m->code->len; i++) {
        const op *o = &g_array_index(m->code, op, i);
        switch (o->code) {
        case OP_NUMBER:
        case OP_RULE:
        case OP_GLOB:
            if (top + 1 >= META_STACK_MAX)
                return 0;
            stack[++top] = o->code == OP_NUMBER ? o->number
                           : o->code == OP_RULE ? values[(unsigned)o->number]
                                                : glob_sum(m, o->index, values);
            break;
        case OP_NOT:
            stack[top] = stack[top] == 0;
            break;
        case OP_NEGATE:
            stack[top] = -stack[top];
            break;
        case OP_AND:
        case OP_OR:
            if ((stack[top] != 0) == (o->code == OP_OR))
                i = (guint)o->index - 1;
            else
                top--;
            break;
        case OP_ELSE:
            if (stack[top--] == 0)
                i = (guint)o->index - 1;
            break;
        case OP_JUMP:
            i = (guint)o->index - 1;
            break;
        default:
            top--;
            stack[top] = binary(o->code, stack[top], stack[top + 1]);
        }
    }
    return top >= 0 ? stack[top] : 0;
}
