/* autotext: what programs write, in the languages that we met. */
#include "filters/autotext.h"

#include <string.h>

#include "mail/phrase.h"

static const char *const patterns[AUTOTEXT_KINDS] = {
    [AUTOTEXT_PREFIX] =
        "^\\s*\\W{0,3}(?:auto(?:matic|matische|matisch)?[ -]?(?:reply|response|"
        "antwort|respon[sd]er)|out[ -]of[ -](?:the )?office(?: auto-?reply)?|"
        "yahoo! auto response|vacation(?: reply)?|auto|"
        "automatische? (?:antwort|beantwortung)|automatisch antwoord|"
        "abwesen(?:d|heit(?:snotiz|sassistent|smeldung)?)|nicht im b(?:ü|ue)ro|"
        "absence|absente?(?:\\(e\\))?(?: du bureau)?|"
        "réponse automatique|(?:message|notification) d['’]absence|"
        "respuesta automática|fuera de (?:la )?oficina|"
        "risposta automatica|fuori (?:sede|ufficio)|"
        "resposta automática|fora d[oe] escritório|"
        "autom(?:atiskt|atisk|ático)? ?svar|autosvar|fraværsmelding|"
        "frånvaro(?:meddelande)?|fraværsassistent|ikke til ?stede|"
        "automaattinen vastaus|poissaolo(?:viesti|ilmoitus)|"
        "automatyczna odpowiedź|автоматична відповідь|automatikus válasz|"
        "răspuns automat|αυτόματη απάντηση|תשובה אוטומטית|מענה אוטומטי|"
        "رد تلقائي|automatsk[ai] (?:poruka|odgovor)|automatická odpoveď|"
        "automaatvastus|trả lời tự động|automātiskā atbilde|"
        "automatinis atsakymas|"
        "odpowiedź automatyczna|autoodpowiedź|automatická odpověď|"
        "nepřítomnost|otomatik (?:yanıt|cevap)|ofis dışında|"
        "автоматический ответ|автоответ(?:чик)?|"
        "自動返信|自動応答|不在|自动回复|自动答复|自動回覆|自動答覆|자동 "
        "회신|afwezig(?:heidsbericht)?)"
        "\\s*(?:[:：\\]】)]|$)",
    [AUTOTEXT_FORWARDED] =
        "^\\s*(?:fwd?|wg|tr|rv|vb|enc|doorst|转发|轉寄|転送|пересл\\p{L}*)"
        "\\s*[:：]",
    [AUTOTEXT_AWAY_SUBJECT] =
        "(?:is out of (?:the )?office|ist au(?:ß|ss)er haus|est absent|"
        "is afwezig|è fuori (?:sede|ufficio)|está (?:ausente|fuera)|"
        "отсутствует(?: на работе)?|är inte på kontoret|er ikke på kontoret|"
        "nie ma (?:mnie )?w biurze|away from (?:my|the) (?:mail|desk|office)|"
        "\\((?:out of (?:the )?office|vacation|away|abwesend|absent)\\)|"
        "[-–] ?(?:out of (?:the )?office|fuori "
        "(?:sede|ufficio)|abwesend|absent|"
        "fuera de (?:la )?oficina|fora do escritório|nicht im büro)|"
        "^(?:respuesta automática|réponse automatique|automatische antwort|"
        "risposta automatica|automatic reply) (?:de|von|da|from) .{1,60})"
        "\\s*[.!]?\\s*$",
    [AUTOTEXT_AWAY] =
        "\\b(?:out of (?:the |my )?office|(?:am|i'm|will be|be) (?:currently )?"
        "(?:away|on (?:vacation|holiday|leave|annual leave))|"
        "(?:will return|back) (?:to the office )?on|(?:limited|no) access to|"
        "away until|not be reading my (?:e-?)?mail|"
        "nicht im b(?:ü|ue)ro|im urlaub|abwesend|au(?:ß|ss)er haus|"
        "geschlossen|wieder (?:für sie )?(?:da|erreichbar|zurück)|"
        "kehre .{0,20}zur(?:ü|ue)ck|"
        "(?:suis|serai) (?:actuellement )?(?:absente?|en congés?)|"
        "de retour le|absence|"
        "(?:fuera de la oficina|de vacaciones|ausente)|"
        "(?:fuori (?:sede|ufficio)|in ferie|assente)|"
        "(?:fora d[oe] escritório|de férias)|"
        "(?:afwezig|op vakantie|niet aanwezig)|"
        "(?:semester|bortrest|frånvarande|inte på kontoret)|"
        "(?:ferie|fraværende|bortreist|ikke (?:til stede|på kontoret))|"
        "(?:poissa|lomalla|loman jälkeen|suljettu)|"
        "(?:urlopie|nieobecn[ay]|nie ma mnie)|"
        "(?:dovolené|nepřítom|mimo kancelář)|izinde|yıllık izin|ofis dışında|"
        "в отпуске|отсутству|вне офиса)|"
        "(?:föräldraledig|ude af huset|відпустц|szabadságon|concediu|"
        "godišnj|dovolenk|puhkus|nghỉ phép|annual leave)|"
        "\\b(?:no longer (?:works?|working|employed|with)|(?:has|have) left "
        "the company|nicht mehr (?:\\S+ ){0,4}(?:tätig|beschäftigt)|"
        "ne (?:travaille|fait) plus|ya no trabaja|non lavora più|"
        "werkt niet (?:meer|langer)|(?:jobber|arbeider) ikke lenger|"
        "arbetar inte längre|arbejder ikke længere|já não trabalha|"
        "não trabalha mais|nie pracuje już|больше не работа|"
        "(?:am|will be) (?:currently )?travell?ing|intermittent|"
        "auf (?:dienst|geschäfts)reise|en déplacement|de viaje|in viaggio|"
        "på (?:tjeneste|tjänste|forretnings)?res[ae]|på reise|командировк|"
        "delegacji|työmatkalla|zakenreis)|απουσι[άα]ζ|εκτός γραφείου|退職|"
        "άδεια|חופש|إجازة|휴가|"
        "休業|休暇|不在|出張|お休み|休假|不在办公室|外出",
    [AUTOTEXT_MACHINE] =
        "(?:(?:message|mail|reply|notification|response) (?:was|is|has been) "
        "(?:\\S+ ){0,3}automatically|"
        "this (?:is an?|e?-?mail (?:was|is|has been)|message (?:was|is|has "
        "been)|reply (?:was|is)) (?:automatic(?:ally)?|automated|auto-?"
        "generated|sent automatically|generated automatically)|"
        "(?:automatically|auto-) ?(?:generated|created) (?:message|e?-?mail|"
        "reply|response|notification)|"
        "(?<!not an |no )(?:automatic|automated) "
        "(?:message|reply|response|notification|e-?mail)"
        "|do not (?:reply|respond) to this (?:\\S+ )?(?:e-?mail|message|mail|"
        "notification)\\b(?! address)|"
        "(?:wurde|wird) (?:\\S+ ){0,2}(?:automatisch|maschinell) "
        "(?:erstellt|erzeugt|"
        "versandt|versendet|generiert|verschickt)|automatisch (?:erstellte|"
        "generierte|erzeugte)|(?<!keine )automatische "
        "(?:nachricht|antwort|mail)|"
        "bitte nicht (?:auf diese|antworten)|"
        "(?:message|courriel|réponse|mail) (?:est |a été "
        ")?(?:généré|envoyé)?e? ?"
        "automatique(?:ment)?|ne pas répondre|"
        "(?:mensaje|respuesta|correo) (?:es )?(?:generad[oa] )?automátic[oa]"
        "(?:mente)?|no responda a este|"
        "(?:messaggio|risposta|mail) (?:è stat[oa] )?(?:generat[oa] "
        "|inviat[oa] )?"
        "automatic[oa](?:mente)?|non rispondere a|"
        "(?:mensagem|resposta|e-?mail) (?:é |foi )?(?:gerad[oa] |enviad[oa] )?"
        "automátic[oa](?:mente)?|não responda|"
        "automatisch (?:gegenereerd|verzonden|aangemaakt)|"
        "(?:skickades|skickats|genererats) automatiskt|automatiskt (?:svar|"
        "meddelande|genererat)|svara inte på|"
        "automatisk (?:svar|melding|besked|generert|genereret|sendt)|"
        "(?:sendt|generert|genereret) automatisk|"
        "automaattinen (?:viesti|vastaus|ilmoitus)|lähetetty automaattisesti|"
        "(?:wiadomość|odpowiedź) (?:została )?(?:wygenerowana |wysłana )?"
        "automatyczn[ai]e?|automatycznie (?:wygenerowan|wysłan)|"
        "prosimy nie odpowiadać|"
        "automatick[áy] (?:zpráva|odpověď)|vygenerována automaticky|"
        "neodpovídejte|otomatik (?:olarak|mesaj|yanıt)|"
        "(?:сформирован|создан|отправлен|сгенерирован)[а-яё]* "
        "(?:\\S+ ){0,3}автоматически|"
        "автоматически (?:сформирован|создан|отправлен|сгенерирован)|"
        "автоматическ(?:ое|ий) (?:сообщение|уведомление|ответ)|"
        "отвечать на (?:него|это письмо|данное)|не отвечайте на|"
        "自動(?:的に)?(?:で)?(?:送信|配信|返信|応答)|自动(?:发送|回复|生成)|"
        "自動回覆|자동으로 (?:발송|전송))",
    [AUTOTEXT_STEM] =
        "autom[aáà]+t|autoresponder|автомат|αυτόματ|אוטומטי|تلقائي|"
        "tự động|自動|自动|자동|otomatik",
    [AUTOTEXT_CHALLENGE] =
        "(?:^(?:please |bitte )?(?:confirm|verify|bestätigen)|"
        "подтвердите|(?:requires?|awaiting|needs) "
        "(?:verification|confirmation)|"
        "requires? (?:that you |a )?verif|verify that you are|"
        "(?:confirm|prove) (?:that )?you(?:'re| are) (?:a )?(?:real|human|"
        "person|not a)|confirm your (?:message|e-?mail|address)|"
        "(?:held|waiting|quarantine)[^.]{0,80}(?:confirm|verif|not (?:yet )?"
        "known)|(?:liegt|wartet|befindet sich) in (?:der|einer) "
        "warteschlange|"
        "(?:bestätigen|öffnen) sie (?:bitte )?(?:einmalig|diese)|"
        "подтвердите,? (?:что|отправку|своё|ваше)|confirmez (?:votre|que)|"
        "confirme (?:su|que)|conferma (?:il tuo|che))",
    [AUTOTEXT_RECEIVED] =
        "(?:(?:(?<!\\bI )have|has been|we) received|avons (?:bien )?reçu|"
        "thank you for (?:contacting|your "
        "(?:message|request|e-?mail|inquiry))|"
        "(?:dank für (?:ihr|dein)|merci (?:de|pour) v|gracias por "
        "(?:su|contact)"
        "|grazie per (?:il suo|aver)|obrigad[oa] (?:pel|por)|bedankt voor|"
        "(?:takk|tack) f[oöø]r (?:din|ditt|att|henvend)|"
        "tak for (?:din|henvend)|kiitos (?:viest|yhtey)|dziękujemy za|"
        "děkujeme za|teşekkür ederiz|(?:спасибо|благодарим)(?: вас)? за )|"
        "(?:ticket|request|case)[^.]{0,40}"
        "(?:has been|was) (?:created|opened|closed|resolved|registered)|"
        "(?:anfrage|nachricht|ticket)[^.]{0,40}(?:eingegangen|erhalten|erfasst|"
        "geschlossen)|(?:demande|message)[^.]{0,40}(?:bien (?:été )?reçu|"
        "enregistrée?)|hemos recibido|abbiamo ricevuto|recebemos|ontvangen|"
        "mottatt|modtaget|mottagit|vastaanotettu|saapunut|otrzymaliśmy|"
        "(?:обращение|заявка|запрос|письмо)[^.]{0,40}(?:принят|получен|"
        "зарегистрирован|закрыт)|受け付け|受付|承りました|已收到)",
    [AUTOTEXT_READ] =
        "(?:was read (?:on|at)|wurde (?:am .{0,30})?gelesen|a été lu|"
        "fue leído|è stato letto|ble lest|blev läst|"
        "(?:было|ваше письмо) (?:.{0,10} )?прочитан[оа]|開封(?:通知|確認)|"
        "^\\s*(?:read|gelesen|lu|leído|letto|lest|läst|прочитано)\\s?[:：])",
    [AUTOTEXT_READ_SUBJECT] =
        "^\\s*(?:(?:not )?read|(?:nicht |un)?gelesen|(?:non )?lu|(?:no )?leído|"
        "(?:non )?letto|(?:ikke )?lest|(?:inte )?läst|(?:ikke )?læst|"
        "luettu|(?:niet )?gelezen|(?:não )?lida|(?:nie )?przeczytan[oe]|"
        "přečteno|okundu|(?:не "
        ")?прочитано|прочтено|已读|已讀|開封済み)\\s?[:：]",
    [AUTOTEXT_RECEIPT] =
        "^\\s*(?:your message|ihre nachricht|votre message|su mensaje|"
        "il messaggio|meldingen din|ditt meddelande|din meddelelse|viestisi|"
        "uw bericht|a sua mensagem|sua mensagem|twoja wiadomość|vaše zpráva|"
        "ваше сообщение|您的邮件|您的郵件|メッセージ).{0,500}(?:"
        "was (?:read|deleted without being read) on|"
        "wurde (?:am .{5,50} )?(?:gelesen|ungelesen gelöscht)|"
        "a été (?:lu|supprimé sans être lu)|(?:se leyó|fue leído)|"
        "è stato (?:letto|eliminato)|ble (?:lest|slettet)|"
        "(?:blev|har) läst|lästes|blev læst|luettiin|is gelezen|foi lida|"
        "została przeczytana|byla přečtena|"
        "(?:было )?(?:прочитано|прочтено|удалено без прочтения)|"
        "已(?:于|在|被).{0,60}(?:读取|阅读|讀取)|開封されました)"
        "[^.]{0,80}\\.?\\s*$",
};

gboolean autotext_says(autotext_kind kind, const char *text)
{
    static phrase phrases[AUTOTEXT_KINDS];
    char start[AUTOTEXT_MAX + 1];
    size_t n = strnlen(text, AUTOTEXT_MAX + 1);

    if (n > AUTOTEXT_MAX) /* not inside a character */
        for (n = AUTOTEXT_MAX; n > 0 && ((guchar)text[n] & 0xc0) == 0x80;)
            n--;
    memcpy(start, text, n);
    for (char *p = start; (p = memchr(p, '\n', n - (size_t)(p - start)));)
        *p = ' '; /* phrases are broken over lines */
    return phrase_find(&phrases[kind], patterns[kind], start, n) >= 0;
}
