/* command: what is asked of the rows of commands, and printed from them. */
#include "desk/command.h"

#include "desk/say.h"
#include "desk/speech.h"
#include "desk/status.h"

#include <string.h>

#define HELP_COLUMN 19 /* characters before what a command does */

/* ---- who and what ---- */

const command_use *command_use_of(const command_row *row, command_right right)
{
    const command_use *use =
        right == COMMAND_FOR_CUSTOMER ? &row->customer : &row->operator_;
    return use->help ? use : NULL;
}

bool command_any(const GPtrArray *calls, unsigned traits)
{
    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        if (call->row->traits & traits)
            return true;
    }
    return false;
}

/* ---- errors ---- */

static void error_free(void *data)
{
    command_error *e = data;

    fault_free(e->fault);
    g_free(e->line);
    g_free(e);
}

GPtrArray *command_errors_new(void)
{
    return g_ptr_array_new_with_free_func(error_free);
}

void command_errors_add(GPtrArray *errors, const char *line, fault *f)
{
    command_error *e = g_new0(command_error, 1);

    e->line = g_strdup(line);
    e->fault = f;
    g_ptr_array_add(errors, e);
}

/* ---- what stands after a name ---- */

char *command_without(const char *argument, const char *last, bool *was)
{
    g_autofree char *text = g_strstrip(g_strdup(argument));
    size_t n = strlen(text), size = strlen(last);
    bool has = n >= size && g_ascii_strcasecmp(text + n - size, last) == 0 &&
               (n == size || g_ascii_isspace(text[n - size - 1]));

    if (has)
        text[n - size] = '\0';
    if (was)
        *was = has;
    return g_strdup(g_strstrip(text));
}

int64_t command_ticket(const char *argument)
{
    return g_ascii_strtoll(argument + (*argument == '#'), NULL, 10);
}

static bool is_ticket(const char *text)
{
    const char *digits = text + (*text == '#');
    return *digits && strlen(digits) <= 10 &&
           strspn(digits, "0123456789") == strlen(digits);
}

/* "#1042", "full", "#1042 full" */
static bool is_shown(const char *text)
{
    g_autofree char *number = command_without(text, "full", NULL);
    return !*number || is_ticket(number);
}

static bool is_joined(const char *text)
{
    g_autofree char *number = command_without(text, "all", NULL);
    return is_ticket(number);
}

static bool is_numbers(const char *text)
{
    return command_numbers(text, NULL);
}

static bool is_on_off(const char *text)
{
    return speech_is_on(text) || speech_is_off(text);
}

static bool is_language(const char *text)
{
    return speech_named(text) || speech_is_auto(text);
}

static bool is_wish(const char *text)
{
    return strchr(text, '=') != NULL;
}

/* The ids, for the manual. */
static void print_statuses(FILE *out)
{
    unsigned count;
    const status_row *const *all = status_shipped(&count);

    fputs("As long as the configuration has no others, NAME is one of\n", out);
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "%s%s\n", all[i]->id, i + 1 < count ? "," : ".");
}

typedef struct type_row {
    const char *example;
    bool (*fits)(const char *text); /* NULL: the row of the command knows */
    fault_code wrong;               /* its words name the command */
    void (*print)(FILE *out);       /* what there is, for the manual; NULL */
} type_row;

static const type_row types[COMMAND_TYPES] = {
    [COMMAND_NOTHING] = {""},
    [COMMAND_WORDS] = {"as we said"},
    [COMMAND_TICKET] = {"#1042", is_ticket, FAULT_WHICH_TICKET},
    [COMMAND_SHOWN] = {"#1042 full", is_shown, FAULT_WHICH_TICKET},
    [COMMAND_JOINED] = {"#1042 all", is_joined, FAULT_WHICH_TICKET},
    [COMMAND_HELD] = {"17, #18;19", is_numbers, FAULT_HELD_NUMBERS},
    [COMMAND_ON_OFF] = {"on", is_on_off, FAULT_ON_OFF},
    [COMMAND_LANGUAGE] = {"nb", is_language, FAULT_LANGUAGE},
    [COMMAND_STATUS] = {.example = "NAME", .print = print_statuses},
    [COMMAND_PRIORITY] = {"high"},
    [COMMAND_CATEGORY] = {"account"},
    [COMMAND_OPERATOR] = {"anna"},
    [COMMAND_LINE] = {"2 it is the database"},
    [COMMAND_TIME] = {"1h 30m by telephone"},
    [COMMAND_ADDRESSES] = {"kari@example.com"},
    [COMMAND_KIND] = {"incident"},
    [COMMAND_COMPLEXITY] = {"high"},
    [COMMAND_DATE] = {"2026-12-24 15:00"},
    [COMMAND_WORK] = {"1h 30m"},
    [COMMAND_FIELD] = {"order=A-17"},
    [COMMAND_WISH] = {"hours=20", is_wish, FAULT_FIELD_FORM},
    [COMMAND_FILTER] = {"type:incident line:2 overdue"},
};

