/* test_code: which mail looks like a sign-up, a code or a verification of a
 * service, in several languages; and what people write about such things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "filters/codewords.h"
#include "filters/filter.h"

typedef struct row {
    bool marked;
    const char *from, *subject, *text;
} row;

#define LINK "https://acme.example/v?t=4f9a8c1be77d40aa91c3"

static const row rows[] = {
    /* ---- services */
    {true, "welcome@acme.example", "Confirm your address, [#1001-7KQ2M9XD]",
     "CODE884213 confirms support@example.org at Acme."},
    {true, "noreply@acme.example", "Mallory, your verification code", "884213"},
    {true, "hello@acme.example", "884213 is your Acme code",
     "Your login code is 884213. It expires in ten minutes."},
    {true, "team@acme.example", "Acme",
     "Hi,\n\nyour security code is:\n\n    884 213\n\nIf you did not request "
     "it, "
     "ignore this message."},
    {true, "team@acme.example", "Verify your email",
     "Please click the button below to verify your email: " LINK},
    {true, "team@acme.example", "Re: a word that somebody chose",
     "Use this code to sign in: 884213.\nNever share this code."},
    {true, "team@acme.example", "Sign in to your workspace",
     "Tap the link below to sign in.\n" LINK "\nThe link expires in an hour."},
    {true, "feedback@acme.example", "Anna has invited you to join Acme",
     "Click on the link to accept and join the team: " LINK},
    {true, "x@acme.example", "Reset your password",
     "To reset it, follow the link. If you did not ask for it, do nothing.\n"
     "If you didn't, tell us. " LINK},
    {true, "x@acme.example", "Bestätigen Sie Ihre E-Mail-Adresse",
     "Bitte klicken Sie auf den folgenden Link: " LINK},
    {true, "x@acme.example", "Ihr Bestätigungscode",
     "Geben Sie diesen Code ein: 884213"},
    {true, "x@acme.example", "Confirmez votre adresse e-mail",
     "Saisissez le code suivant : 884213"},
    {true, "x@acme.example", "Tu código de verificación",
     "Tu código de verificación es 884213. No compartas este código."},
    {true, "x@acme.example", "Codice",
     "Il tuo codice di verifica: 884213. Il codice scade tra dieci minuti."},
    {true, "x@acme.example", "Seu código de verificação",
     "Digite este código: 884213"},
    {true, "x@acme.example", "Bevestig je e-mailadres",
     "Klik op de knop hieronder: " LINK},
    {true, "x@acme.example", "Bekreft din e-postadresse",
     "Klikk på lenken for å bekrefte: " LINK},
    {true, "x@acme.example", "Din engangskode",
     "Skriv inn denne koden: 884213. Koden utløper om ti minutter."},
    {true, "x@acme.example", "Verifiera din e-postadress",
     "Ange följande kod: 884213"},
    {true, "x@acme.example", "Подтвердите ваш адрес",
     "Перейдите по ссылке: " LINK},
    {true, "x@acme.example", "Код подтверждения",
     "Ваш код: 884213. Никому не сообщайте этот код."},
    {true, "x@acme.example", "Підтвердіть вашу адресу", "Введіть код 884213."},
    {true, "x@acme.example", "Twój kod weryfikacyjny", "Wpisz ten kod: 884213"},
    {true, "x@acme.example", "Ověřte svůj účet", "Zadejte tento kód: 884213"},
    {true, "x@acme.example", "Doğrulama kodunuz",
     "Doğrulama kodunuz: 884213. Kodu kimseyle paylaşmayın."},
    {true, "x@acme.example", "メールアドレスの確認",
     "認証コード: 884213\nこのコードを入力してください。"},
    {true, "x@acme.example", "您的验证码",
     "您的验证码是 884213，10 分钟内有效。"},
    {true, "x@acme.example", "인증번호 안내",
     "인증번호: 884213 번호를 입력해 주세요."},

    /* ---- people */
    {false, "kari@example.com", "Verification code",
     "I do not get a verification code. My order is 884213."},
    {false, "kari@example.com", "Your code does not work",
     "I enter 884213, and nothing happens."},
    {false, "kari@example.com", "Cannot log in",
     "My verification code was 884213, and the page said that it is wrong."},
    {false, "kari@example.com", "Password",
     "I want to reset my password. My customer number is 4711-22."},
    {false, "kari@example.com", "Order 884213",
     "Please confirm your address, I shall send it back."},
    {false, "kari@example.com", "Invoice 2026-0815",
     "See https://example.com/invoice/4f9a8c1be77d40aa91c3 and call 22 33 44."},
    {false, "kari@example.com", "Konto",
     "Ich kann mein Konto nicht bestätigen. Meine Kundennummer ist 884213."},
    {false, "kari@example.com", "Код",
     "Мне не приходит код подтверждения. Номер заказа 884213."},
    {false, "kari@example.com", "Kode",
     "Jeg får ikke noen kode. Telefonen min er 22334455."},
    {false, "noreply@shop.example", "Your order 884213 has been sent",
     "Follow it at https://shop.example/orders/884213"},
    {false, "kari@example.com", "", ""},
};

static letter *letter_of(const row *r)
{
    letter *l = letter_new();

    g_ptr_array_add(l->from, letter_address_new(NULL, r->from));
    l->subject = g_strdup(r->subject);
    g_free(l->text);
    g_free(l->new_text);
    l->text = g_strdup(r->text);
    l->new_text = g_strdup(r->text);
    return l;
}

static void test_rows(void **state)
{
    unsigned wrong = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = letter_of(&rows[i]);
        assert_false(filter_code.run(NULL, l)); /* it claims no kind */
        if ((l->sign_up != NULL) == rows[i].marked)
            continue;
        print_error("%s: \"%s\"\n", rows[i].marked ? "not marked" : "marked",
                    rows[i].subject);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* What was quoted is not looked at where there is more; a long text ends. */
static void test_where(void **state)
{
    const row quoted = {false, "kari@example.com", "Help", "What is this?"};
    g_autoptr(letter) l = letter_of(&quoted);
    g_autofree char *much = g_strnfill(20000, 'x');

    g_free(l->text);
    l->text = g_strdup("What is this?\n> Your security code is 884213.\n"
                       "> Enter this code. Never share this code.\n");
    filter_code.run(NULL, l);
    assert_null(l->sign_up);
    g_free(l->new_text);
    l->new_text = g_strdup(" \n");
    filter_code.run(NULL, l);
    assert_string_equal(l->sign_up, "it tells a code");

    const row long_one = {false, "x@acme.example", "Acme", much};
    g_autoptr(letter) m = letter_of(&long_one);
    filter_code.run(NULL, m);
    assert_null(m->sign_up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_where),
    };

    codewords_ready();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
