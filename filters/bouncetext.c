/* bouncetext: recipients and reasons out of texts that mail servers write. */
#include "filters/bouncetext.h"

#include <string.h>

#define BOUNCETEXT_MAX        20000 /* octets of a report that are looked at */
#define BOUNCETEXT_RECIPIENTS 200
#define BOUNCETEXT_LINE_MAX   1000 /* octets of its lines */
#define BOUNCETEXT_REASON     10 /* lines below an address that may be about it */

#define ADDRESS                                                                  \
    "(?<![\\w.+@-])([^\\s<>\"'(),:;=@\\[\\]（）：；，。、「」]{1,64}+@" \
    "[\\w.-]{1,250}[\\w])"

typedef enum {
    RE_FAILURE,
    RE_YOURS, /* "your message" */
    RE_SUBJECT,
    RE_RETURNED, /* a line above the returned message */
    RE_ALONE,    /* a line that begins with an address */
    RE_NAMED,    /* words, then an address */
    RE_ADDRESS,
    RE_LIST, /* a line that announces recipients */
    RE_BARE, /* a name without domain, alone on its line */
    RE_DELAYED,
    RE_ENHANCED,
    RE_SMTP,
    RE_NO_USER,
    RE_NO_DOMAIN,
    RE_NO_ANSWER,
    RE_FULL,
    RES
} re;

