/* test_charset: what language a text is in, whatever its label says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/charset/charset.h"

/* A text, and the charsets that it is tried in. */
static const struct {
    const char *charsets, *text;
} samples[] = {
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC",
     "Добрый день, где мой заказ?"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "Не могу войти в систему"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC",
     "Счёт оплачен вчера, Анна Петрова"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC",
     "Здравствуйте! Вчера вечером я пыталась оплатить подписку картой, но "
     "страница каждый раз показывала ошибку. Деньги со счёта уже списаны, а "
     "доступ так и не открылся. Подскажите, пожалуйста, что делать дальше?"},
    {"CP1251 KOI8-U", "Доброго дня, де моє замовлення?"},
    {"CP1251 KOI8-U", "Не можу увійти до кабінету"},
    {"CP1251 KOI8-U", "Рахунок сплачено, дякую. Їжак"},
    {"CP1251 KOI8-U",
     "Вітаю! Учора я замовила два квитки, але лист із підтвердженням досі не "
     "надійшов. Перевірте, будь ласка, чи правильно записано мою адресу, бо "
     "минулого тижня її змінено."},
    {"CP1251", "Здравейте, къде е моята поръчка?"},
    {"CP1251", "Не мога да вляза в профила си"},
    {"CP1251", "Добър ден, преди две седмици поръчах от вашия магазин лампа, "
               "но досега никой не се е обадил. Моля да ми кажете кога ще бъде "
               "изпратена пратката и как да я проследя."},
    {"CP1251 ISO-8859-5", "Где је моја поруџбина?"},
    {"CP1251 ISO-8859-5", "Не могу да отворим рачун"},
    {"CP1251 ISO-8859-5",
     "Поштовани, пре недељу дана сам купио штампач у вашој радњи, али он више "
     "не ради. Молим вас да ми јавите када могу да га донесем на поправку и "
     "колико то кошта."},
    {"CP1250 ISO-8859-2", "Dzień dobry, gdzie jest moja paczka?"},
    {"CP1250 ISO-8859-2", "Nie mogę się zalogować"},
    {"CP1250 ISO-8859-2", "Proszę o zwrot pieniędzy, Łukasz Żak"},
    {"CP1250 ISO-8859-2",
     "Szanowni Państwo, wczoraj złożyłam zamówienie w Państwa sklepie, ale do "
     "dziś nie dostałam żadnego potwierdzenia. Czy mogliby Państwo sprawdzić, "
     "czy płatność doszła, i przesłać mi fakturę? Będę wdzięczna za szybką "
     "odpowiedź."},
    {"CP1250 ISO-8859-2", "Dobrý den, kde je moje zásilka?"},
    {"CP1250 ISO-8859-2", "Nemohu se přihlásit k účtu"},
    {"CP1250 ISO-8859-2", "Žádám o vrácení peněz, Šárka Nováková"},
    {"CP1250 ISO-8859-2",
     "Dobrý den, minulý týden jsem si u vás objednal tiskárnu, ale dodnes "
     "nepřišla. Můžete mi prosím říct, kdy ji dostanu? Pokud už není na "
     "skladě, žádám o vrácení peněz na účet."},
    {"CP1250 ISO-8859-2", "Dobrý deň, kde je môj balík?"},
    {"CP1250 ISO-8859-2", "Neviem sa prihlásiť do účtu"},
    {"CP1250 ISO-8859-2",
     "Dobrý deň, minulý týždeň som si u vás objednal stoličku, ale ešte stále "
     "neprišla. Môžete mi prosím napísať, kedy ju dostanem? Ďakujem za skorú "
     "odpoveď."},
    {"CP1250 ISO-8859-2", "Jó napot, hol van a csomagom?"},
    {"CP1250 ISO-8859-2", "Nem tudok belépni a fiókomba"},
    {"CP1250 ISO-8859-2", "Kérem, küldjék újra a számlát, Győző"},
    {"CP1250 ISO-8859-2",
     "Tisztelt Ügyfélszolgálat! Múlt héten rendeltem önöktől egy nyomtatót, de "
     "még mindig nem érkezett meg. Kérem, írják meg, mikor kapom meg, különben "
     "visszakérem a pénzemet. Előre is köszönöm."},
    {"CP1250 ISO-8859-2", "Kje je moja pošiljka, prosim?"},
    {"CP1250 ISO-8859-2", "Račun še ni plačan"},
    {"CP1250 ISO-8859-2",
     "Pozdravljeni, pretekli teden sem pri vas naročil mizo, a je še vedno "
     "nisem dobil. Ali mi lahko sporočite, kdaj bo prišla, in če že ne bo, da "
     "mi vrnete denar? Želim vam lep dan, Žiga Čeh."},
    {"CP1250 ISO-8859-2", "Gdje je moja narudžba?"},
    {"CP1250 ISO-8859-2", "Ne mogu ući u račun, možete li pomoći"},
    {"CP1250 ISO-8859-2",
     "Poštovani, prošli tjedan naručio sam kod vas stolić, ali još nije "
     "stigao. Možete li mi reći kada će biti isporučen? Ako ga više nemate, "
     "molim povrat novca na žiro račun. Željko Đurić"},
    {"CP1250 ISO-8859-2", "Bună ziua, unde este coletul meu?"},
    {"CP1250 ISO-8859-2", "Nu pot intra în cont, vă rog ajutaţi"},
    {"CP1250 ISO-8859-2",
     "Bună ziua, săptămâna trecută am comandat de la dumneavoastră o "
     "imprimantă, dar încă nu a sosit. Vă rog să îmi spuneţi când o voi primi "
     "şi dacă pot plăti la livrare. Mulţumesc frumos."},
    {"CP1253 ISO-8859-7", "Καλημέρα, πού είναι η παραγγελία μου;"},
    {"CP1253 ISO-8859-7", "Δεν μπορώ να συνδεθώ"},
    {"CP1253 ISO-8859-7",
     "Καλησπέρα σας, την προηγούμενη εβδομάδα παρήγγειλα έναν εκτυπωτή, αλλά "
     "ακόμη δεν έχει φτάσει. Μπορείτε να μου πείτε πότε θα τον παραλάβω; "
     "Ευχαριστώ πολύ για τη βοήθεια."},
    {"CP1254 ISO-8859-9", "Siparişim nerede acaba?"},
    {"CP1254 ISO-8859-9", "Hesabıma giriş yapamıyorum"},
    {"CP1254 ISO-8859-9", "Teşekkürler, Gökçe Yıldız"},
    {"CP1254 ISO-8859-9",
     "Merhaba, geçen hafta sizden bir yazıcı sipariş ettim ama hâlâ gelmedi. "
     "Ne zaman elime ulaşacağını öğrenebilir miyim? Gecikecekse paramın geri "
     "ödenmesini istiyorum. Şimdiden teşekkür ederim, iyi çalışmalar."},
    {"CP1255 ISO-8859-8", "שלום, איפה ההזמנה שלי?"},
    {"CP1255 ISO-8859-8", "אני לא מצליח להיכנס לחשבון"},
    {"CP1255 ISO-8859-8", "שלום רב, בשבוע שעבר הזמנתי אצלכם מדפסת והיא עדיין "
                          "לא הגיעה. האם תוכלו לבדוק מתי היא תישלח אליי? אם "
                          "אין במלאי, אבקש לקבל את הכסף בחזרה. תודה מראש."},
    {"CP1256 ISO-8859-6", "مرحبا، أين طلبي من فضلكم"},
    {"CP1256 ISO-8859-6", "لا أستطيع الدخول إلى حسابي"},
    {"CP1256 ISO-8859-6",
     "السلام عليكم، طلبت منكم طابعة في الأسبوع الماضي ولكنها لم تصل حتى الآن. "
     "هل يمكنكم إخباري متى سوف تصل؟ إذا لم تكن متوفرة فأرجو إعادة المبلغ إلى "
     "حسابي. شكرا جزيلا لكم."},
    {"CP874", "สวัสดีครับ สินค้าของผมอยู่ที่ไหน"},
    {"CP874", "เข้าระบบไม่ได้ค่ะ ช่วยด้วย"},
    {"CP874", "สวัสดีค่ะ เมื่ออาทิตย์ที่แล้วดิฉันสั่งเครื่องพิมพ์จากร้านของคุณ แต่ยังไม่ได้รับของเลย "
              "รบกวนช่วยตรวจสอบให้หน่อยว่าจะส่งเมื่อไร ถ้าไม่มีสินค้าแล้วขอเงินคืนด้วยนะคะ"},
    {"EUC-JP CP932 ISO-2022-JP", "注文した商品がまだ届きません。"},
    {"EUC-JP CP932 ISO-2022-JP", "ログインできません。助けてください"},
    {"EUC-JP CP932 ISO-2022-JP", "領収書をお願いします。田中"},
    {"EUC-JP CP932 ISO-2022-JP",
     "お世話になっております。先週そちらでプリンターを注文したのですが、まだ届"
     "いていません。いつごろ届くのか教えていただけますか。在庫がない場合は、返"
     "金をお願いいたします。どうぞよろしくお願いします。"},
    {"GB18030", "您好，我的订单在哪里？"},
    {"GB18030", "我无法登录账户，请帮忙"},
    {"GB18030", "发票还没有收到，谢谢"},
    {"GB18030",
     "您好，上个星期我在你们的商店买了一台打印机，可是到现在还没有送到。请问什"
     "么时候可以收到？如果没有货了，请把钱退回我的账户。谢谢，等您的回复。"},
    {"BIG5", "您好，我的訂單在哪裡？"},
    {"BIG5", "我無法登入帳戶，請幫忙"},
    {"BIG5", "發票還沒有收到，謝謝"},
    {"BIG5",
     "您好，上個星期我在貴店買了一台印表機，可是到現在還沒有送到。請問什麼時候"
     "可以收到？如果沒有貨了，請把錢退回我的帳戶。謝謝，等您的回覆。"},
    {"CP949", "안녕하세요, 주문한 상품이 안 왔어요"},
    {"CP949", "로그인이 되지 않습니다"},
    {"CP949", "안녕하세요. 지난주에 프린터를 주문했는데 아직 도착하지 "
              "않았습니다. 언제쯤 받을 수 있는지 알려 주시겠어요? 재고가 "
              "없으면 환불을 부탁드립니다. 감사합니다."},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH",
     "Wo bleibt meine Lieferung für März?"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH", "Schöne Grüße aus Köln"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH",
     "Das Paßwort läßt sich nicht ändern"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH",
     "Guten Tag, ich habe vergangene Woche bei Ihnen einen Drucker bestellt, "
     "er ist aber noch nicht eingetroffen. Könnten Sie mir bitte schreiben, "
     "wann ich ihn erwarten kann? Falls er nicht verfügbar ist, möchte ich die "
     "Bestellung rückgängig machen. Viele Grüße, Jürgen Weiß"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH",
     "Où est ma commande, s'il vous plaît ?"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH", "Ça ne marche pas, désolé"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH", "Réglé hier, merci à vous. Hélène"},
    {"CP1252 ISO-8859-15 CP850 MACINTOSH",
     "Bonjour, la semaine dernière j'ai commandé une imprimante chez vous, "
     "mais elle n'est pas encore arrivée. Pourriez-vous me dire où elle est "
     "restée ? À défaut, je préférerais être remboursée. Avec mes "
     "remerciements, François Lefèvre"},
    {"CP1252 ISO-8859-15 CP850", "¿Dónde está mi pedido?"},
    {"CP1252 ISO-8859-15 CP850", "No puedo iniciar sesión mañana"},
    {"CP1252 ISO-8859-15 CP850", "El señor Muñoz ya pagó"},
    {"CP1252 ISO-8859-15 CP850",
     "Buenos días, la semana pasada pedí una impresora en su tienda, pero "
     "todavía no ha llegado. ¿Podrían decirme cuándo la recibiré? Si ya no "
     "está disponible, quisiera la devolución del dinero. Muchas gracias, José "
     "Ibáñez"},
    {"CP1252 ISO-8859-15", "Onde está a minha encomenda?"},
    {"CP1252 ISO-8859-15", "Não consigo entrar na conta"},
    {"CP1252 ISO-8859-15", "Peço a devolução. João Conceição"},
    {"CP1252 ISO-8859-15",
     "Bom dia, na semana passada encomendei uma impressora na vossa loja, mas "
     "ainda não chegou. Podem dizer-me quando será entregue? Se já não houver, "
     "peço a devolução do dinheiro. Obrigado pela atenção."},
    {"CP1252", "Dov'è il mio ordine? È urgente"},
    {"CP1252", "Non riesco più ad accedere, perché?"},
    {"CP1252",
     "Buongiorno, la settimana scorsa ho ordinato una stampante presso di voi, "
     "però non è ancora arrivata. È possibile sapere quando sarà consegnata? "
     "Se non c'è più, vorrei la restituzione della somma già pagata."},
    {"CP1252 CP850", "Hvor er pakken min? Jeg får ikke svar"},
    {"CP1252 CP850", "Hilsen Bjørn Åge"},
    {"CP1252 CP850",
     "Hei, i forrige uke bestilte jeg en skriver hos dere, men den har ennå "
     "ikke kommet. Kan dere si når jeg får den? Hvis den ikke finnes på lager, "
     "ønsker jeg pengene tilbake. På forhånd takk, Pål Sæther"},
    {"CP1252", "Var är mitt paket? Jag väntar ännu"},
    {"CP1252", "Kan ni återställa lösenordet"},
    {"CP1252",
     "Hej, förra veckan beställde jag en skrivare hos er, men den har ännu "
     "inte kommit. När får jag den? Om den inte finns på lager önskar jag "
     "pengarna tillbaka. Vänliga hälsningar, Åsa Öberg"},
    {"CP1252", "Missä tilaukseni on tällä hetkellä?"},
    {"CP1252", "En pääse kirjautumaan"},
    {"CP1252",
     "Hyvää päivää, tilasin viime viikolla teiltä tulostimen, mutta se ei ole "
     "vielä saapunut. Voisitteko kertoa, milloin saan sen? Jos sitä ei enää "
     "ole, pyydän rahat takaisin. Ystävällisin terveisin, Päivi Mäkelä"},
    {"CP1252", "Hvor er min pakke? Det går ikke"},
    {"CP1252", "Jeg kan ikke få adgang, Søren"},
    {"CP1252",
     "Hej, i sidste uge bestilte jeg en printer hos jer, men den er endnu ikke "
     "kommet. Kan I fortælle, hvornår jeg får den? Hvis den ikke er på lager, "
     "ønsker jeg pengene tilbage. Venlig hilsen Jørgen Ærø"},
    {"CP1252", "Hvar er pöntunin mín?"},
    {"CP1252", "Ég get ekki skráð mig inn, Þóra"},
    {"CP1252", "Góðan daginn, í síðustu viku pantaði ég prentara hjá ykkur en "
               "hann er ekki enn kominn. Getið þið sagt mér hvenær ég fæ hann? "
               "Ef hann er ekki til vil ég fá endurgreitt. Með þökk, Þórður"},
    {"CP1257 ISO-8859-13",
     "Laba diena, praėjusią savaitę pas jus užsisakiau spausdintuvą, bet jo "
     "vis dar negavau. Ar galėtumėte pasakyti, kada jį gausiu? Jei jo nebėra, "
     "prašau grąžinti pinigus. Ačiū už pagalbą, Žydrūnė"},
    {"CP1257 ISO-8859-13", "Labdien, kur ir mans sūtījums?"},
    {"CP1257 ISO-8859-13", "Nevaru pieteikties savā kontā, lūdzu palīdziet"},
    {"CP1257 ISO-8859-13",
     "Labdien, pagājušajā nedēļā es pasūtīju pie jums printeri, bet tas vēl "
     "nav pienācis. Vai varat pateikt, kad es to saņemšu? Ja tā vairs nav, "
     "lūdzu atmaksājiet naudu. Paldies, Jānis Bērziņš"},
    {"CP1252 CP1257", "Tere, kus on minu pakk? Ootan väga"},
    {"CP1252 CP1257", "Ma ei pääse sisse, palun aidake"},
    {"CP1252 CP1257",
     "Tere päevast, eelmisel nädalal tellisin teilt printeri, aga see pole "
     "ikka veel jõudnud. Kas saaksite öelda, millal ma selle kätte saan? Kui "
     "seda enam ei ole, palun raha tagasi. Tänan, Ülle Õunapuu"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "СРОЧНО! НЕ РАБОТАЕТ ВХОД"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "Иванова Мария"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "вопрос по доставке"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "Re: возврат товара"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "Отчёт за март готов"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC", "жду ответа"},
    {"CP1251 KOI8-R ISO-8859-5 CP866 MAC-CYRILLIC",
     "Коллеги, в приложении скан договора. Посмотрите третий пункт: там "
     "указана старая цена, хотя мы согласовали скидку ещё осенью. Если всё "
     "верно, подпишу завтра утром.\nС уважением, Олег"},
    {"CP1251 KOI8-U", "Запит щодо рахунку"},
    {"CP1251 KOI8-U", "Олександра Шевченко"},
    {"CP1251 KOI8-U",
     "Колего, додаю скан угоди. Подивіться третій пункт: там зазначено стару "
     "ціну, хоча ми домовлялися про знижку ще восени."},
    {"CP1250 ISO-8859-2", "Zażalenie na kuriera"},
    {"CP1250 ISO-8859-2", "Małgorzata Wiśniewska"},
    {"CP1250 ISO-8859-2", "PILNE: BŁĄD PŁATNOŚCI"},
    {"CP1250 ISO-8859-2", "Re: zamówienie 4521"},
    {"CP1250 ISO-8859-2",
     "W załączniku przesyłam skan umowy. Punkt trzeci zawiera starą cenę, choć "
     "jesienią uzgodniliśmy zniżkę."},
    {"CP1250 ISO-8859-2", "Reklamace zboží"},
    {"CP1250 ISO-8859-2", "Jiří Dvořák"},
    {"CP1250 ISO-8859-2", "NALÉHAVÉ: CHYBA PŘI PLATBĚ"},
    {"CP1250 ISO-8859-2", "dotaz na objednávku"},
    {"CP1250 ISO-8859-2",
     "V příloze posílám naskenovanou smlouvu. Ve třetím bodě zůstala stará "
     "cena, přestože jsme se na podzim dohodli na slevě."},
    {"CP1250 ISO-8859-2", "Ľubomír Šťastný"},
    {"CP1250 ISO-8859-2", "žiadosť o faktúru"},
    {"CP1250 ISO-8859-2", "V prílohe posielam zmluvu. V treťom bode zostala "
                          "stará cena, hoci sme sa na jeseň dohodli na zľave."},
    {"CP1250 ISO-8859-2", "Szerződés módosítása"},
    {"CP1250 ISO-8859-2", "SÜRGŐS: HIBÁS SZÁMLA"},
    {"CP1250 ISO-8859-2",
     "Mellékelten küldöm a szerződést. A harmadik pontban a régi ár szerepel, "
     "pedig ősszel kedvezményt beszéltünk meg."},
    {"CP1250 ISO-8859-2", "Žalba na dostavu"},
    {"CP1250 ISO-8859-2", "Krešimir Šimić"},
    {"CP1250 ISO-8859-2", "U prilogu šaljem ugovor. U trećoj točki stoji stara "
                          "cijena, iako smo jesenas dogovorili popust."},
    {"CP1250 ISO-8859-2", "Ştefan Ţăranu"},
    {"CP1250 ISO-8859-2", "factură greşită"},
    {"CP1250 ISO-8859-2",
     "Vă trimit contractul în ataşament. La punctul trei a rămas preţul vechi, "
     "deşi am stabilit o reducere astă toamnă."},
    {"CP1253 ISO-8859-7", "Ερώτηση για το τιμολόγιο"},
    {"CP1253 ISO-8859-7", "Γιώργος Παπαδόπουλος"},
    {"CP1253 ISO-8859-7", "επιστροφή χρημάτων"},
    {"CP1253 ISO-8859-7",
     "Σας στέλνω το συμβόλαιο. Στο τρίτο σημείο έμεινε η παλιά τιμή, αν και το "
     "φθινόπωρο συμφωνήσαμε έκπτωση."},
    {"CP1254 ISO-8859-9", "İade talebi"},
    {"CP1254 ISO-8859-9", "Çağrı Şahin"},
    {"CP1254 ISO-8859-9", "ŞİFRE DEĞİŞTİRME"},
    {"CP1254 ISO-8859-9", "fatura bilgisi hakkında"},
    {"CP1254 ISO-8859-9",
     "Sözleşmeyi ekte gönderiyorum. Üçüncü maddede eski fiyat kalmış, oysa "
     "sonbaharda indirim konusunda anlaşmıştık."},
    {"CP1255", "בקשה להחזר כספי"},
    {"CP1255", "משה כהן"},
    {"CP1255", "חשבונית חסרה"},
    {"CP1255",
     "מצורף החוזה. בסעיף השלישי נשאר המחיר הישן, למרות שסיכמנו בסתיו על הנחה."},
    {"CP1256 ISO-8859-6", "طلب استرداد المبلغ"},
    {"CP1256 ISO-8859-6", "محمد العلي"},
    {"CP1256 ISO-8859-6", "مشكلة في الفاتورة"},
    {"CP1256 ISO-8859-6", "تجدون العقد في المرفق. بقي السعر القديم في البند "
                          "الثالث مع أننا اتفقنا على خصم في الخريف."},
    {"CP874", "ขอใบเสร็จรับเงิน"},
    {"CP874", "สมชาย ใจดี"},
    {"CP874", "แนบสัญญามาให้แล้วครับ ข้อสามยังเป็นราคาเก่าอยู่ ทั้งที่ตกลงส่วนลดกันไว้แล้ว"},
    {"EUC-JP CP932 ISO-2022-JP", "請求書について"},
    {"EUC-JP CP932 ISO-2022-JP", "山田太郎"},
    {"EUC-JP CP932 ISO-2022-JP", "返品のご相談"},
    {"EUC-JP CP932 ISO-2022-JP", "パスワード再設定"},
    {"EUC-JP CP932 ISO-2022-JP", "至急:システム障害"},
    {"EUC-JP CP932 ISO-2022-JP",
     "契約書を添付いたします。第三項に古い価格が残っていますが、秋に割引で合意"
     "したはずです。ご確認ください。"},
    {"GB18030", "退款申请"},
    {"GB18030", "王小明"},
    {"GB18030", "密码重置问题"},
    {"GB18030", "紧急：支付失败"},
    {"GB18030", "合同见附件。第三条还是旧价格，但是去年秋天我们已经谈好了折扣，"
                "请核对后告诉我。"},
    {"BIG5", "退款申請"},
    {"BIG5", "陳美玲"},
    {"BIG5", "密碼重設問題"},
    {"BIG5", "緊急：付款失敗"},
    {"BIG5", "合約見附件。第三條還是舊價格，但是去年秋天我們已經談好了折扣，請"
             "核對後告訴我。"},
    {"CP949", "환불 요청"},
    {"CP949", "김철수"},
    {"CP949", "비밀번호 변경 문의"},
    {"CP949", "긴급: 결제 오류"},
    {"CP949", "계약서를 첨부합니다. 세 번째 항목에 예전 가격이 남아 있는데 "
              "가을에 할인하기로 합의했습니다."},
    {"CP1252 CP850 MACINTOSH", "Jörg Müller"},
    {"CP1252 CP850 MACINTOSH",
     "Anbei der Vertrag. In Punkt drei steht noch der alte Preis, obwohl wir "
     "im Herbst einen Nachlass vereinbart hatten. Schöne Grüße"},
    {"CP1252 CP850 MACINTOSH", "Problème de facturation"},
    {"CP1252 CP850 MACINTOSH", "Benoît Légaré"},
    {"CP1252 CP850 MACINTOSH", "RÉCLAMATION"},
    {"CP1252 CP850 MACINTOSH", "accès refusé"},
    {"CP1252 CP850 MACINTOSH",
     "Vous trouverez le contrat ci-joint. Le point trois garde l'ancien prix "
     "alors que nous étions convenus d'une remise à l'automne."},
    {"CP1252 CP850", "Contraseña olvidada"},
    {"CP1252 CP850", "Begoña Núñez"},
    {"CP1252 CP850", "¡URGENTE! Facturación"},
    {"CP1252 CP850", "¿Cómo cambio el envío?"},
    {"CP1252 CP850",
     "Adjunto el contrato. En el punto tres sigue el precio antiguo, aunque en "
     "otoño acordamos un descuento. Un saludo, Íñigo"},
    {"CP1252", "Reclamação"},
    {"CP1252", "Conceição Araújo"},
    {"CP1252", "alteração de endereço"},
    {"CP1252", "Segue o contrato. No ponto três ficou o preço antigo, embora "
               "tenhamos combinado um desconto no outono. Até amanhã"},
    {"CP1252", "perché no?"},
    {"CP1252", "Niccolò Forlì"},
    {"CP1252", "È possibile"},
    {"CP1252", "Allego il contratto. Al punto tre è rimasto il vecchio prezzo, "
               "benché in autunno avessimo concordato uno sconto."},
    {"CP1252", "Spørsmål om faktura"},
    {"CP1252", "Øyvind Sørbø"},
    {"CP1252", "får ikke logget på"},
    {"CP1252", "Vedlagt er avtalen. I punkt tre står fremdeles gammel pris, "
               "selv om vi ble enige om rabatt i høst."},
    {"CP1252", "Fråga"},
    {"CP1252", "Göran Åkesson"},
    {"CP1252", "återbetalning"},
    {"CP1252", "Avtalet bifogas. I punkt tre står ännu gammalt pris fast vi "
               "kom överens om rabatt i höstas."},
    {"CP1252", "Väinö Hämäläinen"},
    {"CP1252", "käyttäjätunnus"},
    {"CP1252", "Liitteenä sopimus. Kohdassa kolme on yhä vanha hinta, vaikka "
               "sovimme syksyllä alennuksesta. Terveisin Jyrki Öhman"},
    {"CP1252", "Guðrún Þórarinsdóttir"},
    {"CP1252", "Samningurinn fylgir með. Í þriðja lið stendur enn gamla verðið "
               "þótt við höfum samið um afslátt í haust."},
    {"CP1252 MACINTOSH", "It costs £50 now"},
    {"CP1252 MACINTOSH", "“quoted” text"},
    {"CP1252 MACINTOSH", "Don’t worry – it’s fine"},
    {"CP1252 MACINTOSH", "Zoë Brontë"},
    {"CP1252 MACINTOSH", "50 € please"},
    {"CP1252 MACINTOSH", "café in the morning"},
    {"CP1252 MACINTOSH",
     "Please find the contract attached. Point three still has the old price – "
     "we agreed on a discount in autumn, didn’t we? “Yes”, said Chloë."},
    {"CP1257", "Siunčiu sutartį. Trečiame punkte liko sena kaina, nors rudenį "
               "susitarėme dėl nuolaidos."},
    {"CP1257", "Rēķina kļūda"},
    {"CP1257", "Kārlis Ozoliņš"},
    {"CP1257", "Pielikumā līgums. Trešajā punktā palikusi vecā cena, lai gan "
               "rudenī vienojāmies par atlaidi."},
    {"CP1252 CP1257", "Küsimus arve kohta"},
    {"CP1252 CP1257", "Õnne Pärn"},
    {"CP1252 CP1257", "Leping on lisatud. Kolmandas punktis on ikka vana hind, "
                      "kuigi sügisel leppisime kokku soodustuse."},
};

