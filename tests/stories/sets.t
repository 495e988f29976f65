# The shipped rule sets: their own test lines, and letters as people write them,
# each in the category that it belongs to (- is none) and none of them spam.
use strict;
use warnings;
use utf8;
use Test::More;
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP;

my $postern = $ENV{POSTERN} // './postern';
my $sets = "$FindBin::Bin/../../rules/sets";
binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);

my $said = qx($postern rules test $sets);
is $?, 0, 'all test lines of the shipped sets are right' or diag $said;
like $said, qr/\b[1-9]\d\d tests\b/, 'and there are hundreds';
unlike qx($postern rules check $sets), qr/unsupported:/, 'all is supported';

# what is learned cannot be said in a line
my (%seen, %lacks);
for my $file (glob "$sets/*.cf") {
    open my $in, '<:utf8', $file or die "$file: $!";
    while (<$in>) {
        my ($word, $name, $what) = split ' ';
        next unless $name && $name !~ /^(?:__|BAYES_)/;
        $lacks{$name}{$_} = 1 for /^(?:header|body|rawbody|uri|full|meta)\s/
            && !$seen{$name}++ ? qw(describe ok fail) : ();
        delete $lacks{$name}{$word eq 'test' ? $what : $word};
    }
}
cmp_ok keys %seen, '>', 150, 'the sets have rules';
is join(' ', sort grep { %{ $lacks{$_} } } keys %lacks), '',
    'each says what it is, and has tests that hit and that do not';

my $folder = tempdir('sets-XXXXXX', TMPDIR => 1, CLEANUP => 1);
binmode DATA, ':utf8';
my @letters = map { chomp; [split /\|/, $_, 2] } <DATA>;
my @files = map { sprintf '%s/%03d.eml', $folder, $_ } 0 .. $#letters;
for my $i (0 .. $#letters) {
    open my $out, '>:utf8', $files[$i] or die "$files[$i]: $!";
    print $out <<"END";
From: Kari <kari\@example.com>
To: support\@example.org
Subject: -
Date: Mon, 23 Nov 2026 11:02:14 +0000
Message-ID: <$i.sets\@example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

$letters[$i][1]
END
    close $out or die "$files[$i]: $!";
}

my @answers = map { decode_json $_ } qx($postern scan --json --rules $sets @files);
is @answers, @letters, 'every letter is scanned';
for my $i (0 .. $#answers) {
    my ($category, $text) = @{ $letters[$i] };
    my ($best) = sort { $b->{weight} <=> $a->{weight} }
        @{ $answers[$i]{categories} };
    my $is = $best && $best->{weight} >= 3 ? $best->{name} : '-';
    is $is, $category, "$category: $text";
    ok $answers[$i]{score} < 2, '  and far from spam';
}
done_testing;

__DATA__
account|Здравствуйте! Не могу зайти в личный кабинет, пишет неверный логин или пароль. Помогите.
account|Прошу удалить мою учётную запись и все персональные данные.
billing|Добрый день. Пришлите, пожалуйста, счёт на оплату за октябрь и закрывающие документы.
billing|С карты два раза списали деньги за один заказ, разберитесь.
refund|Товар пришёл бракованный. Верните деньги на карту.
refund|Подскажите, когда будет возврат средств за отменённый заказ?
delivery|Заказ 12345 должен был прийти во вторник, до сих пор не доставлен. Где он?
delivery|Сколько дней идёт доставка до Хабаровска?
cancellation|Хочу отменить заказ, передумала.
cancellation|Прошу отключить подписку и больше не списывать деньги
complaint|Ваш оператор нахамил мне по телефону. Хочу пожаловаться.
complaint|В вашей статье недостоверные сведения о нашей компании, просим удалить.
management|Передайте это письмо вашему руководству, я требую ответа директора.
abuse|Вы там все мошенники и твари, чтоб вы сдохли
offtopic|Добрый день! Предлагаем услуги по продвижению сайта в топ Яндекса.
offtopic|Высылаю своё резюме на вакансию менеджера.
feature|Было бы здорово, если бы в приложении появилась тёмная тема.
incident|У нас с утра не работает интернет во всём офисе, никто не может работать, авария?
incident|Сервер лежит, ошибка 502
technical|После обновления программа вылетает при открытии файла.
technical|Принтер не печатает, горит красная лампочка
howto|Подскажите, как настроить автоответчик в почте?
-|Спасибо большое, всё получилось, хорошего дня!
account|Hei, jeg får ikke logget inn på Min side. Har glemt passordet.
account|Kan dere slette kontoen min og alle opplysninger om meg?
billing|Jeg har fått purring på en faktura som er betalt.
billing|Kortet mitt ble belastet to ganger i går.
refund|Varen var ødelagt da den kom. Jeg vil ha pengene tilbake.
refund|Hvor lang tid tar det før refusjonen er på konto?
delivery|Hvor er pakken min? Sporingen har ikke vært oppdatert på en uke.
delivery|Leverer dere til Svalbard, og hva koster frakten?
cancellation|Jeg ønsker å si opp abonnementet mitt fra 1. januar.
cancellation|Kan dere kansellere ordre 998877? Jeg bestilte feil.
complaint|Jeg er svært misfornøyd med behandlingen jeg fikk og vil klage.
management|Jeg vil snakke med lederen deres, dette aksepterer jeg ikke.
abuse|Dere er noen jævla idioter
offtopic|Jeg søker sommerjobb hos dere, CV er vedlagt.
feature|Det hadde vært fint om appen kunne støtte mørk modus. Er det planlagt?
incident|Hele kontoret er uten nett, serveren er nede siden kl. 8. Haster!
technical|Skriveren virker ikke etter siste oppdatering, får feilmelding E12.
technical|Appen krasjer hver gang jeg åpner kameraet.
howto|Hvordan eksporterer jeg kontaktene mine til en fil?
-|Tusen takk for rask hjelp, nå er alt i orden. God helg!
account|Hi, I tried to log on with the new phone and it tells me the password has expired.
incident|Good morning, your whole platform has been unreachable for all our customers since 7:40.
management|I have asked three times. Please escalate this to your supervisor.
offtopic|We are an SEO company and can bring you to the first page of Google.
-|Thanks so much, that fixed it! Have a great weekend.
-|Please find attached the documents you asked for. Kind regards, Ann