static const char *const patterns[RES] = {
    [RE_FAILURE] =
        "could not be delivered|n['o]t able to (?:be )?deliver|"
        "unable to deliver|not (?:been )?delivered|undeliver|"
        "delivery (?:to [^.]{0,80})?(?:has )?(?:failed|failure)|"
        "failed permanently|permanent (?:fatal |delivery )?(?:error|failure)|"
        "did not reach|did not receive|delivery problems?|user not "
        "known|address(?:es|\\(es\\))? failed|failed addresses|"
        "recipients? failed|failed recipients?|mailbox unavailable|"
        "not yet been delivered|has been (?:delayed|postponed|returned)|"
        "was aborted|cannot be delivered|(?:automatically|was) rejected|"
        "returned mail|not accepted|failed because|fatal errors|"
        "(?:unknown|invalid)[^.]{0,30} user|mailbox is full|"
        "nicht zugestellt|unzustellbar|nicht zustellbar|"
        "no pudo ser entregado|no se (?:ha )?(?:pudo|podido) entregar|"
        "n'a pas (?:pu |été )?(?:être |etre )?(?:d[ée]livr|remis|distribu)|"
        "non (?:è stat[oa] )?(?:recapitat|consegnat)|"
        "não (?:pôde|foi) (?:ser )?entregue|niet (?:worden )?bezorgd|"
        "не (?:может быть|был[оа]?) доставлен|невозможно доставить|"
        "не доставлен|无法(?:发送|投递|送达)|無法投遞|配信できません|"
        "配信不能|kunne ikke leveres|kunde inte levereras|ei voitu toimittaa|"
        "nie (?:można|udało się|została) [^.]{0,20}dostarcz|nelze doručit|"
        "teslim edilemedi|nie dostarczono|niedostarcz|"
        "сбой доставки|не удал\\p{L}+ доставить|не может быть отправлено|"
        "не вдалося доставити|toimittaminen[^.]{0,60} epäonnistui|"
        "recapito non riuscito|falha na entrega|não foi possível entregar|"
        "échec de (?:la )?remise|error de entrega|"
        "(?:levering|leveransen)[^.]{0,60} (?:mislyk|misslyck)|"
        "inte att leverera|bezorging[^.]{0,60} mislukt|"
        "(?:未能|无法|無法)(?:传递|送达|投递|傳遞|遞送)|邮件被退回|退信原因|"
        "配信に失敗|配信できません|배달되지|전달되지|전송하지 못|nedoruč|"
        "kézbesíthetetlen|nem kézbesíthető|nu (?:a putut fi|au putut fi) "
        "livrat|"
        "δεν (?:ήταν|είναι) δυνατή η παράδοση|zustellung[^.]{0,60} "
        "(?:nicht möglich|fehlgeschlagen)|nachrichtenzustellung|"
        "übermittlung[^.]{0,60} fehlgeschlagen|la remise[^.]{0,60} a échoué|"
        "la entrega[^.]{0,60} ha(?: sido)? (?:fallado|imposible)|"
        "доставк\\p{L}+[^.]{0,60} (?:не выполнена|невозможна|не удалась)",
    [RE_YOURS] = "\\b(?:your (?:e-?mail|message|mail)|a message that you sent|"
                 "ihre (?:e-?mail|nachricht)|votre (?:message|courriel)|"
                 "su (?:mensaje|correo)|(?:il )?suo messaggio|sua mensagem|"
                 "uw bericht|(?:ditt|din) (?:meddelande|meddelelse|melding|"
                 "besked)|meldingen din|viestisi|twoja wiadomość|vaše zpráva|"
                 "iletiniz|ваше (?:письмо|сообщение))|您的邮件|您的郵件|"
                 "お客様のメール|귀하의 메일",
    [RE_SUBJECT] =
        "^\\W*(?:\\[[^\\]]*\\]\\s*)?(?:undeliver|e?-?mail delivery|"
        "(?:permanent )?delivery (?:status|fail|problem|report|has failed|"
        "warning|notification|error|delayed)|failure notice|returned mail|"
        "returned to sender|mail (?:delivery|system|could not|fail|error|"
        "undeliver)|message (?:delayed|not delivered|undeliver|could not)|"
        "warning: (?:e?-?mail|message|could not)|non[- ]delivery|"
        "(?:automatically )?rejected mail|failed mail|mail failure|"
        "processing error|unzustellbar|nicht zustellbar|"
        "zustellung (?:fehlgeschlagen|nicht)|non remis|"
        "(?:échec|erreur) de (?:la )?(?:remise|distribution)|"
        "no se (?:puede|pudo) entregar|mancata consegna|"
        "не доставлено|недоставленное|не уда[её]тся доставить|"
        "не вдалося доставити|退信|系统退信|未送达|未傳遞|無法傳遞|无法送达|"
        "配信不能|배달되지 않음|배달 못 함|kan ikke leveres|kan inte levereras|"
        "onbestelbaar|ei voi toimittaa|non recapitabile|non consegnat|"
        "não (?:é possível|foi possível) entregar|não entregue|"
        "mensaje no entregado|niedostarcz|nie można dostarczyć|"
        "nelze doručit|nedoručiteln|teslim edilemedi|iletilemedi|"
        "benachrichtigung (?:zum|über den) (?:übermittlungs|zustell)status|"
        "notification d['’]état de (?:la )?(?:remise|distribution)|"
        "notificación de(?:l)? estado de (?:la )?entrega|"
        "notifica sullo stato del recapito|melding om leveringsstatus|"
        "leveransstatus|уведомление о (?:состоянии|статусе) доставки|"
        "kézbesíthetetlen|nelivrabil|μη παραδοτέο|olevererbar)|"
        "\\(delivery failed\\)\\s*$|mail failure\\W*$|delivery failure\\W*$|"
        "(?:was|could) not (?:be )?delivered\\W*$",
    [RE_RETURNED] =
        "^[\\s>*=#|-]*(?:below (?:this|the next) line|(?:the )?original message"
        "(?: (?:follows|is|as|below|header))|-{3,} ?original message|"
        "old message|"
        "(?:here|this|included|enclosed|below|attached|the following) is a "
        "copy|a copy of (?:the|your)|copy of (?:the|your) (?:original "
        ")?message|"
        "(?:start of )?returned (?:mail|message)(?: follows)?\\s*-*$|"
        "message header|the header (?:of|and)|unsent message|"
        "the first \\d+ lines of|message text follows|begin(?:ning)? of "
        "(?:returned|original)|mensaje original|ниже этой линии|"
        "附件中的内容)",
    [RE_ALONE] = "^[\\s>*-]{0,20}(?:<|\"[^\"]{0,100}\"\\s*<|['\"])?" ADDRESS
                 "(?:=20)?['\"]?>?\\s*"
                 "(?:$|[:;(]|\\.\\.\\.|on \\w{3}|<|\\[|- |failed|=20)",
    [RE_NAMED] =
        "(?:(?:recipient|addressee?|user(?:id)?|mailbox|account|attempts|"
        "error-for|undeliverable|unknown|(?:delivere?d?|sent|message|mail) to|"
        "(?:delivere?d?|violation|mail|message) for|addressed(?: to|,)|"
        "(?:message|mail|email) to|smtp|expanded from|rcpt to)"
        "(?:s|\\(s\\)| name| address| id)?\\s*[:=]?\\s*['\"<]{0,2})" ADDRESS,
    [RE_ADDRESS] = ADDRESS,
    [RE_LIST] = "(?:following|these) (?:recipient|address|user)|"
                "failed recipients|message to the following",
    [RE_BARE] = "^\\s+<?([\\w.+-]{2,64})>?\\s*$",
    [RE_DELAYED] = "not yet been delivered|(?:has|have|been|message) (?:been )?"
                   "(?:delayed|postponed)|"
                   "will (?:be retried|continue to|keep trying|be attempted)|"
                   "attempts will (?:continue|be made)|warning message only|"
                   "just a warning|(?:delivery|delivering)[^.]{0,30} delayed|"
                   "verzögert|retardé|задерж",
    [RE_ENHANCED] =
        "(?<![\\d.])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\d.]*\\d)",
    [RE_SMTP] = "(?<![\\d.])([45])\\d\\d[ -](?!bytes|kb|mb|msec|ms\\b)",
    [RE_NO_USER] = "user (?:is )?(?:unknown|not (?:found|known)|does ?n['o])|"
                   "unknown (?:user|recipient|address|mailbox)|no such (?:user|"
                   "address|mailbox)|no mailbox here|does not exist|"
                   "doesn't have an? \\S+ account|recipient name is not "
                   "recognized|not listed in|invalid (?:mailbox|recipient)",
    [RE_NO_DOMAIN] = "unrout(?:e)?able (?:mail )?domain|host (?:unknown|not "
                     "found)|domain (?:does not exist|not found|unknown)|"
                     "name service error|no such (?:host|domain)",
    [RE_NO_ANSWER] = "could not initiate smtp|connection (?:timed out|refused|"
                     "was dropped)|host \\S+ is not responding|"
                     "server did not respond",
    [RE_FULL] =
        "(?:mailbox|inbox|account|user|recipient)[^.]{0,40} (?:is )?"
        "(?:full|over (?:its )?quota)|quota exceeded|over quota|"
        "exceeded (?:its |the )?(?:storage|mailbox|quota)|"
        "postfach[^.]{0,30} (?:ist )?voll|boîte[^.]{0,40} pleine|"
        "buzón[^.]{0,30} lleno|ящик[^.]{0,30} переполнен|邮箱已满|空间不足",
};

