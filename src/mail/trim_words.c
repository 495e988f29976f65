/* trim_words: the words of many languages around quoted text, as patterns. */
#include "mail/trim_lines.h"

#define VERBS                                                                                       \
    "(?:wrote|writes|sent|said|schrieb|schreibt|geschrieben|a\\s+[ée]crit|"                        \
    "[ée]crivait|escribi[óo]|ha\\s+scritto|scrive|scrisse|skrev|skriver|"                         \
    "kirjoitti|schreef|geschreven|escreveu|"                                                        \
    "napisał(?:a|\\(a\\))?|pisze|napsal(?:a|\\(a\\))?|yazdı|yazmış|"                            \
    "на?писа[лв](?:а|\\(а\\))?|пишет|пише|viết|írta|a\\s+scris|έγραψε|" \
    "kirjutas|rašė|写道|寫道|来信|書きました|のメール|작성)"

#define MONTHS                                                                                                    \
    "(?:jan|feb|m[aä]r|apr|ma[iyj]|jun|jul|aug|sep|o[ck]t|nov|de[czs]|fév|"                                     \
    "avr|juin|juil|août|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|янв|фев|мар|"                           \
    "апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|грудня|січ|sty|lut|kwi|cze|lip|" \
    "sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro|oca|şub|nis|"                          \
    "haz|tem|ağu|eyl|eki|kas|ara|tammi|helmi|maalis|huhti|touko|kesä|heinä|"                                   \
    "elo|syys|loka|marras|joulu)"

#define DATE                                                        \
    "(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\d{1,2}[:.h]\\d{2}\\b|" \
    "\\b(?:19|20)\\d\\d\\b|\\b" MONTHS                              \
    "[\\p{L}.]{0,9}[,\\s-]{1,2}\\d{1,2}\\b|"                        \
    "\\b\\d{1,2}(?:st|nd|rd|th|\\.|er)?[\\s-](?:de\\s)?" MONTHS     \
    "|\\d{1,4}[年月日])"

#define LOCAL_ENDS "\\s<>\"'(\\[:;,@"
#define ADDRESS                                       \
    "(?<![^" LOCAL_ENDS "])[^" LOCAL_ENDS "]{1,64}+@" \
    "[^\\s<>\"')\\]]{1,255}\\.[\\p{L}\\d-]{2,}"

#define PREFIX                                                                \
    "(?:On|Am|Le|El|Il|Em|Op|Den|På|Dne|Dnia|W dniu|Vào|In data|Il giorno|" \
    "Il "                                                                     \
    "giorno|A|Nа|В|Від|At|Pe|Kl\\.?|Il|Na|Dana|Le\\s+jour|Al|Am\\s+\\p{L}+)"

#define FROM_WORDS                                                                      \
    "From|De|Von|Van|Da|Fra|Från|Od|Lähettäjä|Kimden|Gönderen|От|От кого|" \
    "Від|差出人|送信者|发件人|寄件者|寄件人|보낸 "                  \
    "사람|Exp[ée]diteur|Remitente|"                                                  \
    "Mittente|Remetente|Afzender|Absender|Avsender|Avsändare|Nadawca|"                 \
    "Odesílatel|Feladó"
#define SENT_WORDS                                                                                                        \
    "Sent|Date|Gesendet|Datum|Envoy[ée](?: le)?|Date d['’]envoi|"                                                      \
    "Enviado(?: el| em)?|Enviada(?: em)?|Fecha|Data|Inviat[oa]|Sendt|Dato|"                                               \
    "Skickat|Lähetetty|Päivämäärä|Päiväys|Verzonden|Wysłano|Data wysłania|"                                     \
    "Odesláno|Gönderildi|Gönderme Tarihi|Tarih|Отправлено|Дата|"                                         \
    "Дата отправки|Відправлено|Надіслано|送信日時|日時|日付|发送时间|日期|" \
    "寄件日期|時間|发送日期|날짜|Message du|Küldve|Dátum"
#define TO_WORDS                                                           \
    "To|An|À|A|Para|Til|Till|Vastaanottaja|Kenelle|Aan|Do|Komu|Pro|Kime|" \
    "Alıcı|"                                                             \
    "Кому|宛先|收件人|收件者|받는 사람|Címzett|Destinataire|Destinatario"
#define CC_WORDS                                                                  \
    "Cc|Kopie(?: \\(CC\\))?|Copie à|Copia|Kopi|Kopia|Kopio|DW|Bilgi|Копия|" \
    "抄送|副本|Reply-To"
#define SUBJECT_WORDS                                                         \
    "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Emne|Ämne|Aihe|Onderwerp|" \
    "Temat|Předmět|Konu|Тема|件名|主题|主題|主旨|제목|Tárgy"
