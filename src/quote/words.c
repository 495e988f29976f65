/* trim_words: the words of many languages around quoted text, as patterns. */
#include <string.h>

#include "mail/phrase.h"
#include "quote/lines.h"
#include "quote/words_end.h"

#define VERBS                                                                           \
    "(?:wrote|writes|sent|said|schrieb|schreibt|geschrieben|"                           \
    "a\\s+[ée]crit|[ée]crivait|escribi[óo]|va escriure|"                             \
    "ha\\s+scritto|scrive|scrisse|skrev|skriver|skreiv|"                                \
    "kirjoitti|schreef|geschreven|escreveu|"                                            \
    "napisał(?:a|\\(a\\))?|pisze|napisana przez|"                                      \
    "nap[ií]sal(?:a|\\(a\\))?|napsal(?:a|\\(a\\))?|"                                   \
    "napisa(?:o|la|l)\\s+je|yazdı|yazmış|"                                           \
    "(?:на)?писа(?:[лв](?:а|и|\\(а\\))?)?|пишет|пише|viết|írta|" \
    "a\\s+scris|έγραψε|kirjutas|rašė|rakstīja|je\\s+napisa(?:o|la))"

/* of scripts that put no blanks between words */
#define CJK_VERBS "写道|寫道|来信|書きました|のメール|のメッセージ|작성"

/* marks of direction */
#define BIDI "\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}"
#define LEAD "^[\\s*_" BIDI "-]*"

/* "Quoting Kari <...>:" */
#define QUOTING                                                           \
    "(?:Quoting|Zitat von|Citando a?|Citando|Quotando|Citát od|Citerar|" \
    "Citerer|Selon|Cytowanie|Цитирую|Citeren)"

#define DAYS                                                                              \
    "(?:mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|"                 \
    "freitag|samstag|sonn|lundi|mardi|mercredi|jeudi|vendredi|samedi|"                    \
    "dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|"              \
    "segunda|ter[çc]a|quarta|quinta|sexta|luned|marted|mercoled|gioved|"                 \
    "venerd|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|"                  \
    "zaterdag|zondag|mandag|tirsdag|onsdag|torsdag|fredag|l[øö]rdag|"                   \
    "s[øö]ndag|måndag|tisdag|понедель|вторник|сред|четверг|" \
    "пятниц|суббот|воскресен|ponied|wtorek|środ|czwart|"            \
    "piąt|sobot|niedziel|pondělí|úterý|střed|čtvrt|pátek)"

#define MONTHS                                                                                                    \
    "(?:jan|feb|m[aä]r|apr|ma[iyj]|jun|jul|aug|sep|o[ck]t|nov|de[czs]|fév|"                                     \
    "avr|juin|juil|août|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|янв|фев|мар|"                           \
    "апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|грудня|січ|sty|lut|kwi|cze|lip|" \
    "sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro|oca|şub|nis|"                          \
    "haz|tem|ağu|eyl|eki|kas|ara|tammi|helmi|maalis|huhti|touko|kesä|heinä|"                                   \
    "elo|syys|loka|marras|joulu)"

#define DATE                                                        \
    "(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\d{1,2}[:.h]\\d{2}\\b|" \
    "\\b\\d{1,4}\\.\\s\\d{1,2}\\.\\s\\d{1,4}\\b|"                   \
    "\\b(?:19|20)\\d\\d\\b|\\b" MONTHS                              \
    "[\\p{L}.]{0,9}[,\\s-]{1,2}\\d{1,2}\\b|"                        \
    "\\b\\d{1,2}(?:st|nd|rd|th|\\.|er)?[\\s-](?:de\\s)?" MONTHS     \
    "|\\d{1,4}[年月日])"

#define LOCAL_ENDS "\\s<>\"'(\\[:;,@"
#define ADDRESS                                       \
    "(?<![^" LOCAL_ENDS "])[^" LOCAL_ENDS "]{1,64}+@" \
    "[^\\s<>\"')\\]]{1,255}\\.[\\p{L}\\d-]{2,}"

#define PREFIX                                                                        \
    "(?:On|Am|Auf|Le|El|Em|Op|Den|På|Dne|Dnia|W dniu|Vào|In data|"                  \
    "Il giorno|Il|A|Nа|На|В|В письме от|Від|Вы писали|At|Pe|" \
    "În|Kl\\.?|Na|Dana|Le\\s+jour|Al|Am\\s+\\p{L}+|No dia|[AÀ]s|A las|"             \
    "Στις|בתאריך|ב-|في|Kuupäev|在|Wiadomość napisana przez|"         \
    "Ter|Dia|D[ií]a)"

