/* test_trim: what was written now, in texts as clients make them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "quote/trim.h"

typedef struct row {
    const char *text, *new_text, *signature;
} row;

static size_t letters(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += g_ascii_isalnum(*s) || (guchar)*s > 0x7f;
    return n;
}

/* The caller frees it. */
static letter *trimmed(const char *text)
{
    letter *l = letter_new();

    g_free(l->text);
    l->text = g_strdup(text);
    trim_letter(l);
    return l;
}

/* What was written is in one of the pieces. */
static bool is_whole(const letter *r, const char *text)
{
    return letters(r->new_text) + letters(r->quoted) + letters(r->signature) ==
           letters(text);
}

static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autoptr(letter) r = trimmed(rows[i].text);

        if (strcmp(r->new_text, rows[i].new_text) != 0 ||
            strcmp(r->signature, rows[i].signature) != 0)
            fail_msg("'%s' gave '%s', signature '%s'", rows[i].text,
                     r->new_text, r->signature);
        if (!is_whole(r, rows[i].text))
            fail_msg("'%s': quoted is '%s'", rows[i].text, r->quoted);
    }
}

static void test_quotes(void **state)
{
    static const row rows[] = {
        {"new\n\n> old\n", "new", ""},
        {"new\n\nOn 3 May 2026, at 10:00, Kari <k@x.no> wrote:\n\n> old\n",
         "new", ""},
        {"new\n\nOn 3 May 2026,\nat 10:00,\nKari <k@x.no> wrote:\n> old\n",
         "new", ""},
        {"new\nOn Mon, 3 May 2026 Kari wrote:\n> old\n", "new", ""},
        {"new On Mon, 3 May 2026 Kari wrote:\n> old\n", "new", ""},
        {"On Mon, 3 May 2026 Kari wrote:\n> old\n\nnew\n", "new", ""},
        {"On Mon, 3 May 2026 Kari wrote:\n> one\n\na\n\n> two\n\nb\n",
         "> one\n\na\n\n> two\n\nb", ""},
        {"> one\n\na\n\n> rest\n", "> one\n\na", ""},
        {"new\n\n> old\n\nRegards, Roman\n", "new\n\nRegards, Roman", ""},
        {"new\n\nOn 3 May 2026 you wrote:\n\nold without marks\n", "new", ""},
        {"new\n\n30.09.2026, 18:30, \"Kari\" <k@x.no>:\n\nold\n", "new", ""},
        {"Something wrote:\nthis and that\n", "Something wrote:\nthis and that",
         ""},
        {"On the other hand, I wrote:\nnothing\n",
         "On the other hand, I wrote:\nnothing", ""},
        {"one\n\n> quoted\n\ntwo\n", "one\n\n> quoted\n\ntwo", ""},
        {"", "", ""},
        {"> only quoted\n", "", ""},
    };

    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_languages(void **state)
{
    static const char *const intros[] = {
        "On Mon, 3 May 2026 at 10:00, Kari <k@x.no> wrote:",
        "Am 03.05.2026 um 10:00 schrieb Kari <k@x.no>:",
        "Le 3 mai 2026 à 10:00, Kari <k@x.no> a écrit :",
        "El 3 may 2026, a las 10:00, Kari <k@x.no> escribió:",
        "Em 3 de maio de 2026, Kari <k@x.no> escreveu:",
        "Il giorno 3 mag 2026, Kari <k@x.no> ha scritto:",
        "Op 3 mei 2026 om 10:00 schreef Kari <k@x.no>:",
        "man. 3. mai 2026 kl. 10:00 skrev Kari <k@x.no>:",
        "Den 3 maj 2026 10:00 skrev Kari <k@x.no>:",
        "ma 3. toukok. 2026 klo 10.00 Kari (k@x.no) kirjoitti:",
        "W dniu 3.05.2026 o 10:00, Kari <k@x.no> pisze:",
        "pon., 3 maj 2026 o 10:00 Kari <k@x.no> napisał(a):",
        "Dne 3. 5. 2026 v 10:00 Kari <k@x.no> napsal(a):",
        "3 Mayıs 2026 Paz 10:00 tarihinde Kari <k@x.no> yazdı:",
        "3 мая 2026 г., 10:00 пользователь Kari <k@x.no> написал:",
        "пн, 3 мая 2026 г. в 10:00, Kari <k@x.no>:",
        "Kari <k@x.no> 于2026年5月3日周日 10:00写道：",
        "2026年5月3日(日) 10:00 Kari <k@x.no>:",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(intros); i++) {
        for (int quoted = 0; quoted < 2; quoted++) {
            g_autofree char *text = g_strdup_printf(
                "new\n\n%s\n\n%sold\n", intros[i], quoted ? "> " : "");
            g_autoptr(letter) r = trimmed(text);

            if (strcmp(r->new_text, "new") != 0)
                fail_msg("'%s' gave '%s'", text, r->new_text);
        }
    }
}

static void test_blocks(void **state)
{
    static const char *const blocks[] = {
        "From: Kari <k@x.no>\nSent: Monday 10:00\nTo: us\nSubject: x",
        "*From:* Kari\n*Sent:* Monday\n*To:* us\n*Subject:* x",
        "Von: Kari\nGesendet: Montag\nAn: uns\nBetreff: x",
        "De : Kari\nEnvoyé le : lundi\nÀ : nous\nObjet : x",
        "De: Kari\nEnviado: lunes\nPara: nos\nAsunto: x",
        "Da: Kari\nInviato: lunedì\nA: noi\nOggetto: x",
        "Van: Kari\nVerzonden: maandag\nAan: ons\nOnderwerp: x",
        "Fra: Kari\nSendt: mandag\nTil: oss\nEmne: x",
        "Från: Kari\nSkickat: måndag\nTill: oss\nÄmne: x",
        "Lähettäjä: Kari\nLähetetty: ma\nVastaanottaja: me\nAihe: x",
        "Od: Kari\nWysłano: pon\nDo: nas\nTemat: x",
        "Kimden: Kari\nGönderildi: pzt\nKime: biz\nKonu: x",
        "От: Кари\nОтправлено: пн\nКому: нам\nТема: x",
        "差出人: Kari\n送信日時: 月\n宛先: us\n件名: x",
        "发件人: Kari\n发送时间: 一\n收件人: us\n主题: x",
        "-----Original Message-----",
        "----- Ursprüngliche Nachricht -----",
        "________________________________\nFrom: Kari\nSent: Monday\nTo: us",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++) {
        g_autofree char *text =
            g_strdup_printf("new\n\n%s\n\nold\n", blocks[i]);
        g_autoptr(letter) r = trimmed(text);

        if (strcmp(r->new_text, "new") != 0)
            fail_msg("'%s' gave '%s'", text, r->new_text);
        assert_non_null(strstr(r->quoted, "old"));
    }
}

static void test_forwards(void **state)
{
    static const row rows[] = {
        {"FYI\n\n---------- Forwarded message ----------\nFrom: a@b\n"
         "Date: x\nSubject: y\nTo: z\n\ntext\n",
         "FYI\n\n---------- Forwarded message ----------\nFrom: a@b\n"
         "Date: x\nSubject: y\nTo: z\n\ntext",
         ""},
        /* nothing but history: somebody forwards without a word */
        {"From: a@b\nSent: x\nTo: y\nSubject: z\n\ntext\n",
         "From: a@b\nSent: x\nTo: y\nSubject: z\n\ntext", ""},
        {"Date: Wednesday 3 October\nTime: 7:00\nAddress: Fox St\n\nCome.\n",
         "Date: Wednesday 3 October\nTime: 7:00\nAddress: Fox St\n\nCome.", ""},
    };

    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_signatures(void **state)
{
    static const row rows[] = {
        {"text\n\n-- \nKari\nExample\n", "text", "Kari\nExample"},
        {"text\n--\nKari\n", "text", "Kari"},
        {"text\n\nSent from my iPhone\n", "text", "Sent from my iPhone"},
        {"text\n\nSent from my iPhone\n\n> old\n", "text",
         "Sent from my iPhone"},
        {"text\n\nVon meinem iPhone gesendet\n", "text",
         "Von meinem iPhone gesendet"},
        {"text\n\nОтправлено с iPhone\n", "text", "Отправлено с iPhone"},
        {"text\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n", "text",
         "Get Outlook for iOS<https://aka.ms/o0ukef>"},
        {"Sent from my desk, this is easier than the phone.\n",
         "Sent from my desk, this is easier than the phone.", ""},
        {"text\n\nThanks,\nAnn\n", "text\n\nThanks,\nAnn", ""},
        {"text\n\nRegards,\n\nJohn Doe\nCEO\n", "text\n\nRegards,\n\nJohn Doe",
         "CEO"},
        {"text\n\nKari Nordmann\nExample AS\nTel: +47 22 22 22 22\n", "text",
         "Kari Nordmann\nExample AS\nTel: +47 22 22 22 22"},
        {"text\n\n> old\n\n-- \nKari\n", "text", "Kari"},
        {"a -- b is no signature\n", "a -- b is no signature", ""},
        {"Call me at +47 22 22 22 22\n", "Call me at +47 22 22 22 22", ""},
        {"-- first point\n-- second point\n", "-- first point\n-- second point",
         ""},
    };

    check_rows(rows, G_N_ELEMENTS(rows));
}

/* Processor time for 400,000 octets of that line. */
static double seconds_for(const char *line)
{
    g_autoptr(GString) s = g_string_new(NULL);
    g_autoptr(letter) r = NULL;
    clock_t from;

    while (s->len < 400000)
        g_string_append(s, line);
    from = clock();
    r = trimmed(s->str);
    assert_non_null(r->new_text);
    return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* No line, however often it comes, takes much longer than one that says nothing
 * (what looks at all lines for each line takes hundreds of times as long). */
static void test_big(void **state)
{
    const double plain = seconds_for("lorem ipsum\n");
    static const char *const lines[] = {
        "> \n",
        "Sent from my \n",
        "On 3 May 2026 Kari wrote:\n",
        "From: a\n",
        "> a\nb\n",
        "--\nx\n\n",
        "a@b.c:\n",
        "----------------------------------------------\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        double took = seconds_for(lines[i]);

        if (took > 30 * plain + 0.5)
            fail_msg("'%s' takes %.2f s, a plain line %.2f s", lines[i], took,
                     plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes),     cmocka_unit_test(test_languages),
        cmocka_unit_test(test_blocks),     cmocka_unit_test(test_forwards),
        cmocka_unit_test(test_signatures), cmocka_unit_test(test_big),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
