/* test_thanks: which messages only thank. Each is parted first as any message is:
 * quotes and signatures are no part of what was said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "filters/thanks.h"
#include "mail/letter.h"
#include "quote/trim.h"

static const char *const names[] = {"Anna Larsen", "Kari Nordmann",
                                    "Иван Петров", "Jürgen Müller-Lüdenscheid"};

static bool is_thanks(const char *text)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    letter *l = letter_new();

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_ptr_array_add(all, (void *)names[i]);
    g_free(l->text);
    l->text = g_strdup(text);
    g_free(l->subject);
    l->subject = g_strdup("Re: Printer");
    trim_letter(l);
    bool blank = l->new_text[strspn(l->new_text, " \t\n")] == '\0';
    bool is = thanks_alone(blank ? l->text : l->new_text, all);
    letter_free(l);
    return is;
}

static void check(const char *const *texts, size_t count, bool wanted)
{
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_thanks(texts[i]) == wanted)
            continue;
        print_error("%s: %s\n", wanted ? "not seen" : "seen", texts[i]);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define QUOTE                                                            \
    "\n\nOn Mon, 23 Nov 2026 at 11:02, Anna Larsen via Support wrote:\n" \
    "> Please restart the printer, does it work then?\n> Anna\n"

static void test_thanks(void **state)
{
    static const char *const texts[] = {
        "Thanks",
        "thanks!",
        "Thank you.",
        "THANK YOU SO MUCH!!!",
        "Thank you very much for your help.",
        "Thanks a lot, Anna!",
        "Thanks Anna\n\nKari",
        "Hi Anna,\n\nThank you for the quick reply.\n\nBest regards,\nKari "
        "Nordmann",
        "Dear support team,\n\nmany thanks for your prompt support.\n\nKind "
        "regards\nKari",
        "Perfect, thanks!",
        "Great! It works now. Thanks again.",
        "That's great, thank you",
        "That\xe2\x80\x99s perfect, thanks a million",
        "That did the trick. Thank you!",
        "Thx",
        "thx :)",
        "Cheers mate",
        "Much appreciated!",
        "I really appreciate your help",
        "We are very grateful",
        "Thank you both, have a nice weekend",
        "Thank you all and have a great day!",
        "Ok, thanks",
        "Okay. Got it. Thanks!",
        "Received, thank you.",
        "Thanks, solved.",
        "Thank you, the problem is solved.",
        "Problem solved, thanks",
        "Issue resolved. Thank you for your assistance.",
        "Thanks for solving this so quickly",
        "Thank you for getting back to me so quickly.",
        "Thanks for the info",
        "Thank you for your patience and help",
        "Thanks, you can close the ticket.",
        "Please close this ticket, thank you",
        "You're the best! Thanks!",
        "Thank you. You made my day",
        "Excellent service, thank you!",
        "Very helpful, thank you.",
        "\xf0\x9f\x91\x8d",
        "\xf0\x9f\x99\x8f\xf0\x9f\x8f\xbb\xf0\x9f\x99\x8f\xf0\x9f\x8f\xbb",
        "Thanks \xf0\x9f\x98\x8a",
        "\xe2\x9d\xa4\xef\xb8\x8f",
        "Thanks!" QUOTE,
        "\xf0\x9f\x91\x8d" QUOTE,
        "Thank you!\n\nSent from my iPhone",
        "Thanks\n\nGet Outlook for iOS",
        "Thanks\n\nSent from Outlook for Android" QUOTE,
        "Thank you.\n\n-- \nKari Nordmann\nHead of printing\n+47 22 33 44 55\n"
        "www.example.com",
        "Tusen takk!\n\nSendt fra min iPhone",
        "Danke!\n\nVon meinem iPhone gesendet",
        "\xd0\xa1\xd0\xbf\xd0\xb0\xd1\x81\xd0\xb8\xd0\xb1\xd0\xbe!\n\n"
        "\xd0\x9e\xd1\x82\xd0\xbf\xd1\x80\xd0\xb0\xd0\xb2\xd0\xbb\xd0\xb5\xd0"
        "\xbd\xd0\xbe \xd1\x81 iPhone",
        /* Russian */
        "Спасибо",
        "Спасибо большое!",
        "Большое спасибо за помощь.",
        "Огромное спасибо за оперативность",
        "Добрый день!\nСпасибо за быстрый ответ.\n\nС уважением,\nИван Петров",
        "Спасибо, всё работает",
        "Все заработало, спасибо!",
        "Благодарю за помощь",
        "Благодарим вас за вашу поддержку",
        "Спасибо, Иван",
        "Спс)",
        "Понял, спасибо",
        "Вопрос решен, благодарю. Хорошего дня!",
        "Спасибо, заявку можно закрыть",
        "ок, спасибо",
        /* Norwegian, Swedish, Danish */
        "Takk",
        "Tusen takk for hjelpen!",
        "Hei!\n\nTakk for rask tilbakemelding.\n\nMvh Kari",
        "Supert, takk! Ha en fin dag",
        "Nå virker det, takk",
        "Takk for god hjelp, dere er flinke!",
        "Mange takk. God helg!",
        "Perfekt, takk skal du ha",
        "Tack så mycket!",
        "Tack för snabb hjälp",
        "Nu fungerar det, tack. Trevlig helg!",
        "Tak for hjælpen",
        "Mange tak, god dag",
        /* German */
        "Danke",
        "Vielen Dank!",
        "Herzlichen Dank für die schnelle Hilfe",
        "Hallo Anna,\n\nvielen Dank für Ihre schnelle Antwort.\n\nMit "
        "freundlichen Grüßen\nJürgen Müller-Lüdenscheid",
        "Super, danke!",
        "Danke, alles klar",
        "Es funktioniert jetzt, vielen Dank",
        "Danke Ihnen sehr, schönes Wochenende",
        "Problem gelöst, danke",
        "Ich bedanke mich",
        /* French */
        "Merci",
        "Merci beaucoup pour votre aide",
        "Bonjour,\n\nMerci pour votre réponse rapide.\n\nCordialement,\nKari",
        "Parfait, merci !",
        "Je vous remercie. Bonne journée",
        /* Spanish */
        "Gracias",
        "Muchas gracias por su ayuda",
        "Mil gracias, ya funciona. Saludos",
        "Perfecto, gracias",
        /* others */
        "Bedankt",
        "Dank je wel voor de snelle reactie",
        "Hartelijk dank, alles werkt",
        "Grazie mille",
        "Ti ringrazio, tutto funziona. Cordiali saluti",
        "Dziękuję bardzo",
        "Dziękujemy za szybką pomoc",
        "Muito obrigado pela ajuda",
        "Obrigada!",
        "Kiitos avusta",
        "Kiitos paljon, hyvää viikonloppua",
        "Дуже дякую за допомогу",
        "Děkuji moc",
        "Díky za rychlou pomoc",
        "Çok teşekkürler",
        "Teşekkür ederim, iyi çalışmalar",
        "Sağol",
    };

    check(texts, G_N_ELEMENTS(texts), true);
}