#define FROM_WORDS                                                                              \
    "From|Sender|De|Von|Van|Da|Fra|Från|Od|Lähettäjä|Kimden|Gönderen|От|От "           \
    "кого|"                                                                                 \
    "Від|差出人|送信者|发件人|寄件者|寄件人|보낸 "                          \
    "사람|Exp[ée]diteur|Remitente|"                                                          \
    "Отправитель|Mittente|Remetente|Afzender|Absender|Avsender|Avsändare|"          \
    "Nadawca|"                                                                                  \
    "Odesílatel|Odosielateľ|Feladó|De la|Expeditor|Από|Αποστολέας|מאת|من|" \
    "Saatja|Siuntėjas|Nuo|No|Šalje|Pošiljatelj|Frá|Frå|Từ|Người gửi"
#define SENT_WORDS                                                                                                     \
    "Sent|Date|Gesendet|Datum|Envoy[ée](?: le)?|Date d['’]envoi|"                                                   \
    "Enviado(?: el| em)?|Enviada(?: em)?|Fecha|Data|Inviat[oa](?: "                                                    \
    "il)?|Sendt|Dato|"                                                                                                 \
    "Skickat|Lähetetty|Päivämäärä|Päiväys|Verzonden|Wysłano|Data wysłania|"                                  \
    "Odesláno|Gönderildi|Gönderilme(?: Tarihi)?|Gönderme "                                                         \
    "Tarihi|Tarih|Отправлено|Дата|"                                                                      \
    "Дата "                                                                                                        \
    "отправки|Відправлено|Надіслано|送信日時|日時|日付|发送时间|发件时间|" \
    "时间|日期|"                                                                                                   \
    "寄件日期|時間|发送日期|날짜|보낸 날짜|Message "                                                   \
    "du|Küldve|Elküldve|Dátum|Trimis|Dată|"                                                                        \
    "Στάλθηκε|Ημερομηνία|נשלח|תאריך|تم الإرسال|التاريخ|Odoslané|Saadetud|" \
    "Kuupäev|Išsiųsta|Nosūtīts|Poslano|Đã gửi|Ngày"
#define TO_WORDS                                                                           \
    "To|An|Empfänger|Получатель|Mottaker|Mottagare|Modtager|Ontvanger|"         \
    "Odbiorca|Příjemce|À|A|Para|Til|Till|Vastaanottaja|Kenelle|Aan|Do|Komu|"            \
    "Pro|Kime|"                                                                            \
    "Alıcı|"                                                                             \
    "Кому|宛先|收件人|收件者|받는 "                                          \
    "사람|Címzett|Destinataire|Destinatario|Către|Προς|אל|إلى|Adressaat|Kam|" \
    "Za|Prima|Đến|Tới|Vastaanottajat|Vastaanottajalle"
#define CC_WORDS                                                                           \
    "Cc|Kopie(?: \\(CC\\))?|Copie à|Copia|Kopi|Kopia|Kopio|DW|Bilgi|Копия|"          \
    "抄送|副本|Reply-To|Κοιν\\.?|עותק|نسخة|Másolat|Koopia|Kopija|Kópia|" \
    "Importance|Wichtigkeit|Attachments"
#define SUBJECT_WORDS                                                                            \
    "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Emne|Ämne|Aihe|Onderwerp|"                    \
    "Temat|Předmět|Konu|Тема|件名|主题|主\\s题|主題|主旨|제목|Tárgy|Subiect|" \
    "Θέμα|"                                                                                  \
    "נושא|الموضوع|Predmet|Teema|Tema|Tēma|Ogg|"                                      \
    "Chủ đề|Chủ Đề"
#define LABEL(words) "^[\\s>*_]*(?:" words ")\\s*[*_]*\\s*[:：]"

#define DASHES "[-_=—–*]{2,}+"
#define FORWARD_WORDS                                                                             \
    "(?:forwarded|fwd|weitergeleitet|transf[ée]r|r[ée]exp[ée]di|re[ei]nvi|"                    \
    "reencaminhad|encaminhad|inoltrat|doorgestuurd|doorgezonden|"                                 \
    "vidarebefordra|videresendt|välitet|przekaz|přeposl|přeposíl|"                            \
    "iletilen|İletilen|yönlendiril|пересылаем|перенаправ|переслан|" \
    "переадрес|転送|转发|轉寄|轉發|továbbít|redirec[tț]|"                     \
    "προωθ|הועבר|מועבר|전달|edastatud|preposlan|proslije)"
#define FORWARD_SUBJECT                                                     \
    "(?:fwd?|wg|tr|rv|rif|enc|vs|vb|vl|i|pd|ilt|İLT|doorst|tov|πρθ|fs|" \
    "转发|轉寄|轉發|転送|전달|пересл\\p{L}*|továbbítás|reenv|trans)"
#define ABOVE_WORDS                                                                   \
    "(?:above|oberhalb|über|dessus|encima|arriba|acima|boven|sopra|над|выше|" \
    "ovanför|ovenfor|over denne|över|yläpuolel|powyżej|nad t|üstüne|"           \
    "üzerine|より上|以上|上方)"