const char *command_type_example(command_type type)
{
    return types[type].example;
}

static const char *shown(const command_use *use)
{
    return use->shown ? use->shown : "";
}

fault *command_argument_wrong(const command_row *row, const char *argument,
                              command_right right)
{
    const command_use *use = command_use_of(row, right);
    const type_row *type = &types[use->type];

    if (use->type == COMMAND_NOTHING)
        return *argument ? fault_new(FAULT_ALONE, row->name, NULL) : NULL;
    if (!*argument)
        return use->optional
                   ? NULL
                   : fault_new(FAULT_NEEDS_MORE, row->name, shown(use), NULL);
    return type->fits && !type->fits(argument)
               ? fault_new(type->wrong, row->name, NULL)
               : NULL;
}

/* ---- several requests ---- */

bool command_is_for_several(const command_row *row)
{
    const unsigned never = COMMAND_IS_NOTE | COMMAND_IS_REPLY |
                           COMMAND_INSERTS | COMMAND_ASKS_BOARD | COMMAND_ENDS;
    const unsigned may = COMMAND_FOR_ROBOTS | COMMAND_FOR_SEVERAL;

    return row->operator_.run && (row->traits & may) && !(row->traits & never);
}

/* "#1042", "#1042,"; 0: none. */
static int64_t number_in(const char *word, bool bare)
{
    const char *digits = word + (*word == '#');
    size_t size = strspn(digits, "0123456789");

    if ((*word != '#' && !bare) || size == 0 || size > 10 ||
        digits[size + strspn(digits + size, ",;.")])
        return 0;
    return g_ascii_strtoll(digits, NULL, 10);
}

char *command_off_numbers(const char *argument, bool bare, GArray *numbers)
{
    g_auto(GStrv) words = g_strsplit(argument, " ", -1);
    g_autoptr(GString) rest = g_string_new(NULL);
    guint before = numbers->len;
    bool ended = false;

    for (char **word = words; *word; word++) {
        int64_t number = ended ? 0 : number_in(*word, bare);
        if (!**word)
            continue;
        if (number > 0) {
            g_array_append_val(numbers, number);
            continue;
        }
        ended = numbers->len > before;
        g_string_append_printf(rest, "%s%s", rest->len > 0 ? " " : "", *word);
    }
    return g_string_free(g_steal_pointer(&rest), FALSE);
}

/* ---- help ---- */

bool command_is_for(const command_use *use, unsigned roles)
{
    return (role_having(use->right) & roles) != 0 ||
           (use->alone != RIGHT_UNSET && (role_having(use->alone) & roles));
}

/* The name that people of that language have for it, else the English one. */
static const char *name_in(const command_row *row, const char *language,
                           char **own)
{
    command_language l = g_strcmp0(language, "ru") == 0   ? COMMAND_RU
                         : g_strcmp0(language, "nb") == 0 ? COMMAND_NB
                                                          : COMMAND_EN;
    const char *names = row->also[l];

    *own = l != COMMAND_EN && names ? g_strndup(names, strcspn(names, " "))
                                    : g_strdup(row->name);
    return *own;
}

char *command_usage(const command_row *row, const command_use *use,
                    const char *language)
{
    g_autofree char *name = NULL;
    const char *more = shown(use);

    return g_strdup_printf("/%s%s%s", name_in(row, language, &name),
                           *more ? " " : "", say_in(language, more));
}