static void test_more(void **state)
{
    static const char *const texts[] = {
        "",
        " \n",
        "Thanks, but it still fails.",
        "Thank you, but it does not work",
        "Thanks, however the second printer is broken",
        "Thanks but no thanks",
        "No thanks",
        "Thanks for nothing",
        "Thanks a lot for ignoring me",
        "Thanks in advance",
        "Many thanks in advance for your help",
        "Thanks?",
        "Thank you, when will it be done?",
        "Thanks! And how do I print on both sides",
        "Does it work now? Thanks",
        "Thanks, it doesn't work",
        "Thanks, it doesn\xe2\x80\x99t work now",
        "Thanks, it does not work.",
        "Thanks, not solved",
        "Thanks, it works not",
        "Thanks, still broken",
        "Thanks, it worked until today",
        "Thanks, I will try it tomorrow",
        "Thank you, I'll let you know",
        "Thanks, please call me",
        "Thanks. Call 22 33 44 55",
        "Thanks 2",
        "Thanks, order 4711",
        "Thanks: https://example.com/screenshot.png",
        "Thanks! One more thing",
        "Thanks, see attached",
        "Thanks, the new invoice is still wrong",
        "Help! Thanks",
        "Please help, thanks",
        "I need help. Thanks",
        "Thank you for waiting for my order, where is it",
        "I would have been grateful had it worked",
        "Great.",
        "Perfect!",
        "OK",
        "It works now",
        "Solved.",
        "Best regards,\nKari",
        "Hello",
        "Kari",
        "Anna",
        "Close this ticket",
        "You can close the ticket",
        "Please do not close the ticket, thanks",
        "Thanks, don't close it",
        "Reopen it, thanks",
        "Thanks, Bob said it fails",
        "Thanks Bertil",
        "Thanks\n\n/reopen",
        "Thanks!" QUOTE "\nNo, it does not work after that",
        "> Please restart it\nDone, no change\n\nThanks",
        "Thank you for your call. It was of no use",
        "Thanks for the update, waiting",
        "Thank you for the quick reply. I have a question",
        "Thank you for your patience, but mine is over",
        "\xf0\x9f\x91\x8e",
        "Thanks \xf0\x9f\x91\x8e",
        "Thanks \xf0\x9f\x98\xa1",
        "Thanks :(",
        "Thanks :-/",
        "Thanks =(",
        "Thanks for fixing it and breaking the other one",
        "Thanks, unsubscribe",
        "Thanks \xef\xbc\x9f",
        "I appreciate",
        "Thanked him already",
        "Thanksgiving",
        "tanks",
        "Thankless",
        "Ta-da, broken again",
        "Thank you for your mail, I am away until Monday",
        "Thanks. It happened again",
        "Thanks, but",
        "Thanks. Sorry to bother you",
        "Thank you, one printer of three works",
        "Thanks for letting me know that you will not help",
        /* Russian */
        "Спасибо, но не работает",
        "Спасибо, не помогло",
        "Не работает, спасибо",
        "Заранее спасибо",
        "Заранее благодарю за ответ",
        "Спасибо, жду",
        "Спасибо, а когда будет готово?",
        "Спасибо, проблема осталась",
        "Спасибо не за что",
        "Спасибо, всё по-прежнему",
        "Спасибо, заявку пока не закрывайте",
        "Нет, спасибо",
        "Работает",
        "Спасибо большое, но ещё один вопрос",
        "Благодаря вам всё сломалось",
        /* Norwegian and its neighbours */
        "Takk, men det virker ikke",
        "Nei takk",
        "Takk på forhånd",
        "Takk, når kommer det",
        "Det virker fortsatt ikke, takk",
        "Takk, lukk ikke saken",
        "Tack, men det fungerar inte",
        "Tack på förhand",
        "Tak, men det virker ikke",
        /* German */
        "Danke, aber es geht nicht",
        "Nein danke",
        "Vielen Dank im Voraus",
        "Danke, funktioniert leider nicht",
        "Danke, ich melde mich",
        "Vielen Dank, bitte um Rückruf",
        "Danke, es funktioniert immer noch nicht",
        "Danke für nichts",
        "Dank Ihres Updates ist jetzt alles kaputt",
        /* French, Spanish, others */
        "Merci mais ça ne marche pas",
        "Non merci",
        "Merci d'avance",
        "Merci, cela ne fonctionne toujours pas",
        "Merci de me rappeler",
        "Merci de votre réponse, cependant rien ne change",
        "Gracias, pero no funciona",
        "No gracias",
        "Gracias de antemano",
        "Gracias, sigue igual",
        "Bedankt, maar het werkt niet",
        "Alvast bedankt",
        "Nee, bedankt",
        "Grazie, ma non funziona",
        "Grazie in anticipo",
        "Dziękuję, ale nie działa",
        "Z góry dziękuję",
        "Obrigado, mas não funciona",
        "Kiitos, mutta ei toimi",
        "Kiitos etukäteen",
        "Дякую, але не працює",
        "Děkuji, ale nefunguje to",
        "Děkuji předem",
        "Teşekkürler ama çalışmıyor",
        "Şimdiden teşekkürler",
        "Thanks\xff",
    };

    check(texts, G_N_ELEMENTS(texts), false);
}

