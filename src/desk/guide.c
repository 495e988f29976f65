/* guide: the instructions of a role. */
#include "desk/guide.h"

#include "desk/category_config.h"
#include "desk/command.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/rights.h"
#include "desk/robot.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "desk/status_config.h"

#include <string.h>

#define NAMES_MAX 6

typedef struct guide {
    const config *c;
    unsigned roles;
    const char *language;
    GString *out;
} guide;

/* ---- how it is written ---- */

static size_t columns(const char *from, const char *to)
{
    return (size_t)g_utf8_strlen(from, to - from);
}

/* A paragraph; its first line begins with `first`, the others with blanks. */
static void put(guide *g, const char *first, const char *text)
{
    g_auto(GStrv) words = g_strsplit(say_in(g->language, text), " ", -1);
    size_t indent = columns(first, first + strlen(first)), at = indent;

    g_string_append(g->out, first);
    for (unsigned i = 0; words[i]; i++) {
        size_t size = columns(words[i], words[i] + strlen(words[i]));
        if (at > indent && at + 1 + size > GUIDE_WIDTH) {
            g_string_append_printf(g->out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            g_string_append_c(g->out, ' ');
            at++;
        }
        g_string_append(g->out, words[i]);
        at += size;
    }
    g_string_append_c(g->out, '\n');
}

static void put_item(guide *g, const char *text)
{
    put(g, "- ", text);
}

static void put_head(guide *g, const char *text)
{
    g_string_append_printf(g->out, "\n*%s*\n\n", say_in(g->language, text));
}

/* "a, b and c" of char*. Caller frees. */
static char *listed(const GPtrArray *names, const char *language)
{
    GString *out = g_string_new(NULL);
    unsigned shown = MIN(names->len, NAMES_MAX);

    for (unsigned i = 0; i < shown; i++) {
        bool last = i + 1 == names->len;
        g_string_append_printf(out, "%s%s",
                               i == 0 ? ""
                               : last ? speech_and(language)
                                      : ", ",
                               (const char *)names->pdata[i]);
    }
    if (names->len > shown) {
        g_autofree char *count = g_strdup_printf("%u", names->len - shown);
        g_autofree char *more = say_with(language, " and %1 more", count, NULL);
        g_string_append(out, more);
    }
    return g_string_free(out, FALSE);
}

char *guide_roles(unsigned roles)
{
    return guide_roles_in(roles, NULL);
}

char *guide_roles_in(unsigned roles, const char *language)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned i = 0; i < ROLES; i++)
        if (roles & 1u << i)
            g_ptr_array_add(names, (void *)say_in(language, role_rows[i].name));
    return listed(names, language);
}

static bool may(const guide *g, role_right right)
{
    return right == RIGHT_ANY || (role_having(right) & g->roles) != 0;
}

static const char *queue_address(const guide *g)
{
    const config_queue *q =
        g->c->queues->len > 0 ? g->c->queues->pdata[0] : NULL;

    return q ? q->address : "the desk";
}

/* ---- what she does ---- */

/* In the order of a day. A text may name commands that need this right; one
 * that ends with a colon gets all of them, and is left out if there are none. */
