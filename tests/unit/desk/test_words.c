/* test_words: whose words an operator's answer has, and what becomes of it:
 * plans by the account, attachments by what they are, what mails showed. */
#include "lib/desk_fixture.h"

#include "desk/facts/files.h"
#include "desk/notify/shown.h"

#define KARI  "kari@example.com"
#define ANNA  "anna@example.org"
#define REPLY "article:anna~ =reply reply>" KARI "~"

#define FRAME "Your reply goes to kari@example.com. Start with /note to keep it"
#define ASKED "Is the lamp red all day?\n\nAlso:\n\n/cc friend@example.net"
#define SHOWN "/reply\nIs the door shut at night?\nYes."
#define NOTE  "She is suspect of fraud, do not refund her"

/* `shown`: what a stranger wrote stands below the note; NULL: nothing. */
static GPtrArray *sources(const char *shown)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();

    account_source_add(s, ACCOUNT_FRAME, 0, 0, FRAME);
    account_source_add(s, ACCOUNT_PUBLIC, 1001, 1, ASKED);
    account_source_add(s, ACCOUNT_NOTE, 1001, 2, NOTE);
    account_source_add(s, ACCOUNT_STRANGER, 1001, 3, shown);
    g_ptr_array_add(all, s);
    return all;
}

/* As facts do it. */
static void account_beside(world *w, const char *shown)
{
    g_autoptr(GPtrArray) all = sources(shown);

    world_capability(w, TAG_REPLY, "anna", 1);
    w->account = account_read(&(account_answer){.text = w->l->text}, all);
    g_free(w->l->new_text);
    w->l->new_text = g_strdup(w->account->text);
    g_free(w->l->signature);
    w->l->signature = g_strdup(w->account->signature);
}

static void accounted(world *w)
{
    account_beside(w, NULL);
}

static void beside_stranger(world *w)
{
    account_beside(w, SHOWN);
}

static void add_file(world *w, file_fate fate)
{
    facts_file *f = g_new0(facts_file, 1);

    world_attach(w, fate == FILE_TRIMMED);
    f->fate = fate;
    if (!w->files)
        w->files = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(w->files, f);
}

static void with_ours(world *w)
{
    accounted(w);
    add_file(w, FILE_OURS);
}

static void with_packed(world *w)
{
    accounted(w);
    add_file(w, FILE_PACKED);
    add_file(w, FILE_GOES);
}

static void with_picture(world *w)
{
    accounted(w);
    add_file(w, FILE_OF_NOTE);
}

static void with_notes_file(world *w)
{
    accounted(w);
    add_file(w, FILE_ASKS);
}

static void after_note(world *w)
{
    accounted(w);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "olga");
    w->v->capability.entry = w->st->t->last_entry;
}

static void after_own_note(world *w)
{
    accounted(w);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "anna");
    w->v->capability.entry = w->st->t->last_entry;
}