/* However long it thanks, the answer comes soon. */
static void test_long(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);

    while (text->len < THANKS_TEXT_MAX - 20)
        g_string_append(text, "thank you very much ");
    assert_true(thanks_alone(text->str, NULL));
    g_string_append(text, "zebra");
    gint64 began = g_get_monotonic_time();
    assert_false(thanks_alone(text->str, NULL));
    assert_true(g_get_monotonic_time() - began < G_USEC_PER_SEC);
    for (int i = 0; i < 10; i++)
        g_string_append(text, " thank you");
    g_string_truncate(text, 0);
    while (text->len <= THANKS_TEXT_MAX)
        g_string_append(text, "thanks ");
    assert_false(thanks_alone(text->str, NULL));
    assert_false(thanks_alone(NULL, NULL));
}

/* A name is known, or it is a word like any other. */
static void test_names(void **state)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();

    g_ptr_array_add(known, (void *)"Will Lee");
    assert_true(thanks_alone("Thanks, Will", known));
    assert_true(thanks_alone("Thanks WILL", known));
    assert_false(thanks_alone("Thanks, will try", known));
    assert_false(thanks_alone("Thanks, Willy", known));
    assert_false(thanks_alone("Thanks, Will", NULL));
    assert_false(thanks_alone("Will", known));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thanks),
        cmocka_unit_test(test_more),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_names),
    };
    trim_ready();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