#define LINE_WORDS                                                         \
    "(?:lines?|zeile|trennlinie|ligne|línea|linha|regel|lijn|riga|linea|" \
    "строк|черт|rad|raden|linjen?|streken|rivin?|lini|řád|satır|行|線)"

#define MESSAGE_WORDS                                                                                       \
    "(?:message|nachricht|İleti|meddelelse|meddelande|melding|bericht|"                                    \
    "mensaje|"                                                                                              \
    "messaggio|mensagem|viesti|wiadomoś|zpráva|mesaj|ileti|сообщение|письмо|"              \
    "повідомлення|メッセージ|邮件|郵件|besked|e-?mail|üzenet|메시지|μήνυμα|" \
    "mesajul|mesaj|správa|sporočilo|poruka|"                                                              \
    "הודעה|رسالة|courriel|correo|Mitteilung|kiri|oorspronkelijk)"

static const char *const patterns[TRIM_RES] = {
    [TRIM_RE_VERB] =
        "(?<!\\p{L})(?:" VERBS "(?!\\p{L})|^" QUOTING "\\s)|" CJK_VERBS,
    [TRIM_RE_END] = "(?:" VERBS "[\\s*_-]*[:：]?|(?:" CJK_VERBS ")[:：]?|"
                    "[:：]|" ADDRESS ">?)[\\s*_>" BIDI "-]*$",
    [TRIM_RE_START] = LEAD
    "(?:" PREFIX "\\s.{0,40}\\d|"
    "(?:\\p{L}{1,12}[.,]{0,2}\\s+)?(?:den\\s)?\\d{1,4}\\p{P}?\\s?[\\d\\p{L}])",
    [TRIM_RE_START_WORD] = LEAD
    "(?:" PREFIX "\\s(?:.{0,40}\\d|\\p{L}{0,8}\\s?" DAYS "|\\p{L}"
    "{2,3}\\.,?$)|" QUOTING "\\s|\\p{L}{1,12}[.,]{1,2}\\s+\\d{1,2}\\s|" DAYS
    "\\p{L}{0,6}\\s+(?:den|d\\.)\\s+\\d)",
    [TRIM_RE_NAME_ADDRESS] = LEAD "(?:\\p{L}{3,15}\\s)?[\\p{Lu}\\p{Lo}\"']"
                                  "[^@<>:;!?]{0,60}\\s?<" ADDRESS,
    [TRIM_RE_NAME_DATE] = LEAD "(?:\\p{Lu}[\\p{L}.'-]*[,\\s]+){1,4}[(\\[]?" DATE
                               "[^@]{0,20}[:：]$",
    [TRIM_RE_GLUED] = "(?:(?<!-)-{2,}+\\s*)?\\b"
                      "(?-i:On|Am|Le|El|Em|Op|Den)\\s+"
                      "(?:\\p{L}{2,10}[.,]{0,2}\\s+)?(?:\\p{L}{3,10}\\.?\\s+)?"
                      "\\d.{0,300}" VERBS "\\s*[:：]\\s*$",
    [TRIM_RE_SPOKEN] =
        LEAD ".{0,60}" DATE ".{0,120}(?:" VERBS "\\s.{0,80}<" ADDRESS
             ">|<" ADDRESS ">\\s*" VERBS ")\\s*[:：]\\s{2,}\\S",
    [TRIM_RE_DATE] = DATE,
    [TRIM_RE_DATE_FIRST] = LEAD "(?:\\p{L}{1,12}[.,]{0,2}\\s+)?" DATE,
    [TRIM_RE_ADDRESS] = ADDRESS,
    [TRIM_RE_ADDRESS_END] =
        ADDRESS "\\s*(?:<mailto:[^>]*>)?[>)\\]]*\\s*[:：]?$",
    [TRIM_RE_FROM] = LABEL(FROM_WORDS),
    [TRIM_RE_SENT] = LABEL(SENT_WORDS),
    [TRIM_RE_TO] = LABEL(TO_WORDS),
    [TRIM_RE_CC] = LABEL(CC_WORDS),
    [TRIM_RE_SUBJECT] = LABEL(SUBJECT_WORDS),
    [TRIM_RE_LABEL] = LABEL(FROM_WORDS "|" SENT_WORDS "|" TO_WORDS "|" CC_WORDS
                                       "|" SUBJECT_WORDS),
    [TRIM_RE_LABELS] = "\\*\\s*\\*(?:" SENT_WORDS "|" TO_WORDS "|" SUBJECT_WORDS
                       ")\\s*\\**\\s*[:：]",
    [TRIM_RE_FORWARD] = "^[\\s>*]*(?:" DASHES "[^\\n]{0,60}" FORWARD_WORDS
                        "[^\\n]{0,100}" DASHES "|" DASHES
                        "\\s*begin forwarded (?:text|mail|message))"
                        "\\s*$",
    [TRIM_RE_FORWARD_TITLE] = "^[\\s>*]*[\\p{L}'’ ]{0,30}" FORWARD_WORDS
                              "[\\p{L}'’ ]{0,30}[:：]\\**$",
    [TRIM_RE_FORWARD_SUBJECT] =
        "^\\s*(?:\\[[^\\]]*\\]\\s*)*\\[?" FORWARD_SUBJECT "\\s?[:：]",
    [TRIM_RE_SEPARATOR] =
        "^[\\s>*]*(?:" DASHES "\\s*+[^@:]{0,40}" MESSAGE_WORDS
        "[^@:]{0,30}" DASHES "|" DASHES
        "\\s*(?:original|回复的原邮件|原邮件)\\s*" DASHES
        "|[#*=~_<-][^@]{0,60}" ABOVE_WORDS "[^@]{0,30}" LINE_WORDS "[^@]{0,30}"
        "|(?:please )?(?:type |write )?(?:your )?reply above this line\\.?)"
        "[\\s*]*$",
    [TRIM_RE_RULE] =
        "^\\s*(?:-{2,}|_{2,}|={3,}|[—–]+|\\*{3,}|(?:- ){3,}-?)\\s*$",
    [TRIM_RE_DEVICE] =
        "^[\\s*_>]*(?:" PROGRAMS
        "(?!\\p{L})[^.,;!?]{0,60}(?:[.,]\\d[^.,;!?]*)?|" SENT_FROM
        "[^,;!?]{0,60}" DEVICES "[^,;!?.]{0,60}|"
        "[^,;!?.]{0,30}" DEVICES "[^,;!?.]{0,30}" FROM_SENT "|"
        "(?:iOS|Android)?[^,;!?.]{0,6}\\bOutlook[^,;!?.]{0,30}\\s?" GET_LAST
        "|" GET_FIRST "[^,;!?.]{0,20}\\bOutlook\\b[^,;!?.]{0,40}|"
        "Yahoo Mail: [\\p{L} ,]{0,60})"
        "\\s*(?:[<(\\[]\\s*http.*)?\\.?(?:\\s*" EXCUSE
        "[^.!?]{0,60}[.!]?)?\\s*$",
    [TRIM_RE_FOOTER] =
        "^[\\s*_]*(?:" SCANNED "|[^.]{0,60}" PRINT_LESS ").{0,80}$",
    [TRIM_RE_SECRET] = SECRET,
    [TRIM_RE_RECIPIENT] = RECIPIENT,
    [TRIM_RE_CLOSING] = "^[\\s*_]*" CLOSINGS "\\s*(?:[,.!，。]|$)",
    [TRIM_RE_CONTACT] =
        "^[^\\n]{0,60}(?:\\b(?:tel|phone|telefon|tlf|mobile?|mob|cell|fax|"
        "skype|twitter|linkedin|тел|моб|puh|office|direct|e-?mail|web|www)\\b"
        "\\s*[.:]+|(?:\\+|\\(|\\b)(?!\\d{4}-\\d\\d-\\d\\d)\\d(?:[\\d\\s().-]){"
        "6,}\\d\\b|https?://"
        "|\\bwww\\.|" ADDRESS ")",
};