static void test_plans(void **state)
{
    static const plan_row rows[] = {
        {"an answer above a quote", ANNA, "Yes.\n\n> " FRAME "\n> " NOTE "\n",
         accounted, REPLY},
        {"nothing but a quote", ANNA, "> " FRAME "\n> " NOTE "\n", accounted,
         "error>anna =error"},
        {"words of a note", ANNA, "Dear Kari,\n\n" NOTE, accounted,
         "hold:note held>anna =held"},
        {"an answer to a note's line", ANNA, "> " NOTE "\n\nWe wait.",
         accounted, "hold:note held>anna =held"},
        {"as a note it stays", ANNA, "/note\n> " NOTE "\n\nWe wait.", accounted,
         "note:anna =note notify/note>olga"},
        {"a command of hers", ANNA, "Yes.\n\n/close", accounted,
         "article:anna~{/close} =reply reply>" KARI "~"},
        {"the customer's command, brought along", ANNA,
         "Yes.\n\n    Also:\n\n    /cc friend@example.net", accounted, REPLY},
        {"brought along, or hers below it", ANNA,
         "Yes.\n\nAlso:\n\n/cc friend@example.net", accounted,
         "hold:command held>anna =held"},
        {"a command that others have as well, below one of hers", ANNA,
         "/take\n/reply\nIs the door shut at eight?", beside_stranger,
         "hold:command held>anna =held"},
        {"one of hers that a mail shows below a note", ANNA,
         FRAME "\n" NOTE "\n/reply\nWe wait.\n\n" SHOWN, beside_stranger,
         "hold:note held>anna =held"},
        {"a word that it shows there", ANNA,
         FRAME "\n" NOTE "\nYes.\nWe wait.\n\n" SHOWN, beside_stranger,
         "hold:note held>anna =held"},
        {"the customer's command alone", ANNA, "Yes.\n\n/cc friend@example.net",
         accounted, "hold:command held>anna =held"},
        {"a command below the signature", ANNA, "Yes.\n\n-- \nAnna\n\n/close\n",
         accounted, "hold:command held>anna =held"},
        {"a command in stars", ANNA, "*/note*\n\nShe owes us.", accounted,
         "hold:command held>anna =held"},
        {"an answer to a colleague's note", ANNA, "Did she?", after_note,
         "note:anna =note notify/note>olga"},
        {"which says /reply", ANNA, "/reply\nYou did.", after_note, REPLY},
        {"her own note is no colleague's", ANNA, "You did.", after_own_note,
         REPLY},
        {"our own mail attached", ANNA, "Yes.", with_ours,
         REPLY " event[left out a.txt: it is a message of the desk "
               "itself]"},
        {"our own mail alone", ANNA, "", with_ours, "error>anna =error"},
        {"a container", ANNA, "Yes.", with_packed, REPLY},
        {"a note's picture", ANNA, "Yes.", with_picture,
         REPLY " event[left out a.txt: it came with an internal "
               "note]"},
        {"a note's file", ANNA, "Yes.", with_notes_file,
         "hold:note held>anna =held"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* What is kept of it. */
static void test_kept(void **state)
{
    static const struct {
        const char *text, *kept, *removed;
        unsigned files;
        void (*change)(world *w);
    } rows[] = {
        {"Yes.\n\n> " FRAME "\n> " NOTE "\n", "Yes.", "> " FRAME "\n> " NOTE, 0,
         accounted},
        {"/note\n> " NOTE "\n\nWe wait.", "> " NOTE "\n\nWe wait.", "> " NOTE,
         0, accounted},
        {"Yes.\n\n    Also:\n\n    /cc friend@example.net",
         "Yes.\n\n    Also:\n\n    /cc friend@example.net", NULL, 0, accounted},
        {"Yes.", "Yes.", NULL, 1, with_packed},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, rows[i].text);
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_ENTRY);
        assert_non_null(s);
        assert_string_equal(s->entry->text, rows[i].kept);
        if (rows[i].removed)
            assert_string_equal(s->entry->removed, rows[i].removed);
        else
            assert_null(s->entry->removed);
        assert_int_equal(s->entry->attachments->len, rows[i].files);
        world_free(w);
    }
}

/* ---- what mails showed ---- */

static void count_note(unsigned from, unsigned to, void *context)
{
    unsigned *lines = context;
    lines[0] = from;
    lines[1] = to;
}

static void test_shown(void **state)
{
    shown_marks m;
    unsigned lines[2] = {0, 0};
    shown_marks_init(&m);
    g_autofree char *name =
        shown_mark_line(&m, ACCOUNT_NOTE, 7, 2, "Olga \xef\xb7\x91");
    g_autofree char *note = shown_mark(&m, ACCOUNT_NOTE, 7, 2, "secret\nwords");
    g_autofree char *article = shown_mark(&m, ACCOUNT_PUBLIC, 7, 1, "hello");
    char *text = g_strdup_printf("To Kari.\n\n%s noted:\n\n%s\n\n%s\n\nEnd.\n",
                                 name, note, article);
    const shown_reader notes = {count_note, lines};
    g_autofree char *parts =
        shown_parts(&m, &text, "Kari <k@x.no>", false, &notes);
    static const struct {
        account_origin origin;
        int64_t entry;
        const char *text;
    } wanted[] = {
        {ACCOUNT_ATTRIBUTION, 0, "Kari <k@x.no>"},
        {ACCOUNT_FRAME, 0, "To Kari.\n\n"},
        {ACCOUNT_NOTE, 2, "Olga  noted:\n"},
        {ACCOUNT_FRAME, 0, "\n"},
        {ACCOUNT_NOTE, 2, "secret\nwords"},
        {ACCOUNT_FRAME, 0, "\n\n"},
        {ACCOUNT_PUBLIC, 1, "hello"},
        {ACCOUNT_FRAME, 0, "\n\nEnd.\n"},
    };

    assert_string_equal(
        text, "To Kari.\n\nOlga  noted:\n\nsecret\nwords\n\nhello\n\nEnd.\n");
    g_autoptr(account_source) s = shown_source(parts, 7);
    assert_int_equal(s->spans->len, G_N_ELEMENTS(wanted));
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const account_span *span = s->spans->pdata[i];
        assert_int_equal(span->origin, wanted[i].origin);
        assert_int_equal(span->entry, wanted[i].entry);
        assert_string_equal(span->text, wanted[i].text);
    }
    /* in another request's answer it is not public */
    g_autoptr(account_source) other = shown_source(parts, 8);
    assert_int_equal(((account_span *)other->spans->pdata[6])->origin,
                     ACCOUNT_STRANGER);
    assert_int_equal(lines[0], 2);
    assert_int_equal(lines[1], 6);
    assert_null(shown_source("{}", 7));
    g_free(text);
    shown_marks_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