static void add_help(GString *out, const command_row *row,
                     const command_use *use, const char *language)
{
    g_autofree char *usage = command_usage(row, use, language);

    g_string_append(out, usage);
    for (glong n = g_utf8_strlen(usage, -1); n < HELP_COLUMN; n++)
        g_string_append_c(out, ' ');
    g_string_append_printf(out, "  %s\n", say_in(language, use->help));
}

char *command_help_in(command_right right, unsigned roles, const char *language)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; command_rows[i]; i++) {
        const command_use *use = command_use_of(command_rows[i], right);
        if (use &&
            (right == COMMAND_FOR_CUSTOMER || command_is_for(use, roles)))
            add_help(out, command_rows[i], use, language);
    }
    return g_string_free(out, FALSE);
}

char *command_help(command_right right)
{
    return command_help_in(right, ~0u, NULL);
}

void command_print_names(command_right right, FILE *out)
{
    for (unsigned i = 0; command_rows[i]; i++) {
        const command_row *row = command_rows[i];
        if (!command_use_of(row, right))
            continue;
        fprintf(out, "/%s\n", row->name);
        for (unsigned k = 0; k < COMMAND_LANGUAGES; k++) {
            g_auto(GStrv) names =
                g_strsplit(row->also[k] ? row->also[k] : "", " ", -1);
            for (unsigned n = 0; names[n]; n++)
                fprintf(out, "/%s\n", names[n]);
        }
    }
}

/* ---- the manual ---- */

static const char *const chapters[COMMAND_CHAPTERS] = {
    [COMMAND_ABOUT_ANSWER] = "The reply itself",
    [COMMAND_ABOUT_TICKET] = "The request",
    [COMMAND_ABOUT_PEOPLE] = "People",
    [COMMAND_ASKS] = "Asking",
};

const char *command_chapter_name(command_chapter chapter)
{
    return chapters[chapter];
}

static const char *const languages[COMMAND_LANGUAGES] = {
    [COMMAND_EN] = "English",
    [COMMAND_RU] = "Russian",
    [COMMAND_NB] = "Norwegian",
};

/* A sentence of mdoc: a capital, and a full stop. */
static void print_sentence(const char *words, FILE *out)
{
    fprintf(out, "%c%s.\n", g_ascii_toupper(words[0]), words + 1);
}

static void print_also(const command_row *row, FILE *out)
{
    for (unsigned k = 0; k < COMMAND_LANGUAGES; k++) {
        g_auto(GStrv) names =
            g_strsplit(row->also[k] ? row->also[k] : "", " ", -1);
        if (!names[0])
            continue;
        fprintf(out, "%s:\n", languages[k]);
        for (unsigned n = 0; names[n]; n++)
            fprintf(out, ".Ic /%s%s\n", names[n], names[n + 1] ? " ," : " .");
    }
}

/* "N [why]" */
static void print_arguments(const char *words, FILE *out)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);

    for (unsigned i = 0; all[i]; i++) {
        bool optional = *all[i] == '[';
        g_autofree char *word =
            g_strndup(all[i] + optional, strcspn(all[i] + optional, "]"));
        fprintf(out, "%s Ar %s", optional ? " Op" : "", word);
    }
    fputc('\n', out);
}

static void print_row(const command_row *row, const command_use *use, FILE *out)
{
    fprintf(out, ".It Ic /%s", row->name);
    print_arguments(shown(use), out);
    print_sentence(use->help, out);
    if (types[use->type].print)
        types[use->type].print(out);
    if (use->more)
        fprintf(out, "%s\n", use->more);
    print_also(row, out);
}

static void print_list(command_right right, int chapter, FILE *out)
{
    fputs(".Bl -tag -width \"/priority NAME\"\n", out);
    for (unsigned i = 0; command_rows[i]; i++) {
        const command_row *row = command_rows[i];
        const command_use *use = command_use_of(row, right);
        if (use && (chapter < 0 || (int)row->chapter == chapter))
            print_row(row, use, out);
    }
    fputs(".El\n", out);
}

void command_print_manual(command_right right, FILE *out)
{
    if (right == COMMAND_FOR_CUSTOMER)
        print_list(right, -1, out);
    for (int k = 0; right == COMMAND_FOR_OPERATOR && k < COMMAND_CHAPTERS;
         k++) {
        fprintf(out, ".Ss %s\n", chapters[k]);
        print_list(right, k, out);
    }
}