#define LABEL(words) "^[\\s>*_]*(?:" words ")\\s*[*_]*\\s*[:：]"

#define DASHES "[-_=—–*]{2,}+"
#define FORWARD_WORDS                                                          \
    "(?:forwarded|fwd|weitergeleitet|transf[ée]r|reenviad|inoltrat|"          \
    "encaminhad|"                                                              \
    "doorgestuurd|vidarebefordra|videresendt|välitetty|przekazan|přeposlan|" \
    "iletilen|пересылаем|перенаправл|переслан|転送|转发|轉寄|továbbított)"
#define MESSAGE_WORDS                                                                          \
    "(?:message|nachricht|meddelelse|meddelande|melding|bericht|mensaje|"                      \
    "messaggio|mensagem|viesti|wiadomoś|zpráva|mesaj|ileti|сообщение|письмо|" \
    "повідомлення|メッセージ|邮件|郵件|besked|e-?mail|üzenet)"

#define DEVICES                                                                           \
    "(?:Sent (?:from|via|with|by|using)|Get Outlook for|Envoyé (?:de|depuis|"            \
    "à partir de|avec)|Von (?:meinem|meiner) .{2,40} gesendet|"                          \
    "Gesendet (?:von|mit|über)|(?:Diese|Die) Nachricht wurde von .{2,60} "               \
    "gesendet|Outlook für \\w+ beziehen|"                                                \
    "Enviado (?:desde|do|de|con|pelo)|Inviato (?:da|dal|con)|"                            \
    "Verzonden (?:vanaf|vanuit|met|via)|Verstuurd vanaf|"                                 \
    "Skickat från|Sendt fra|Lähetetty|Hanki Outlook|"                                   \
    "Wysłane z|Odesláno z|Отправлено (?:с|из|от)|Надіслано з|" \
    "Télécharger Outlook|Descargar Outlook|Obtener Outlook|Scarica Outlook|"            \
    "Obter o Outlook|Outlook voor|Hämta Outlook|Hent Outlook|Skaff Outlook|"             \
    "Pobierz aplikację Outlook|Získat Outlook|Outlook uygulamas|"                       \
    "iPhoneから送信|发自我的|從我的 .{2,20} 傳送|via mobile|via iPhone)"

#define CLOSINGS                                                                                                     \
    "(?:(?:best|kind|warm|with)?\\s*(?:best|kind|warm)?\\s*regards|best|"                                            \
    "cheers|"                                                                                                        \
    "thanks(?: (?:a lot|again|so much|in advance))?|thank you|many thanks|"                                          \
    "sincerely|yours(?: \\w+)?|respectfully|mfg|lg|vg|bg|"                                                           \
    "mit (?:freundliche[nm]|besten|lieben|herzlichen) gr(?:ü|ue)(?:ß|ss)en|"                                       \
    "(?:freundliche|viele|liebe|beste|herzliche|schöne) gr(?:ü|ue)(?:ß|ss)e|"                                     \
    "gr(?:ü|ue)(?:ß|ss)e?|gru(?:ß|ss)|cordialement|bien cordialement|"                                            \
    "bien à vous|salutations|merci(?: d'avance)?|saludos|un "                                                       \
    "saludo|atentamente|"                                                                                            \
    "gracias|cordiali saluti|distinti saluti|saluti|grazie|atenciosamente|"                                          \
    "att|abraços|obrigad[oa]|met vriendelijke groet(?:en)?|groet(?:en|jes)?|"                                       \
    "mvg|mvh|med vänlig(?:a)? hälsning(?:ar)?|vänliga hälsningar|hälsningar|"                                   \
    "(?:med )?(?:vennlig|venlig|beste|de bedste) hilsen(?:er)?|hilsen|vh|"                                           \
    "ystävällisin terveisin|terveisin|pozdrawiam|z poważaniem|"                                                   \
    "s pozdravem|s přátelským pozdravem|děkuji|saygılarımla|teşekkürler|"                                    \
    "с уважением|с наилучшими пожеланиями|спасибо|всего доброго|" \
    "よろしくお願い(?:いた)?します|敬具|此致|谢谢|謝謝)"