static bool is_7bit(const char *charset)
{
    return g_str_has_prefix(charset, "ISO-2022");
}

static void try_label(const char *octets, size_t size, const char *charset,
                      const char *label, const char *text, charset_state want)
{
    charset_state state;
    const char *used;
    g_autofree char *got = charset_to_utf8(octets, size, label, &state, &used);

    if (strcmp(got, text) != 0 || state != want)
        fail_msg("%s labelled %s was read as %s, state %d: '%s', not '%s'",
                 charset, label ? label : "(nothing)", used, state, got, text);
}

/* Each sample in each of its charsets with `label` instead of the right one. */
static void try_all(const char *label, charset_state want)
{
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_auto(GStrv) list = g_strsplit(samples[i].charsets, " ", -1);

        for (char **c = list; *c; c++) {
            gsize size = 0;
            g_autofree char *octets =
                g_convert(samples[i].text, -1, *c, "UTF-8", NULL, &size, NULL);

            assert_non_null(octets);
            try_label(octets, size, *c, label, samples[i].text,
                      want == CHARSET_UNKNOWN && is_7bit(*c) ? CHARSET_LYING
                                                             : want);
        }
    }
}

static void test_no_label(void **state)
{
    try_all(NULL, CHARSET_DETECTED);
}

static void test_empty_label(void **state)
{
    try_all("us-ascii", CHARSET_DETECTED);
}

