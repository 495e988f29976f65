/* charset_languages: what tells languages apart in a few lines of mail: their
 * letters beyond ASCII by frequency, and words that nearly every letter has. */
#include "mail/charset/room.h"

const charset_language charset_languages[] = {
    {REGION_WEST, SCRIPT_LATIN, "éèëïöüñçàôâí",
     " the and to of is you for have not my with this that please thank "
     "regards from your we it in on are dear hello "},
    {REGION_WEST, SCRIPT_LATIN, "üäößéà",
     " der die das und ich nicht ist mit für ein eine sie wir auf zu den von "
     "es bitte mein meine aber über grüße guten tag kann noch "},
    {REGION_WEST, SCRIPT_LATIN, "éèàêçùûôîâïëœÿ",
     " le la les de des et est je vous ne pas un une que pour mon ma mais où "
     "merci bonjour à été avec dans sur nous ça cordialement "},
    {REGION_WEST, SCRIPT_LATIN, "óíáéñúü",
     " el la los las de que y no es en un una mi por para con pero está dónde "
     "gracias hola señor buenos días cuándo qué más su se "},
    {REGION_WEST, SCRIPT_LATIN, "ãçáéóõêíâàúôü",
     " o a os as de que e não é em um uma meu minha por para com mas está "
     "onde obrigado olá bom dia quando já na no se "},
    {REGION_WEST, SCRIPT_LATIN, "èàòùìéí",
     " il la lo i le di che e non è in un una mio per con ma perché dove "
     "grazie buongiorno ho più sono della del si "},
    {REGION_WEST, SCRIPT_LATIN, "åøæéòôü",
     " og jeg er det ikke har på for med til min hvor den som vi kan hei hej "
     "fra av af at takk tak hilsen får men ennå når "},
    {REGION_WEST, SCRIPT_LATIN, "äöåéü",
     " och jag är det inte har på för med till min var den som vi kan hej "
     "från av att tack hälsningar när får men "},
    {REGION_WEST, SCRIPT_LATIN, "äöå",
     " ja on ei en se että mutta olen minun kun kiitos hei voi ole missä "
     "onko jos sitä päivää terveisin hyvää "},
    {REGION_WEST, SCRIPT_LATIN, "íáðéþúóöæý",
     " og ég er það ekki í á að um með til hvar sem við get mér hann ef en "
     "þökk takk hæ góðan daginn kveðja "},
    {REGION_WEST, SCRIPT_LATIN, "éëèïöüç",
     " de het een en ik is niet van mijn voor met dat op te wij u maar waar "
     "groet bedankt geen naar zijn kunt "},
    {REGION_CENTRAL, SCRIPT_LATIN, "ęąóżłśćńź",
     " i w na z do nie się jest to że o za czy po proszę dziękuję mam mi jak "
     "ale dzień dobry od gdzie mogę pozdrawiam moja mój "},
    {REGION_CENTRAL, SCRIPT_LATIN, "íáéěřýčšžůúťňďó",
     " a je v na se že s z do si to mi jsem ale prosím o dobrý den děkuji "
     "kde jak mám není za už byl žádám mohu nemohu jsou "},
    {REGION_CENTRAL, SCRIPT_LATIN, "áéíýčšžúľôťňďóäŕĺ",
     " a je v na sa že s z do si to mi som ale prosím o dobrý deň ďakujem "
     "kde ako mám nie za už bol môj môžete je neviem "},
    {REGION_CENTRAL, SCRIPT_LATIN, "áéöóíőüúű",
     " a az és hogy nem is egy van de meg csak kérem jó napot köszönöm mert "
     "még ha már hol ez mikor tudok vagyok tisztelt üdvözlettel "},
    {REGION_CENTRAL, SCRIPT_LATIN, "čšžćđ",
     " je in na se da za v sem ne pa ali ki moja prosim hvala mi pri še kje "
     "če lep pozdrav u i sam nije ne mogu može kod gdje molim još što ga "},
    {REGION_CENTRAL, SCRIPT_LATIN, "ăîâşţșț",
     " și şi de nu la în este un o pe cu că am să mai din unde pot vă rog "
     "bună ziua mulţumesc meu mea sunt dar cont "},
    {REGION_TURKEY, SCRIPT_LATIN, "ıİşğüöçâîû",
     " ve bir bu için merhaba ile olarak ne mi istiyorum olan iyi gibi ama "
     "nerede teşekkürler teşekkür ederim sizden lütfen değil çok var yok "},
    {REGION_BALTIC, SCRIPT_LATIN, "ėšųžūčįąę",
     " ir yra kad ar su ne bet jei kur mano prašau ačiū laba diena už iš jo "
     "į tai kaip man dar "},
    {REGION_BALTIC, SCRIPT_LATIN, "āīēšūņļģķčž",
     " un ir ka ar ne bet ja kur mans lūdzu paldies labdien no tas vai es par "
     "vēl man savā pie kad "},
    {REGION_BALTIC, SCRIPT_LATIN, "äõüöšž",
     " ja on ei et ma see kui aga kus minu palun tere tänan päevast kas veel "
     "ta mul oma ole saan "},
    {REGION_CYRILLIC, SCRIPT_CYRILLIC, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
     " и в не на я что с по мой моя у за как где но вы для это от к мне "
     "добрый день здравствуйте пожалуйста спасибо могу нет когда заказ "},
    {REGION_CYRILLIC, SCRIPT_CYRILLIC, "оаинвіертслкдумпзяьбгйчхцїжюшєщфґ",
     " і в не на я що з по мій моя у за як де але ви для це від до мені "
     "доброго дня вітаю будь ласка дякую можу немає коли "},
    {REGION_CYRILLIC, SCRIPT_CYRILLIC, "аиоетнрсвлкдпмзгябъущчцжхфюшйь",
     " и в не на да се за от че ми е моля къде добър ден здравейте благодаря "
     "моята как кога съм си по ще ви "},
    {REGION_CYRILLIC, SCRIPT_CYRILLIC, "аиоенрстјудквлмпзгбчшцњжћхфљђџ",
     " и у не на да се за од је сам ми где моја молим хвала поштовани када "
     "али са мој ви по "},
    {REGION_GREECE, SCRIPT_GREEK, "αοιετσνηυρπκμλςίάόέγδωήχύθφώβξζψϊϋΐΰ",
     " και να το η ο του την της τα με για δεν είναι στο από θα που πού μου "
     "σας έχει αλλά καλημέρα ευχαριστώ μπορώ παρακαλώ "},
    {REGION_ISRAEL, SCRIPT_HEBREW, "יוהלאתרבשמדנעחקפכםטזסגצןךףץ",
     " את לא של אני על זה עם שלום תודה האם יש אין גם או כי מה איפה שלי אם "
     "היא הוא לי מאוד רב "},
    {REGION_ARABIA, SCRIPT_ARABIC, "اليمنورتةبعدسفحكقهجشطصخذضزثظغأإىئءآؤ",
     " في من على لا إلى أن هل مع شكرا عليكم السلام مرحبا طلبي هذا ما أين لم "
     "عن حتى "},
    {REGION_THAILAND, SCRIPT_THAI, "านรกอ่้เงมยลวัดีทสิตุะปบคหแจพชขใไูืโํ็ณธศถซผญภ์ฝฟษๆ",
     NULL},
    {REGION_JAPAN, SCRIPT_KANA,
     "日本人大学会社田山川中小上下東京様注文商品届請求書料金円返送確認願致申変"
     "更登録用問合月年時分一二三十出入手生間事者場方内電話国名前後高新設定",
     NULL},
    {REGION_CHINA, SCRIPT_HAN,
     "的一是不了在人有我他这中大来上个们到说和为你您好请谢单号没订户账密码无法"
     "发票会能要就可以时也对生下过学后多家心年然还收问登录回电机退款帮忙货"
     "王李张刘陈杨黄赵吴周小明文华国年月日公司产品价格知道发送信息件客服",
     NULL},
    {REGION_TAIWAN, SCRIPT_HAN,
     "的一是不了在人有我他這中大來上個們到說和為你您好請謝單號沒訂戶帳密碼無法"
     "發票會能要就可以時也對生下過學後多家心年然還收問登錄回電機退款幫忙貨"
     "王李張劉陳楊黃趙吳周小明文華國年月日公司產品價格知道發送信息件客服",
     NULL},
    {REGION_KOREA, SCRIPT_HANGUL,
     "이다는에을의가고하지로한은를기사도시자해서리어인나보주아일정수제스있부그"
     "상원전화문조과안니요습녕세감합까없오게되내여금라비환확만",
     NULL},
};

const size_t charset_languages_count = G_N_ELEMENTS(charset_languages);
