/* trim_words_end: the words that end a letter, in many languages, for the
 * patterns of trim_words. */
#ifndef POSTERN_TRIM_WORDS_END_H
#define POSTERN_TRIM_WORDS_END_H

/* What makes a line one that a phone or a program wrote. */
#define DEVICES                                                                        \
    "(?:iPhon|iPad|iPod|iOS|Samsung|Galaxy|Huawei|Xiaomi|Redmi|Pixel "                 \
    "\\d|Nokia|"                                                                       \
    "Motorola|OnePlus|Xperia|Android|BlackBerry|Windows|Outlook|Yahoo|Gmail|"          \
    "GMX|WEB\\.DE|T-Online|K-9|Proton|Spark|Superhuman|BlueMail|Blue|"                 \
    "Aqua ?Mail|Thunderbird|Zoho|Mail\\.ru|Yandex|Яндекс|Почт|Mailbird|"     \
    "смартфон|телефон|планшет|мобильн|smart-?(?:ph|f)on|" \
    "t[ée]l[ée]phone|telefon|phone|puhelim|mobil|tablet|application|手机|"         \
    "手機|app\\b)"

/* Beginnings that say enough. */
#define PROGRAMS                                                                       \
    "(?:Sent from|(?:Get|Download) \\S+ (?:Mail )?for|"                                \
    "Envoyé (?:de|depuis|à partir de) m(?:on|a)|"                                    \
    "Von (?:meinem|meiner) .{2,40} gesendet|Gesendet von mein(?:em|er)|"               \
    "(?:Diese|Die) Nachricht wurde von .{2,60} gesendet|"                              \
    "Enviado (?:desde|de|do|pelo|a partir do) (?:mi|meu)|"                             \
    "Inviato (?:da|dal|con) mi[oa]|"                                                   \
    "(?:Verzonden|Verstuurd) (?:vanaf|met|via|vanuit) mijn|"                           \
    "(?:Skickat från|Sendt fra|Sendt via) (?:min|mitt)|"                              \
    "Wysłan[eo] z moj\\p{L}+|Odesláno z mého|"                                      \
    "Отправлено (?:с|из|со) моего|Надіслано з мого|" \
    "Lähetetty (?:iP(?:hone|ad)\\p{L}+$)|via mobile|via iPhone)"

/* These say so only with a device. */
#define SENT_FROM                                                                           \
    "(?:Sent (?:via|with|by|using)|Lähetetty|"                                             \
    "Gesendet (?:von|mit|über|via)|Envoyé (?:de|depuis|à partir|avec|via)|"              \
    "Enviado (?:desde|de|do|con|com|pelo|por|a partir|via)|"                                \
    "Inviato (?:da|dal|con|tramite)|"                                                       \
    "(?:Verzonden|Verstuurd) (?:vanaf|met|via|vanuit|door)|"                                \
    "Skickat (?:från|via|med)|Sendt (?:fra|via|med)|"                                      \
    "Wysłan[eo] (?:z|za|przez)|Odesl[áa]n[oé] (?:z|pomocí)|"                            \
    "Отправлено (?:с|со|из|от|через)|Надіслано (?:з|із)|" \
    "Trimis de pe|Elküldve|Στάλθηκε από|נשלח|أُ?رسلت?|"               \
    "发自|發自|从|從|Saadetud|Poslano|Enviat des)"
#define FROM_SENT "(?:gönderildi|から送信|에서 보냄|发送|發送|傳送|gesendet)"

/* "Get", before or behind the program's name */
#define GET_FIRST                                                             \
    "(?:get|download|holen sie sich|t[ée]l[ée]charge[rz]|obtenir|obtenez|"  \
    "descarg(?:ar|ue|a)|obtener|obtenga|obt[ée]n|scarica|ottieni|obter|"     \
    "obtenha|baix(?:e|ar)|hämta|skaffa|skaff|hent|få|last ned|hanki|lataa|" \
    "pobierz|pobrać|získat|stáhnout|获取|取得|下載|下载|"          \
    "скачать|загрузить|получить|отримайте|завантажити)"
#define GET_LAST                                                          \
    "(?:beziehen|holen|herunterladen|downloaden|ophalen|uygulama\\p{L}*|" \
    "edinin|indirin|を?入手(?:する)?|をダウンロード)"

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