static void test_unknown_label(void **state)
{
    try_all("x-foo", CHARSET_UNKNOWN);
}

static void test_wrong_utf8(void **state)
{
    try_all("utf-8", CHARSET_LYING);
}

/* A true label is believed, whatever the text looks like. */
static void test_right_label(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_auto(GStrv) list = g_strsplit(samples[i].charsets, " ", -1);

        for (char **c = list; *c; c++) {
            gsize size = 0;
            g_autofree char *octets =
                g_convert(samples[i].text, -1, *c, "UTF-8", NULL, &size, NULL);

            try_label(octets, size, *c, *c, samples[i].text, CHARSET_RIGHT);
        }
    }
}

/* "iso-8859-1" stands over texts of other scripts; long ones are recognized. */
static void test_wrong_latin1(void **state)
{
    static const char *const eastern[] = {
        "CP1251",  "KOI8-R", "ISO-8859-5", "CP1253", "ISO-8859-7",
        "CP1255",  "CP1256", "CP874",      "EUC-JP", "CP932",
        "GB18030", "BIG5",   "CP949",      NULL};
    unsigned tried = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_auto(GStrv) list = g_strsplit(samples[i].charsets, " ", -1);

        for (char **c = list; *c; c++) {
            gsize size = 0;
            g_autofree char *octets =
                g_convert(samples[i].text, -1, *c, "UTF-8", NULL, &size, NULL);

            if (size < 50 || !g_strv_contains(eastern, *c))
                continue;
            tried++;
            try_label(octets, size, *c, "iso-8859-1", samples[i].text,
                      CHARSET_LYING);
        }
    }
    assert_true(tried > 20);
}