#define A_DIGIT '0'

/* An octet (A_DIGIT: or another digit) that stands in all that a pattern matches:
 * most lines lack it. */
static const char needed[TRIM_RES] = {
    [TRIM_RE_ADDRESS] = '@',      [TRIM_RE_ADDRESS_END] = '@',
    [TRIM_RE_NAME_ADDRESS] = '@', [TRIM_RE_LABELS] = '*',
    [TRIM_RE_SPOKEN] = '@',       [TRIM_RE_DATE] = A_DIGIT,
};

static bool is_lacking(char octet, const char *text, gssize size)
{
    if (octet != A_DIGIT)
        return octet && !memchr(text, octet, (size_t)size);
    for (gssize i = 0; i < size; i++)
        if (g_ascii_isdigit(text[i]) || (guchar)text[i] >= 0x80)
            return false; /* other scripts have digits of their own */
    return true;
}

gssize trim_find(trim_lines *t, trim_re re, const char *text, gssize size)
{
    static phrase phrases[TRIM_RES];

    if (size > TRIM_LINE_MAX || t->matches >= TRIM_MATCHES_MAX)
        return -1;
    t->matches++;
    if (is_lacking(needed[re], text, size))
        return -1;
    return phrase_find(&phrases[re], patterns[re], text, (gsize)size);
}

bool trim_match(trim_lines *t, trim_re re, const trim_line *l)
{
    return trim_find(t, re, l->text, l->size) >= 0;
}
