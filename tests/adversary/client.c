/* client: fifteen mail programs, each a row: its line of introduction, its
 * marks, what it adds below. */
#include "adversary/client.h"

#include <string.h>

typedef enum {
    MARK_ANGLE,    /* "> " */
    MARK_TIGHT,    /* ">" */
    MARK_BAR,      /* "| " */
    MARK_INITIALS, /* "PS> " */
    MARK_NONE,     /* Outlook: as it was */
    MARK_INDENT    /* four blanks */
} mark;

struct client {
    const char *name;
    const char *intro; /* %N name, %A address, %T to, %S subject, %D date */
    const char *date;  /* as g_date_time_format() takes it */
    mark mark;
    unsigned wrap;      /* lines are broken again at this width; 0: not */
    bool html;          /* writes HTML by itself */
    const char *device; /* below the new words, NULL */
    /* around the quote in HTML, and around its introduction; NULL: Outlook's
     * block, or a plain blockquote */
    const char *open, *close;
};

static const client clients[] = {
    {"gmail", "On %D, %N <%A> wrote:\n\n", "%a, %d %b %Y at %H:%M", MARK_ANGLE,
     0, true, NULL,
     "<blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;"
     "border-left:1px solid rgb(204,204,204);padding-left:1ex\">",
     "</blockquote>"},
    {"gmail-plain", "On %D %N <\n%A> wrote:\n\n", "%a, %b %d, %Y at %I:%M %p",
     MARK_ANGLE, 72, false, NULL, NULL, NULL},
    {"apple", "\nOn %D, %N <%A> wrote:\n\n", "%d %b %Y, at %H:%M", MARK_ANGLE,
     0, true, NULL, "<blockquote type=\"cite\"><div>", "</div></blockquote>"},
    {"iphone", "\n> On %D, %N <%A> wrote:\n> \n", "%d %b %Y, at %H:%M",
     MARK_ANGLE, 0, true, "\nSent from my iPhone\n",
     "<blockquote type=\"cite\">", "</blockquote>"},
    {"outlook", "\nFrom: %N <%A> \nSent: %D\nTo: %T\nSubject: %S\n\n",
     "%A, %B %d, %Y %I:%M %p", MARK_NONE, 0, true, NULL, NULL, NULL},
    {"outlook-old",
     "\n-----Original Message-----\nFrom: %N [mailto:%A] \nSent: %D\nTo: %T\n"
     "Subject: %S\n\n",
     "%A, %B %d, %Y %I:%M %p", MARK_NONE, 76, false, NULL, NULL, NULL},
    {"outlook-web",
     "\n________________________________\nFrom: %N <%A>\nSent: %D\nTo: %T\n"
     "Subject: %S\n\n",
     "%d %B %Y %H:%M", MARK_NONE, 0, true, NULL, NULL, NULL},
    {"thunderbird", "On %D, %N wrote:\n", "%m/%d/%y %H:%M", MARK_ANGLE, 0,
     false, NULL, "<blockquote type=\"cite\" cite=\"mid:x@example.org\"><pre>",
     "</pre></blockquote>"},
    {"mutt", "On %D, %N wrote:\n", "%a, %b %d, %Y at %H:%M:%S%p +0000",
     MARK_ANGLE, 0, false, NULL, NULL, NULL},
    {"k9", "Am %D schrieb %N <%A>:\n", "%d. %B %Y %H:%M:%S MEZ", MARK_TIGHT, 0,
     false, NULL, NULL, NULL},
    {"yahoo", "\n    On %D, %N <%A> wrote: \n \n",
     "%A, %B %d, %Y at %I:%M:%S %p", MARK_INDENT, 0, true, NULL,
     "<div id=\"ydp1yahoo_quoted\" class=\"yahoo_quoted\"><div>",
     "</div></div>"},
    {"groupwise", "\n>>> %N <%A> %D >>>\n", "%d.%m.%Y %H:%M", MARK_NONE, 0,
     false, NULL, NULL, NULL},
    {"samsung",
     "\n-------- Original message --------\nFrom: %N <%A> \nDate: %D \nTo: %T "
     "\n"
     "Subject: %S \n\n",
     "%d/%m/%Y %H:%M (GMT+00:00)", MARK_NONE, 0, false,
     "\nSent from my Galaxy\n", NULL, NULL},
    {"initials", "On %D, %N wrote:\n\n", "%a %d %b %Y", MARK_INITIALS, 68,
     false, NULL, NULL, NULL},
    {"roundcube", "On %D, %N wrote:\n", "%Y-%m-%d %H:%M", MARK_ANGLE, 70, false,
     NULL, NULL, NULL},
    {"bars", "%N (%A), %D:\n", "%d.%m.%Y", MARK_BAR, 0, false, NULL, NULL,
     NULL},
};