static void test_aliases(void **state)
{
    static const struct {
        const char *label, *octets, *text;
    } rows[] = {
        {"utf8", "\xc3\xa9", "é"},
        {"UTF-8;", "\xc3\xa9", "é"},
        {"\"utf-8\"", "\xc3\xa9", "é"},
        {"'utf-8'", "\xc3\xa9", "é"},
        {"utf_8", "\xc3\xa9", "é"},
        {"utf-8; format=flowed", "\xc3\xa9", "é"},
        {"charset=utf-8", "\xc3\xa9", "é"},
        {"unicode-1-1-utf-8", "\xc3\xa9", "é"},
        {"unicode-1-1-utf-7", "+AOk-", "é"},
        {"windows1251", "\xc4\xe0", "Да"},
        {"win-1251", "\xc4\xe0", "Да"},
        {"windows-cp1251", "\xc4\xe0", "Да"},
        {"x-cp1251", "\xc4\xe0", "Да"},
        {"1251", "\xc4\xe0", "Да"},
        {"cp-1252", "\xe9\x80", "é€"},
        {"ISO_8859-1:1987", "\xe9", "é"},
        {"iso 8859-1", "\xe9", "é"},
        {"iso8859_2", "\xbe", "ž"},
        {"latin2", "\xbe", "ž"},
        {"iso-8859-15", "\xa4 \x93q\x94", "€ “q”"},
        {"iso-8859-2", "\x9a\x9e", "šž"},
        {"iso-8859-8-i", "\xf9", "ש"},
        {"windows-28592", "\xbe", "ž"},
        {"ansi_x3.110-1983", "x", "x"},
        {"_iso-2022-jp$ESC", "\x1b$BF|\x1b(B", "日"},
        {"iso-2022-jp", "\x1b$B-!\x1b(I1\x1b(B.", "①ｱ."},
        {"iso-2022-jp", "\x1b$BF|\nx", "日\nx"},
        {"cp50221", "\x1b$BF|\x1b(B", "日"},
        {"hz-gb-2312", "~{VP~}~~x", "中~x"},
        {"x-sjis", "\x87\x40\xfb\xfc", "①髙"},
        {"euc-jp", "\xad\xa1", "①"},
        {"gb2312", "\xe9\x46", "镕"},
        {"x-gbk", "\xd6\xd0", "中"},
        {"ks_c_5601-1987", "\x8c\x63", "똠"},
        {"big5", "\xa4\xa4", "中"},
        {"chinesebig5", "\xa4\xa4", "中"},
        {"big5-hkscs", "\xfa\x40", "𠕇"},
        {"tis-620", "\xe4\xb7\xc2", "ไทย"},
        {"koi8-u", "\xeb\xc9\xa7\xd7", "Київ"},
        {"cp850", "\x94", "ö"},
        {"ibm866", "\x9f", "Я"},
        {"x-mac-cyrillic", "\x9f", "Я"},
        {"x-mac-roman", "\x8e", "é"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        try_label(rows[i].octets, strlen(rows[i].octets), rows[i].label,
                  rows[i].label, rows[i].text, CHARSET_RIGHT);
}

static void test_mixed(void **state)
{
    static const struct {
        const char *label, *octets, *text;
        charset_state state;
    } rows[] = {
        /* a list's footer in another charset */
        {"utf-8", "Grüße aus Köln, schöne\nUnsubscribe: se\xf1or\n",
         "Grüße aus Köln, schöne\nUnsubscribe: señor\n", CHARSET_LYING},
        {NULL, "Grüße aus Köln, schöne\nUnsubscribe: se\xf1or\n",
         "Grüße aus Köln, schöne\nUnsubscribe: señor\n", CHARSET_DETECTED},
        /* the letters stand far behind */
        {NULL, "Dear all,\nplease find the minutes below.\nRegards, Bj\xf8rn\n",
         "Dear all,\nplease find the minutes below.\nRegards, Bjørn\n",
         CHARSET_DETECTED},
        /* signs only: Windows' */
        {NULL, "It\x92s \x93here\x94 \x96 50 \x80", "It’s “here” – 50 €",
         CHARSET_DETECTED},
        {NULL, "\xb7\xa0\xa0 one\n\xb7\xa0\xa0 two\n",
         "·\u00a0\u00a0 one\n·\u00a0\u00a0 two\n", CHARSET_DETECTED},
        {"iso-8859-1", "\xa0\n\xa0\n\xa0\n\xa0\n\xa0\n\xa0\n\xa0\n",
         "\u00a0\n\u00a0\n\u00a0\n\u00a0\n\u00a0\n\u00a0\n\u00a0\n",
         CHARSET_RIGHT},
        /* UTF-8 under other labels */
        {"koi8-r", "Привет", "Привет", CHARSET_LYING},
        {"utf-16", "Привет", "Привет", CHARSET_LYING},
        {"iso-2022-jp", "日本", "日本", CHARSET_LYING},
        /* a terminal's colours */
        {NULL, "\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m", CHARSET_RIGHT},
        /* damage */
        {"big5",
         "\xa4\xa4\xa4\xe5\xa4\xa4\xa4\xe5\xa4\xa4\xa4\xe5\xa4\xa4\xa4\xe5"
         "\xa4\xa4\xa4\xe5 \xa4",
         "中文中文中文中文中文 \ufffd", CHARSET_LYING},
        {"utf-8", "\xff\xfe", "", CHARSET_LYING},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        try_label(rows[i].octets, strlen(rows[i].octets), "mixed",
                  rows[i].label, rows[i].text, rows[i].state);
}

/* NULs inside: octets are counted. */
static void test_utf16(void **state)
{
    static const char little[] = "\xff\xfeh\0i\0\xe9";
    static const char big[] = "\xfe\xff\0h\0i\0\xe9";

    try_label(little, 8, "UTF-16", NULL, "hié", CHARSET_RIGHT);
    try_label(big, 8, "UTF-16", "us-ascii", "hié", CHARSET_RIGHT);
    try_label(little, 8, "UTF-16", "utf-16", "hié", CHARSET_RIGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_label),
        cmocka_unit_test(test_empty_label),
        cmocka_unit_test(test_unknown_label),
        cmocka_unit_test(test_wrong_utf8),
        cmocka_unit_test(test_right_label),
        cmocka_unit_test(test_wrong_latin1),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_mixed),
        cmocka_unit_test(test_utf16),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