static const struct {
    role_right right;
    const char *text;
} steps[] = {
    {RIGHT_TOLD,
     "What customers write reaches you as a message. Its subject "
     "begins with the number of the request, as in #1042. Its first "
     "line says where your answer goes: to the customer, or to "
     "colleagues only."},
    {RIGHT_SEE, "To read a request from its beginning, send /show #1042 to the "
                "desk, or answer any message about it with /show. /list brings "
                "what is open. /watch tells you what happens in one request."},
    {RIGHT_REPLY, "To write to the customer, answer that message as you answer "
                  "any other. He reads your text and nothing else: not the "
                  "message below it, not what colleagues wrote."},
    {RIGHT_NOTE, "To write to colleagues only, make /note the first line of "
                 "your answer. No customer ever sees a note."},
    {RIGHT_ASSIGN,
     "Whoever answers first has the request. /take makes it "
     "yours without an answer, /assign NAME gives it to somebody, "
     "/release makes it nobody's."},
    {RIGHT_CLASSIFY,
     "Say what kind of request it is, and how much it presses:"},
    {RIGHT_HANDOVER, "What your line cannot solve goes to another: /line N and "
                     "why, on one line. Why becomes a note. /return gives it "
                     "back to the line that it came from."},
    {RIGHT_MERGE, "Requests that are about the same thing belong together:"},
    {RIGHT_FORWARD, "What somebody outside has to solve is sent to him:"},
    {RIGHT_CLOSE,
     "If you have asked the customer something, write /wait 3d beside your "
     "question: he is reminded, and the request comes back to you when he "
     "answers, or does not."},
    {RIGHT_CLOSE, "When there is nothing left to do, write /close. If the "
                  "customer writes again, the request is open again."},
    {RIGHT_RELEASE, "Spam and what cannot be read waits on hold, and a message "
                    "lists it. Answer with /send and the numbers to let in, or "
                    "/drop and the numbers to throw away. A request that is "
                    "spam gets /spam, one that is none /ham."},
    {RIGHT_APPROVE, "If you sit on a board, a message asks for your answer:"},
    {RIGHT_REPORT, "You may ask what was done, and how fast:"},
    {RIGHT_ANY, "Before you are away, write /away until and a date: others "
                "hear in your place. /who tells who is there."},
    {RIGHT_EXCUSE, "A promise that was broken for a good reason need not "
                   "count in reports:"},
    {RIGHT_MONEY, "What a customer is billed, and what the desk earns by it:"},
};

/* "/line N [why]" of all that need this right, char*. */
static GPtrArray *usages(role_right right, const char *language)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; command_rows[i]; i++) {
        const command_use *use =
            command_use_of(command_rows[i], COMMAND_FOR_OPERATOR);
        if (use && use->right == right)
            g_ptr_array_add(all, command_usage(command_rows[i], use, language));
    }
    return all;
}

static void put_step(guide *g, const char *text, role_right right)
{
    g_autoptr(GPtrArray) all = usages(right, g->language);
    g_autoptr(GString) words = g_string_new(say_in(g->language, text));
    bool lists = g_str_has_suffix(text, ":");

    if (lists && all->len == 0)
        return;
    for (guint i = 0; lists && i < all->len; i++)
        g_string_append_printf(words, "%s %s", i > 0 ? "," : "",
                               (const char *)all->pdata[i]);
    if (lists)
        g_string_append_c(words, '.');
    put_item(g, words->str);
}

static void put_steps(guide *g)
{
    put_head(g, "What you do");
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (may(g, steps[i].right))
            put_step(g, steps[i].text, steps[i].right);
}

/* ---- what she leaves to others ---- */

static char *who_may(const guide *g, role_right right)
{
    g_autoptr(GPtrArray) all = rights_who(g->c, right, NULL, 0);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(names, ((config_operator *)all->pdata[i])->name);
    return names->len > 0 ? listed(names, g->language)
                          : g_strdup(say_in(g->language, "nobody here"));
}

/* All that the same people do is said at once. */
static void put_others(guide *g)
{
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) what = g_ptr_array_new();

    for (unsigned r = RIGHT_SEE; r < RIGHTS; r++) {
        unsigned at;
        g_autofree char *who = may(g, r) ? NULL : who_may(g, r);
        if (!who)
            continue;
        if (!g_ptr_array_find_with_equal_func(people, who, g_str_equal, &at)) {
            at = people->len;
            g_ptr_array_add(people, g_steal_pointer(&who));
            g_ptr_array_add(what, g_string_new(NULL));
        }
        GString *text = what->pdata[at];
        g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "",
                               say_in(g->language, role_right_rows[r].what));
    }
    if (people->len > 0)
        put_head(g, "What others do");
    for (guint i = 0; i < people->len; i++) {
        GString *text = what->pdata[i];
        g_autofree char *item =
            g_strdup_printf("%s: %s.", (char *)people->pdata[i], text->str);
        put_item(g, item);
        g_string_free(text, TRUE);
    }
}

/* ---- where a request stands ---- */

