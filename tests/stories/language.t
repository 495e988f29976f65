#!/usr/bin/perl
# Languages: a customer is answered in the one that he writes in, also from then on
# when he writes too little to tell, and in the one that he chooses; operators read
# theirs.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start(
    users  => [qw(maria@example.ru ivan@example.ru)],
    config => {
        'operator anna' => { language => 'nb' },
        'operator olga' => { language => 'ru' },
    });
my $maria = $desk->customer('Мария Кузнецова <maria@example.ru>');
my $per   = $desk->customer('Per Hansen <per@example.com>');
my $ivan  = $desk->customer('Ivan Petrov <ivan@example.ru>');
my $anna  = $desk->operator('anna');
my $olga  = $desk->operator('olga');

sub asks {
    my ($who, $subject, $text) = @_;
    $who->writes('support@example.org', $subject, $text);
    return $who->gets(qr/\[#\d+-/, 'an acknowledgement');
}

# ---- Russian
my $ack = asks($maria, 'Не печатает',
    "Здравствуйте! Принтер на третьем этаже не печатает, на экране только код"
        . " ошибки E05. Помогите, пожалуйста.");
like($ack->text, qr/Номер вашего обращения: #\d+/, 'who writes Russian is'
        . ' answered in Russian');
unlike($ack->text, qr/\b(?:you|request|reply)\b/i, 'and in nothing else');
my $notice = $olga->gets(qr/^#/, 'olga is told');
like($notice->text, qr/Ваш ответ (?:получит|останется)/, 'in Russian');
like($notice->text, qr/Статус: Новое/, 'with the title of the status');
my $news = $anna->gets(qr/^#/, 'anna is told');
like($news->text, qr/Svaret ditt (?:går|blir)/, 'in Norwegian');
like($news->text, qr/Status: Ny, ingen ansvarlig, linje 1/, 'all of it');

# ---- what commands and mistakes are called
$anna->answers($news, "/tildel olga\n/prioritet høy");
$notice = $olga->gets(qr/^#/, 'it is hers');
like($notice->text, qr/Приоритет: высокий/, 'by words of either language');
$olga->answers($notice, '/приоритет синий');
my $error = $olga->gets(qr/не отправлено: /, 'a mistake');
like($error->text, qr/нет такого значения: синий; можно выбрать:\s+низкий, обычный/,
    'is told in Russian');

# ---- a short text, and a reply
my $again = asks($maria, 'Re', 'E05 ?');
like($again->text, qr/Номер вашего обращения/,
    'what is too short to tell goes by what he wrote before');
$olga->reads_all;
$anna->reads_all;
$maria->answers($ack, '/статус');
like($maria->gets(qr/./, 'the status')->text,
    qr/: получено \(с \d+ \w+ \d{4}, \d\d:\d\d \w+\)/,
    'has Russian words and dates');

# ---- Norwegian
$ack = asks($per, 'Skriver',
    'Hei, jeg får ikke logget inn på kontoen min lenger. Kan dere hjelpe?');
like($ack->text, qr/Saken din har nummer #\d+/, 'who writes Norwegian is'
        . ' answered in Norwegian');
$per->answers($ack, '/hjelp');
my $help = $per->gets(qr/Dette kan du skrive til/, 'help');
like($help->text, qr{^/språk SPRÅK +språket vi skriver til deg på$}m,
    'with commands by their Norwegian names');

# ---- English from .ru
$ack = asks($ivan, 'Printer',
    'The printer on the third floor does not print, it just shows error E05.');
like($ack->text, qr/Your request number is #\d+/,
    'a domain says nothing about a language');

# ---- he chooses
$ivan->answers($ack, '/language русский');
my $chosen = $ivan->gets(qr/^Re: Printer/, 'an answer');
like($chosen->text, qr/мы пишем вам на этом языке: русский/, 'in the new one');
$ack = asks($ivan, 'Screen',
    'The screen of my computer is black since this morning, please help me.');
like($ack->text, qr/Номер вашего обращения/,
    'what he chose counts more than what he writes in');
$ivan->answers($ack, '/язык авто');
$ivan->gets(qr/^Re: Screen/, 'an answer');
$ack = asks($ivan, 'Mouse',
    'The mouse of my computer has been broken since this morning, please help.');
like($ack->text, qr/Your request number is/, 'until he chooses none');

# ---- explained
my (undef, $why) = $desk->postern('why', 'per@example.com');
like($why, qr/ticket/, 'what came of it is told as ever');
$_->reads_all for $anna, $olga;

done_testing();
