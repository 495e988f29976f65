/* trim_words_end: the words that end a letter, in many languages, for the
 * patterns of trim_words. */
#ifndef POSTERN_TRIM_WORDS_END_H
#define POSTERN_TRIM_WORDS_END_H

/* What makes a line one that a phone or a program wrote. */
#define DEVICES                                                                        \
    "(?:iPhone|iPad|iPod|iOS|Samsung|Galaxy|Huawei|Xiaomi|Redmi|Pixel "                \
    "\\d|Nokia|"                                                                       \
    "Motorola|OnePlus|Xperia|Android|BlackBerry|Windows|Outlook|Yahoo|Gmail|"          \
    "GMX|WEB\\.DE|T-Online|K-9|Proton|Spark|Superhuman|BlueMail|Blue|"                 \
    "Aqua ?Mail|Thunderbird|Zoho|Mail\\.ru|Yandex|Яндекс|Почт|Mailbird|"     \
    "смартфон|телефон|планшет|мобильн|smart-?(?:ph|f)on|" \
    "t[ée]l[ée]phone|telefon|phone|puhelim|mobil|tablet|手机|手機|app\\b)"

/* Beginnings that say enough. */
#define PROGRAMS                                                                 \
    "(?:Sent (?:from|via|with|by|using)|(?:Get|Download) \\S+ (?:Mail )?for|"    \
    "Envoyé (?:de|depuis|à partir de|avec)|"                                   \
    "Von (?:meinem|meiner) .{2,40} gesendet|Gesendet (?:von|mit|über)|"         \
    "(?:Diese|Die) Nachricht wurde von .{2,60} gesendet|"                        \
    "Enviado (?:desde|do|de|con|pelo|a partir d[eo])|"                           \
    "Inviato (?:da|dal|con)|Verzonden (?:vanaf|vanuit|met|via)|"                 \
    "Verstuurd vanaf|Skickat från|Sendt fra|Wysłan[eo] z|Odesláno ze?|"       \
    "Отправлено (?:с|со|из|от)|Надіслано (?:з|із)|" \
    "Lähetetty (?:iP(?:hone|ad)\\p{L}+$)|"                                      \
    "發自我的|发自我的|从我的|從我的|via mobile|via iPhone)"

/* These say so only with a device. */
#define SENT_FROM                                                                           \
    "(?:Lähetetty|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Skickat|"                     \
    "Sendt|Wysłan[eo]|Odesl[áa]n[oé]|Отправлено|Надіслано|"           \
    "Trimis de pe|Elküldve|Στάλθηκε από|נשלח|أُ?رسلت?|发自|發自|" \
    "从|從|Saadetud|Poslano|Enviat des)"
#define FROM_SENT "(?:gönderildi|から送信|에서 보냄|发送|發送|傳送|gesendet)"

#define GET                                                                           \
    "(?:beziehen|holen|herunterladen|laden|t[ée]l[ée]charge[rz]|obtenir|"           \
    "obtenez|descarg(?:ar|ue|a)|obtener|obtenga|obt[ée]n|scarica|ottieni|"           \
    "obter|obtenha|baix(?:e|ar)|voor \\S+ (?:downloaden|ophalen)|"                    \
    "download(?:en)?|ophalen|hämta|skaffa|hent|skaff|få|last ned|hanki|"            \
    "lataa|pobierz|pobrać|získat|stáhnout|uygulama|edinin|indirin|入手|"         \
    "获取|取得|下載|下载|скачать|загрузить|получить|" \
    "отримайте|завантажити|get)"

#define EXCUSE                                                              \
    "(?:please (?:excuse|pardon|forgive)|(?:excuse|pardon|forgive) (?:my|"  \
    "the|any)|bitte (?:entschuldigen|verzeihen)|veuillez excuser|disculpe|" \
    "perdone|scusate|excuses? )"

/* What a scanner of mail says. */
#define SCANNED                                                              \
    "(?:virus-?free|virenfrei|garanti sans virus|sans virus|libre de virus|" \
    "privo di virus|sem vírus|não contém vírus|wolne od wirusów|"       \
    "bez virů|без вирусов|virus-?vrij|virusfri|viruksista vapaa|" \
    "this e-?mail (?:has been|was) (?:checked|scanned)|"                     \
    "diese e-?mail wurde (?:von|auf)|scanned by)[^@]{0,60}"

/* Think of the trees. */
#define PRINT_LESS                                                          \
    "(?:environment|umwelt|environnement|medio ?ambiente|meio ambiente|"    \
    "ambiente|milieu|miljø|miljö|ympäristö|środowisk|prostředí|"     \
    "природ|окружающ)[^.]{0,60}(?:print|druck|imprim|stamp|"  \
    "afdruk|skriv|tulost|druk|tisk|печат)|"                            \
    "(?:print|druck|imprim|stamp|afdruk|skriv|tulost|druk|tisk|печат)" \
    "\\p{L}{0,8} (?:this |diese |ce |cet )?(?:e-?mail|mail|message|"        \
    "nachricht|courriel)[^.]{0,40}(?:environment|umwelt|environnement)"

/* A notice of confidentiality has words of both sorts. */
#define SECRET                                                                 \
    "(?:confiden[tcz]|konfiden|privileged|vertraulich|riservat|vertrouwelijk|" \
    "fortrolig|taushets|konfidentiell|sekretess|luottamuksel|poufn|"           \
    "důvěrn|gizli|конфиденциальн|конфіденц|機密|保密|机密)"
#define RECIPIENT                                                        \
    "(?:intended (?:only |solely )?(?:recipient|for)|addressee|"         \
    "sole(?:ly)? (?:use|for)|"                                           \
    "notify (?:the|us|me)|received (?:this|it)[^.]{0,30} (?:in )?error|" \
    "richtige[rn]? (?:adressat|empf)|irrtümlich|"                       \
    "destinataires?|par erreur|destinatari[oa]s?|por error|por engano|"  \
    "per errore|geadresseerde|ten onrechte|abusievelijk|"                \
    "mottaker|ved en feil|ved "                                          \
    "feiltakelse|mottagare|adressat|misstag|modtager|"                   \
    "ved en fejl|vastaanottaja|erehdyk|omylem|alıcı|yanlışlıkla|"   \
    "адресат|по ошибке|помилков|誤って|受信者|收件人|误收)"

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

#endif