static const char *const stages[STATUS_STAGES] = {
    [STATUS_CLASSIFICATION] = "nobody has answered it yet",
    [STATUS_WORK] = "somebody works on it",
    [STATUS_ANSWERED] = "the customer has our answer; nothing is left to do "
                        "until he writes",
    [STATUS_WAITING] = "the customer was asked something, and is reminded",
    [STATUS_INTERNAL] = "another line, or another department, has it",
    [STATUS_FEEDBACK] = "another line has answered; somebody has to put that "
                        "into words for the customer",
    [STATUS_RESOLVED] = "it is solved",
    [STATUS_CLOSED] = "it is over",
    [STATUS_SPAM] = "it was no request",
};

static void put_statuses(guide *g)
{
    const status_model *m = status_model_of(g->c);
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);

    put_head(g, "Where a request stands");
    for (unsigned i = 0; i < count; i++) {
        const status_row *s = rows[i];
        g_autofree char *text =
            say_with(g->language, "%1: %2. The customer reads \"%3\".",
                     status_title(m, s->id, g->language),
                     say_in(g->language, stages[s->stage]),
                     status_public(m, s->id, g->language), NULL);
        put_item(g, text);
    }
}

/* What moves it by itself, told of one that is worked on. */
static void put_moves(guide *g)
{
    const status_model *m = status_model_of(g->c);
    const char *work = status_first(m, STATUS_WORK);
    const status_row *s = work ? status_find(m, work) : NULL;
    const struct {
        const char *what, *to;
    } moves[] = {
        {"Your answer to the customer makes it", s ? s->after_reply : NULL},
        {"A message of the customer makes it",
         status_after_customer(m, status_first(m, STATUS_RESOLVED))},
        {"/line makes it", s ? s->after_line : NULL},
        {"/close makes it", status_first(m, STATUS_RESOLVED)},
    };
    g_autoptr(GString) text =
        g_string_new(say_in(g->language, "It moves by itself."));

    if (!may(g, RIGHT_CLOSE))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(moves); i++) {
        const status_row *to = moves[i].to ? status_find(m, moves[i].to) : NULL;
        if (!to)
            continue;
        g_autofree char *title = say_with(
            g->language, "\"%1\"", status_title(m, to->id, g->language), NULL);
        g_string_append_printf(text, " %s %s.",
                               say_in(g->language, moves[i].what), title);
    }
    g_string_append(text,
                    say_in(g->language, " /status NAME sets any of them."));
    g_string_append_c(g->out, '\n');
    put(g, "", text->str);
}

/* ---- lines ---- */

static void put_line(guide *g, const config_line *l)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) dispatchers =
        rights_with(g->c, ROLE_DISPATCHER, NULL, l->number);
    const char *how =
        config_answer_for(g->c, NULL, l->number) == CONFIG_ANSWER_REPLY
            ? "its answers go to the customer"
            : "its answers are for colleagues first";

    for (guint i = 0; i < g->c->operators->len; i++) {
        const config_operator *o = g->c->operators->pdata[i];
        if (role_granted(o->grants, role_having(RIGHT_TOLD), NULL, l->number))
            g_ptr_array_add(names, o->name);
    }
    g_autofree char *who = listed(names, g->language);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%d, %s: %s; %s.", l->number, l->name,
                           names->len > 0 ? who : say_in(g->language, "nobody"),
                           say_in(g->language, how));
    if (dispatchers->len > 0) {
        const config_operator *o = dispatchers->pdata[0];
        g_autofree char *told =
            say_with(g->language, " %1 is told of new ones.", o->name, NULL);
        g_string_append(text, told);
    }
    put_item(g, text->str);
}

static void put_lines(guide *g)
{
    put_head(g, "Lines");
    for (guint i = 0; i < g->c->lines->len; i++)
        put_line(g, g->c->lines->pdata[i]);
}

static void put_categories(guide *g)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!may(g, RIGHT_CLASSIFY) || g->c->categories->len == 0)
        return;
    for (guint i = 0; i < g->c->categories->len; i++)
        g_ptr_array_add(names,
                        ((config_category *)g->c->categories->pdata[i])->id);
    g_autofree char *all = listed(names, g->language);
    g_autofree char *text =
        say_with(g->language, "Categories are %1.", all, NULL);
    g_string_append_c(g->out, '\n');
    put(g, "", text);
}