unsigned client_count(void)
{
    return G_N_ELEMENTS(clients);
}

const client *client_at(unsigned i)
{
    return &clients[i % G_N_ELEMENTS(clients)];
}

const char *client_name(const client *c)
{
    return c->name;
}

bool client_likes_html(const client *c)
{
    return c->html;
}

/* ---- the quote ---- */

static char *date_words(const client *c, long long ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(ms / 1000);

    return g_date_time_format(at, c->date);
}

static char *introduction(const client *c, const client_shown *s)
{
    g_autofree char *date = date_words(c, s->date_ms);
    GString *out = g_string_new(c->intro);

    g_string_replace(out, "%N", s->name, 0);
    g_string_replace(out, "%A", s->address, 0);
    g_string_replace(out, "%T", s->to, 0);
    g_string_replace(out, "%S", s->subject, 0);
    g_string_replace(out, "%D", date, 0);
    return g_string_free(out, FALSE);
}

static char *initials(const char *name)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(name, " ", -1);

    for (char **p = parts; *p != NULL && out->len < 2; p++)
        if (g_ascii_isalpha(**p))
            g_string_append_c(out, g_ascii_toupper(**p));
    g_string_append(out, "> ");
    return g_string_free(out, FALSE);
}

static char *mark_words(const client *c, const client_shown *s)
{
    static const char *const fixed[] = {
        [MARK_ANGLE] = "> ", [MARK_TIGHT] = ">",     [MARK_BAR] = "| ",
        [MARK_NONE] = "",    [MARK_INDENT] = "    ",
    };

    return c->mark == MARK_INITIALS ? initials(s->name)
                                    : g_strdup(fixed[c->mark]);
}

/* Breaks a line at blanks; later pieces have no mark where the client loses
 * it. */
static void add_wrapped(GString *out, const char *mark_text, const char *line,
                        unsigned width)
{
    size_t at = 0;
    g_auto(GStrv) words = g_strsplit(line, " ", -1);

    g_string_append(out, mark_text);
    for (char **w = words; *w != NULL; w++) {
        if (at > 0 && width > 0 && at + strlen(*w) > width) {
            g_string_append_c(out, '\n');
            g_string_append(out, mark_text);
            at = 0;
        } else if (w != words) {
            g_string_append_c(out, ' ');
        }
        g_string_append(out, *w);
        at += strlen(*w) + 1;
    }
    g_string_append_c(out, '\n');
}

/* One piece of the answer: a line of the quote, or new words. */
typedef struct piece {
    bool is_new;
    char *text;
} piece;

static void piece_free(void *data)
{
    piece *p = data;

    g_free(p->text);
    g_free(p);
}

static void add_piece(GPtrArray *out, bool is_new, const char *text)
{
    piece *p = g_new0(piece, 1);

    p->is_new = is_new;
    p->text = g_strdup(text);
    g_ptr_array_add(out, p);
}

/* Quoted lines with the new words put below some of them. */
static void between(GPtrArray *out, GRand *rand, char **lines,
                    const char *new_words)
{
    g_auto(GStrv) own = g_strsplit(new_words, "\n", -1);
    unsigned count = g_strv_length(lines), next = 0, left = g_strv_length(own);

    for (unsigned i = 0; i < count; i++) {
        add_piece(out, false, lines[i]);
        if (own[next] != NULL && *own[next] &&
            (unsigned)g_rand_int_range(rand, 0, (int)(count - i)) < left) {
            add_piece(out, true, own[next++]);
            left--;
        }
    }
    for (; own[next] != NULL; next++)
        if (*own[next])
            add_piece(out, true, own[next]);
}