static const char *const patterns[TRIM_RES] = {
    [TRIM_RE_VERB] = "(?<!\\p{L})" VERBS "(?!\\p{L})",
    [TRIM_RE_END] =
        "(?:" VERBS "[\\s*_-]*[:：]?|[:：]|" ADDRESS ">?)[\\s*_>-]*$",
    [TRIM_RE_START] =
        "^[\\s*_-]*(?:" PREFIX "\\s.{0,40}\\d|"
        "(?:\\p{L}{1,12}[.,]{0,2}\\s+)?\\d{1,4}\\p{P}?\\s?[\\d\\p{L}])",
    [TRIM_RE_GLUED] = "(?:(?<!-)-{2,}+\\s*)?\\b(?:On|Am|Le|El|Em|Op|Den)\\s+"
                      "(?:\\p{L}{2,10}[.,]{0,2}\\s+)?(?:\\p{L}{3,10}\\.?\\s+)?"
                      "\\d.{0,300}" VERBS "\\s*[:：]\\s*$",
    [TRIM_RE_DATE] = DATE,
    [TRIM_RE_DATE_FIRST] = "^[\\s*_-]*(?:\\p{L}{1,12}[.,]{0,2}\\s+)?" DATE,
    [TRIM_RE_ADDRESS] = ADDRESS,
    [TRIM_RE_ADDRESS_END] =
        ADDRESS "\\s*(?:<mailto:[^>]*>)?[>)\\]]*\\s*[:：]?$",
    [TRIM_RE_FROM] = LABEL(FROM_WORDS),
    [TRIM_RE_SENT] = LABEL(SENT_WORDS),
    [TRIM_RE_TO] = LABEL(TO_WORDS),
    [TRIM_RE_CC] = LABEL(CC_WORDS),
    [TRIM_RE_SUBJECT] = LABEL(SUBJECT_WORDS),
    [TRIM_RE_LABELS] = "\\*\\s*\\*(?:" SENT_WORDS "|" TO_WORDS "|" SUBJECT_WORDS
                       ")\\s*\\**\\s*[:：]",
    [TRIM_RE_FORWARD] =
        "^[\\s>*]*(?:" DASHES "[^@:]{0,40}" FORWARD_WORDS "[^@:]{0,40}" DASHES
        "\\s*$|Begin forwarded message\\s*:|Anfang der weitergeleiteten "
        "Nachricht\\s*:|Début du message (?:réexpédié|transféré)\\s*:|"
        "Начало переадресованного сообщения\\s*:|"
        "Inizio messaggio inoltrato\\s*:|Inicio del mensaje reenviado\\s*:)",
    [TRIM_RE_SEPARATOR] = "^[\\s>*]*" DASHES "\\s*+[^@:]{0,40}" MESSAGE_WORDS
                          "[^@:]{0,30}" DASHES "[\\s*]*$",
    [TRIM_RE_RULE] =
        "^\\s*(?:-{2,}|_{2,}|={3,}|[—–]+|\\*{3,}|(?:- ){3,}-?)\\s*$",
    [TRIM_RE_DEVICE] =
        "^[\\s*_>]*" DEVICES "(?![\\p{L}])[^.,;!?]{0,60}(?:[.,]\\d[^.,;!?]*)?"
        "(?:[<(\\[]\\s*http.*)?\\.?\\s*$",
    [TRIM_RE_CLOSING] = "^[\\s*_]*" CLOSINGS "\\s*(?:[,.!，。]|$)",
    [TRIM_RE_CONTACT] =
        "^[^\\n]{0,60}(?:\\b(?:tel|phone|telefon|tlf|mobile?|mob|cell|fax|"
        "skype|twitter|linkedin|тел|моб|puh|office|direct|e-?mail|web|www)\\b"
        "\\s*[.:]+|(?:\\+|\\(|\\b)\\d(?:[\\d\\s().-]){6,}\\d\\b|https?://"
        "|\\bwww\\.|" ADDRESS ")",
};

static GRegex *compiled[TRIM_RES];

static void compile_all(void)
{
    static gsize done;

    if (!g_once_init_enter(&done))
        return;
    for (int i = 0; i < TRIM_RES; i++) {
        g_autoptr(GError) error = NULL;

        compiled[i] = g_regex_new(
            patterns[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &error);
        if (!compiled[i])
            g_error("pattern %d of trim_words: %s", i, error->message);
    }
    g_once_init_leave(&done, 1);
}

gssize trim_find(trim_lines *t, trim_re re, const char *text, gssize size)
{
    GMatchInfo *info = NULL;
    int start = -1;

    if (size > TRIM_LINE_MAX || t->matches >= TRIM_MATCHES_MAX)
        return -1;
    t->matches++;
    compile_all();
    if (!g_regex_match_full(compiled[re], text, size, 0, 0, &info, NULL) ||
        !g_match_info_fetch_pos(info, 0, &start, NULL))
        start = -1;
    g_match_info_free(info);
    return start;
}

bool trim_match(trim_lines *t, trim_re re, const trim_line *l)
{
    return trim_find(t, re, l->text, l->size) >= 0;
}