static GRegex *compiled[RES];

static void compile_all(void)
{
    static gsize done;

    if (!g_once_init_enter(&done))
        return;
    for (int i = 0; i < RES; i++) {
        g_autoptr(GError) error = NULL;

        compiled[i] = g_regex_new(
            patterns[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &error);
        if (!compiled[i])
            g_error("pattern %d of bouncetext: %s", i, error->message);
    }
    g_once_init_leave(&done, 1);
}

static bool matches(re which, const char *text)
{
    compile_all();
    return g_regex_match(compiled[which], text, 0, NULL);
}

/* The last group of the first match; NULL if there is none. */
static char *capture(re which, const char *text)
{
    g_autoptr(GMatchInfo) info = NULL;

    compile_all();
    if (!g_regex_match(compiled[which], text, 0, &info))
        return NULL;
    return g_match_info_fetch(info, g_match_info_get_match_count(info) - 1);
}

/* The start of a text, as one line. */
static char *one_line(const char *text, size_t size)
{
    const char *end;
    char *s;

    g_utf8_validate_len(text, MIN(size, BOUNCETEXT_MAX), &end);
    s = g_strndup(text, (gsize)(end - text));
    g_strdelimit(s, "\n\t", ' ');
    return s;
}

bool bouncetext_is_failure(const char *text)
{
    g_autofree char *s = one_line(text, bouncetext_returned(text));

    return matches(RE_FAILURE, s);
}

bool bouncetext_is_addressed(const char *text)
{
    g_autofree char *s = one_line(text, bouncetext_returned(text));

    return matches(RE_YOURS, s) && !strstr(s, "? ") &&
           !g_str_has_suffix(g_strchomp(s), "?");
}

bool bouncetext_is_subject(const char *subject)
{
    return strlen(subject) <= BOUNCETEXT_LINE_MAX &&
           matches(RE_SUBJECT, subject);
}

size_t bouncetext_returned(const char *text)
{
    const char *p = text;

    while (*p && (size_t)(p - text) < BOUNCETEXT_MAX) {
        size_t n = strcspn(p, "\n");

        if (n > 0 && n <= BOUNCETEXT_LINE_MAX) {
            g_autofree char *line = g_strndup(p, n);

            if (matches(RE_RETURNED, line))
                return (size_t)(p - text);
        }
        p += n + (p[n] == '\n');
    }
    return MIN(strlen(text), (size_t)(p - text));
}

char *bouncetext_status(const char *text, size_t size)
{
    g_autofree char *s = one_line(text, size);
    g_autofree char *class = NULL;
    g_autoptr(GMatchInfo) info = NULL;

    compile_all();
    if (g_regex_match(compiled[RE_ENHANCED], s, 0, &info)) {
        g_autofree char *a = g_match_info_fetch(info, 1);
        g_autofree char *b = g_match_info_fetch(info, 2);
        g_autofree char *c = g_match_info_fetch(info, 3);

        return g_strdup_printf("%s.%s.%s", a, b, c);
    }
    if (matches(RE_NO_DOMAIN, s))
        return g_strdup("5.1.2");
    if (matches(RE_NO_USER, s))
        return g_strdup("5.1.1");
    if (matches(RE_NO_ANSWER, s))
        return g_strdup(matches(RE_DELAYED, s) ? "4.4.1" : "5.3.2");
    class = capture(RE_SMTP, s);
    if (matches(RE_FULL, s))
        return g_strdup_printf("%s.2.2", class ? class : "5");
    return class ? g_strdup_printf("%s.0.0", class) : NULL;
}

/* ---- recipients ---- */

typedef struct finder {
    char **lines;
    GPtrArray *not_these;
    GPtrArray *found; /* char* */
    GArray *places;   /* guint: line of each */
} finder;

static bool is_office(const char *address)
{
    static const char *const locals[] = {"postmaster@", "mailer-daemon@",
                                         "abuse@", "hostmaster@", "helpdesk@"};

    for (size_t i = 0; i < G_N_ELEMENTS(locals); i++) {
        if (g_ascii_strncasecmp(address, locals[i], strlen(locals[i])) == 0)
            return true;
    }
    return false;
}

static void found_one(finder *f, char *address, guint line)
{
    bool good = address && strchr(address, '@') && !is_office(address) &&
                !strstr(address, "..");

    for (guint i = 0; good && i < f->not_these->len; i++) {
        const letter_address *a = f->not_these->pdata[i];

        good = g_ascii_strcasecmp(a->address, address) != 0;
    }
    for (guint i = 0; good && i < f->found->len; i++)
        good = g_ascii_strcasecmp(f->found->pdata[i], address) != 0;
    if (good && f->found->len < BOUNCETEXT_RECIPIENTS) {
        g_ptr_array_add(f->found, address);
        g_array_append_val(f->places, line);
    } else {
        g_free(address);
    }
}

static void find_stated(finder *f)
{
    for (guint i = 0; f->lines[i]; i++) {
        char *address;

        if (strlen(f->lines[i]) > BOUNCETEXT_LINE_MAX)
            continue;
        address = capture(RE_ALONE, f->lines[i]);
        if (!address)
            address = capture(RE_NAMED, f->lines[i]);
        found_one(f, address, i);
    }
}

/* "following recipients ...:\n\n   name" */
static void find_bare(finder *f, const char *domain)
{
    bool list = false;

    for (guint i = 0; f->lines[i]; i++) {
        g_autofree char *name = NULL;

        if (strlen(f->lines[i]) > BOUNCETEXT_LINE_MAX)
            continue;
        list |= matches(RE_LIST, f->lines[i]);
        name = list ? capture(RE_BARE, f->lines[i]) : NULL;
        if (name)
            found_one(f, g_strdup_printf("%s@%s", name, domain), i);
    }
}

/* The only address of the text, if there is just one. */
static void find_only(finder *f)
{
    for (guint i = 0; f->lines[i]; i++) {
        if (strlen(f->lines[i]) <= BOUNCETEXT_LINE_MAX)
            found_one(f, capture(RE_ADDRESS, f->lines[i]), i);
    }
    if (f->found->len > 1)
        g_ptr_array_set_size(f->found, 0);
}

/* What stands at and below a recipient, up to the next one. */
static char *reason_status(finder *f, guint k)
{
    guint from = g_array_index(f->places, guint, k), to = from;
    guint stop = k + 1 < f->places->len ? g_array_index(f->places, guint, k + 1)
                                        : G_MAXUINT;
    g_autoptr(GString) s = g_string_new(NULL);

    for (; to < stop && to < from + BOUNCETEXT_REASON && f->lines[to]; to++) {
        g_string_append(s, f->lines[to]);
        g_string_append_c(s, '\n');
    }
    return bouncetext_status(s->str, s->len);
}

void bouncetext_recipients(const char *text, GPtrArray *not_these,
                           const char *domain, GPtrArray *out)
{
    size_t end = bouncetext_returned(text);
    g_autofree char *report = g_strndup(text, end);
    g_auto(GStrv) lines = g_strsplit(report, "\n", -1);
    finder f = {lines, not_these, g_ptr_array_new_with_free_func(g_free),
                g_array_new(FALSE, FALSE, sizeof(guint))};
    g_autofree char *overall = bouncetext_status(report, end);
    g_autofree char *flat = one_line(report, end);
    bool delayed = matches(RE_DELAYED, flat);

    find_stated(&f);
    if (f.found->len == 0 && domain)
        find_bare(&f, domain);
    if (f.found->len == 0)
        find_only(&f);
    for (guint i = 0; i < f.found->len; i++) {
        g_autofree char *own = reason_status(&f, i);

        g_ptr_array_add(out, letter_bounce_new(f.found->pdata[i],
                                               delayed ? "delayed" : "failed",
                                               own ? own : overall));
    }
    g_ptr_array_unref(f.found);
    g_array_unref(f.places);
}