/* All new words below one line. */
static void below_line(GPtrArray *out, char **lines, const char *new_words,
                       const char *word)
{
    bool done = false;

    for (char **l = lines; *l != NULL; l++) {
        add_piece(out, false, *l);
        if (!done && strstr(*l, word) != NULL) {
            add_piece(out, true, new_words);
            done = true;
        }
    }
    if (!done)
        add_piece(out, true, new_words);
}

static GPtrArray *lay_out(GRand *rand, const char *new_words,
                          const client_shown *shown, client_place place)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(piece_free);
    g_autofree char *text = g_strchomp(g_strdup(shown ? shown->text : ""));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    if (place == CLIENT_BETWEEN && shown != NULL) {
        between(out, rand, lines, new_words);
        return out;
    }
    if (place == CLIENT_BELOW && shown != NULL) {
        below_line(out, lines, new_words, shown->below);
        return out;
    }
    if (place != CLIENT_BOTTOM || shown == NULL)
        add_piece(out, true, new_words);
    for (char **l = lines; shown != NULL && *l != NULL; l++)
        add_piece(out, false, *l);
    if (place == CLIENT_BOTTOM && shown != NULL)
        add_piece(out, true, new_words);
    return out;
}

/* ---- plain text ---- */

static char *as_text(const client *c, const GPtrArray *pieces,
                     const client_shown *shown)
{
    GString *out = g_string_new(NULL);
    g_autofree char *intro = shown ? introduction(c, shown) : g_strdup("");
    g_autofree char *marks = shown ? mark_words(c, shown) : g_strdup("");
    bool introduced = false;

    for (unsigned i = 0; i < pieces->len; i++) {
        const piece *p = pieces->pdata[i];

        if (p->is_new) {
            g_string_append_printf(out, "%s%s\n", i > 0 ? "\n" : "", p->text);
            if (i == 0 && c->device != NULL)
                g_string_append(out, c->device);
            continue;
        }
        if (!introduced)
            g_string_append(out, intro);
        introduced = true;
        add_wrapped(out, marks, p->text, c->wrap);
    }
    return g_string_free(out, FALSE);
}

/* ---- HTML ---- */

static void add_lines_html(GString *out, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **l = lines; *l != NULL; l++) {
        g_autofree char *escaped = g_markup_escape_text(*l, -1);

        g_string_append_printf(out, "<div>%s</div>\n",
                               *escaped ? escaped : "<br>");
    }
}

/* Outlook draws a line above the header of what is answered and leaves the rest
 * as it was; others close their quote around new words. */
static char *as_html(const client *c, const GPtrArray *pieces,
                     const client_shown *shown)
{
    bool outlook = c->mark == MARK_NONE, introduced = false;
    const char *open = outlook ? "" : c->open ? c->open : "<blockquote>";
    const char *close = outlook ? "" : c->close ? c->close : "</blockquote>";
    GString *out = g_string_new("<html><body>\n");
    g_autofree char *intro = shown ? introduction(c, shown) : g_strdup("");

    for (unsigned i = 0; i < pieces->len; i++) {
        const piece *p = pieces->pdata[i];

        if (!p->is_new && !introduced) {
            g_string_append(out, outlook
                                     ? "<div style=\"border:none;border-top:"
                                       "solid #E1E1E1 1.0pt\">"
                                     : "<div class=\"quote\">");
            add_lines_html(out, intro);
            g_string_append_printf(out, "</div>%s", open);
            introduced = true;
        }
        if (p->is_new && introduced && !((piece *)pieces->pdata[i - 1])->is_new)
            g_string_append(out, close);
        add_lines_html(out, p->text);
        if (p->is_new && introduced && i + 1 < pieces->len &&
            !((piece *)pieces->pdata[i + 1])->is_new)
            g_string_append(out, open);
        if (p->is_new && i == 0 && c->device != NULL)
            add_lines_html(out, c->device);
    }
    if (introduced && pieces->len > 0 &&
        !((piece *)pieces->pdata[pieces->len - 1])->is_new)
        g_string_append(out, close);
    g_string_append(out, "</body></html>\n");
    return g_string_free(out, FALSE);
}

char *client_answer(const client *c, GRand *rand, const char *new_words,
                    const client_shown *shown, client_place place, char **html)
{
    g_autoptr(GPtrArray) pieces = lay_out(rand, new_words, shown, place);

    *html = as_html(c, pieces, shown);
    return as_text(c, pieces, shown);
}