/* ---- commands ---- */

static void put_chapter(guide *g, command_chapter chapter)
{
    g_autoptr(GString) text =
        g_string_new(say_in(g->language, command_chapter_name(chapter)));
    unsigned n = 0;

    for (unsigned i = 0; command_rows[i]; i++) {
        const command_use *use =
            command_use_of(command_rows[i], COMMAND_FOR_OPERATOR);
        if (!use || command_rows[i]->chapter != chapter ||
            !command_is_for(use, g->roles))
            continue;
        g_autofree char *usage =
            command_usage(command_rows[i], use, g->language);
        g_string_append_printf(text, "%s %s", n++ > 0 ? "," : ":", usage);
    }
    if (n > 0)
        put_item(g, text->str);
}

static void put_commands(guide *g)
{
    put_head(g, "All commands");
    put(g, "",
        "A command is a line of its own that begins with a slash. Commands "
        "stand first or last in your message; all else is your text. What "
        "stands in brackets may be left out. /help says what each does.");
    g_string_append_c(g->out, '\n');
    for (unsigned k = 0; k < COMMAND_CHAPTERS; k++)
        put_chapter(g, (command_chapter)k);
}

/* ---- robots ---- */

static void put_robots(guide *g)
{
    if (g->c->robots->len == 0)
        return;
    put_head(g, "What happens by itself");
    for (guint i = 0; i < g->c->robots->len; i++) {
        const config_robot *r = g->c->robots->pdata[i];
        g_autofree char *does = config_robot_words(r);
        g_autofree char *text = g_strdup_printf("%s, %s", r->title, does);
        put_item(g, text);
    }
}

static void put_trouble(guide *g)
{
    put_head(g, "When something is wrong");
    if (may(g, RIGHT_REPLY)) {
        put_item(g, "Your answer waits a moment before it leaves: /undo stops "
                    "it.");
        put_item(g, "If somebody wrote while you were writing, or words of a "
                    "note would leave, your answer is held and you are shown "
                    "why. /send sends it all the same, /drop throws it away; a "
                    "new text takes its place.");
    }
    put_item(g, "A command that cannot be carried out comes back to you, and "
                "nothing of that message was done.");
    put_item(g, "Never pass on a message of the desk with its reply address, "
                "and never put customers into To or Cc: that address writes in "
                "your name. /revoke ends it.");
    put_item(g, "/help brings the commands, /help role this page.");
}

char *guide_text(const config *c, unsigned roles)
{
    return guide_text_in(c, roles, NULL);
}

/* "An operator works on requests." */
static void add_role(GString *out, role_id role, const char *language)
{
    g_autofree char *an = g_strdup_printf(
        role == ROLE_OPERATOR || role == ROLE_OBSERVER ? "An %s %s."
                                                       : "A %s %s.",
        role_rows[role].name, role_rows[role].what);

    g_string_append_printf(out, " %s", say_in(language, an));
}

char *guide_text_in(const config *c, unsigned roles, const char *language)
{
    guide g = {.c = c,
               .roles = roles,
               .language = language,
               .out = g_string_new(NULL)};
    g_autofree char *names = guide_roles_in(roles, language);
    g_autoptr(GString) what = g_string_new(NULL);

    for (unsigned i = 0; i < ROLES; i++)
        if (roles & 1u << i)
            add_role(what, (role_id)i, language);
    g_autofree char *intro = say_with(
        language,
        "You work here by mail, with the mail program that you have, as %1.%2 "
        "The desk is %3; write to it only by answering its messages, or with "
        "commands.",
        names, what->str, queue_address(&g), NULL);
    put(&g, "", intro);
    put_steps(&g);
    put_others(&g);
    put_statuses(&g);
    put_moves(&g);
    put_lines(&g);
    put_categories(&g);
    put_robots(&g);
    put_trouble(&g);
    put_commands(&g);
    return g_string_free(g.out, FALSE);
}
