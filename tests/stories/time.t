#!/usr/bin/perl
# Working time by mail: booked once however often a message comes, corrected, booked
# for others, by a timer that is asked about in the evening; the customer reads
# nothing of it.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $MOSCOW = 'Europe/Moscow';
my $desk   = Desk->start(
    clock  => "2027-03-01 10:05 $MOSCOW",
    imap   => 1,
    users  => ['maria@example.org', 'boss@example.com'],
    config => {
        'queue support'   => { calendar => 'office' },
        'mailbox help'    => { queue => 'support' },
        'queue help'      => undef,
        'calendar office' =>
            { zone => $MOSCOW, weekdays => '10:00-13:00, 14:00-19:00' },
        'work travel'     => { title => 'Travel', 'title.ru' => 'Поездка' },
        'work phone'      => { title => 'Phone' },
        'operator maria'  => { name => 'Maria Berg', roles => 'manager:*',
            address => 'maria@example.org' },
        'operator olga'   => { name => 'Olga Berg', lines => 1,
            roles => 'operator, lead', address => 'olga@example.org',
            language => 'ru' },
    },
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $tom  = $desk->operator('tom');

my ($number, $notice, $hers) = $desk->opens($kari, 'The map', $anna, $olga);
my ($other, $elsewhere) = $desk->opens($per, 'The bill', $anna, $olga);

# What she writes is done when nothing is left to do
sub says {
    my ($who, $to, $text) = @_;
    my $letter = $who->answers($to, $text, quote => 0);
    $desk->settled;
    return $letter;
}

# "anna 25 travel: to Oslo" of each row
sub rows {
    my ($ticket) = @_;
    return join '; ', map {
        "$_->{operator} $_->{min}"
            . ($_->{type} ? " $_->{type}" : '')
            . ($_->{what} ? ": $_->{what}" : '')
    } sort { $a->{id} <=> $b->{id} } @{ $desk->ticket($ticket)->{time} };
}
sub spent { return $desk->field($_[0], 'spent_min') }

# ---- booked, and once
my $octets = Letter->compose(
    date_s     => $desk->now,
    from       => $anna->mailbox,
    to         => $notice->raw('Reply-To'),
    subject    => 'Re: ' . $notice->subject,
    text       => "/spend 25m travel to Oslo\n/spend 1h30 phone\n",
    message_id => '<booked@example.org>',
    in_reply_to => $notice->message_id,
);
my ($to) = $notice->raw('Reply-To') =~ /([^\s<>]+@[^\s<>]+)/;
sub arrives {
    $desk->submit($octets, from => $anna->address, to => [ $_[0] ]);
    return;
}
arrives($to);
$desk->settled;
is(rows($number), 'anna 25 travel: to Oslo; anna 90 phone', 'two rows');
is(spent($number), 115, 'and their sum');
arrives($to);
arrives('help@example.org');
$desk->postern(\$octets, 'deliver', '--from', $anna->address, $to);
$desk->wait_until(sub { scalar(my @w = $desk->why('booked@example.org')) >= 3 });
$desk->settled;
my @came = $desk->why('booked@example.org');
cmp_ok(scalar @came, '>=', 3, 'the message came again, by other doors');
note join ' ', map { "$_->{door}:$_->{fate_code}" } @came;
is(spent($number), 115, 'which books nothing');
is(rows($number), 'anna 25 travel: to Oslo; anna 90 phone', 'no row more');

# ---- taken back
says($anna, $notice, '/spend -100m counted twice');
is(rows($number),
    'anna 25 travel: to Oslo; anna 90 phone; anna -90 phone: counted twice; '
        . 'anna -10 travel: counted twice', 'corrections are rows');
is(spent($number), 15, 'of the latest first');
says($anna, $notice, '/spend -16m');
my $wrong = $anna->gets(qr/^#$number not done|not sent|not done/, 'a mistake');
like($wrong->text, qr/no more can be taken back than what is\s+booked:\s+15\s+min\s+Travel/,
    'that says what is booked');
is(spent($number), 15, 'and takes back nothing');

# ---- for others
says($anna, $notice, '/spend 1h @tom');
$wrong = $anna->gets(qr/^#$number/, 'a mistake');
like($wrong->text, qr/operator you may not book time of others/,
    'not by a colleague')
    or diag $wrong->text;
says($olga, $hers, '/потрачено 1ч @tom вчера поездка');
like(rows($number), qr/tom 60 travel$/, 'by a lead, of yesterday');
my ($row) =
    grep { $_->{operator} eq 'tom' } @{ $desk->ticket($number)->{time} };
like($row->{at}, qr/^2027-02-28/, 'as she says');
is($row->{by}, 'olga', 'and by whom');
my $told = $tom->gets(qr/^#$number/, 'word of it');
like($told->text, qr/Olga Berg booked 1 h of your time/, 'in words');
is($desk->field($number, 'spent_min'), 75, 'on top');

# ---- more than planned
says($olga, $hers, "/take\n/estimate 1h 20m");
says($anna, $notice, '/spend 10m');
my $more = $olga->gets(qr/^#$number/, 'word of too much');
like($more->text, qr/Записано уже 1 ч 25 мин, а запланировано было 1 ч 20 мин/,
    'in her language') or diag $more->text;
says($anna, $notice, '/spend 10m');
$olga->gets_nothing('it a second time');

# ---- a timer: another request stops it, and books it there
says($anna, $notice, '/stop');
$wrong = $anna->gets(qr/no timer of yours runs/, 'that none runs');
says($anna, $notice, '/start phone with Kari');
is($desk->ticket($number)->{timers}[0]{operator}, 'anna', 'it runs');
says($anna, $notice, '/list');
my $list = $anna->gets(sub { $_[0]->text =~ /Reply with commands/ }, 'her list');
like($list->text, qr/Your timer runs on #$number since/, 'which says so')
    or diag $list->text;
$per->answers(($per->letters)[0], 'One more thing.');
my $news = $anna->gets(qr/^#$other/, 'a notification');
like($news->text, qr/Your timer: runs on #$number since/, 'as each message does')
    or diag $news->text;
$olga->reads_all;
$desk->later('25m');
says($anna, $elsewhere, '/start');
my $stopped = $anna->gets(qr/^#$other your timer/, 'word that it was stopped');
like($stopped->text,
    qr/Your timer on #$number was stopped\. It ran from .*; 25 min was booked/s,
    'where, and how long') or diag $stopped->text;
like(rows($number), qr/anna 2[56] phone: with Kari$/, 'booked there');
is(@{ $desk->ticket($number)->{timers} }, 0, 'it runs there no more');
is($desk->ticket($other)->{timers}[0]{operator}, 'anna', 'but here');

# ---- in the evening she is asked, once; no night is booked
$desk->clock_to("2027-03-01 13:30 $MOSCOW");
$anna->gets_nothing('no question at lunch');
$desk->clock_to("2027-03-01 19:05 $MOSCOW");
my $asked = $anna->gets(qr/^#$other The bill/, 'the question');
like($asked->text, qr{reply with /stop, which books\s+the\s+time until\s+Mon 1 Mar 16:00}s,
    'until when it would count') or diag $asked->text;
$desk->clock_to("2027-03-02 09:30 $MOSCOW");
$anna->gets_nothing('no second question');
says($anna, $asked, '/stop');
$stopped = $anna->gets(qr/^#$other your timer/, 'what was booked');
like($stopped->text, qr/until the working\s+day ended/s, 'until the day ended')
    or diag $stopped->text;
my ($night) = @{ $desk->ticket($other)->{time} };
cmp_ok($night->{min}, '<=', 9 * 60, 'no night');
cmp_ok($night->{min}, '>', 8 * 60, 'but the day');

# ---- or she says how long, or that it is nothing
says($anna, $elsewhere, '/start');
$desk->clock_to("2027-03-02 19:10 $MOSCOW");
$asked = $anna->gets(qr/^#$other The bill/, 'the question');
says($anna, $asked, '/spend 2h30');
like(rows($other), qr/; anna 150$/, 'what she says counts');
is(@{ $desk->ticket($other)->{timers} }, 0, 'and the timer is over');
$desk->clock_to("2027-03-03 10:30 $MOSCOW");
says($anna, $elsewhere, '/start');
$desk->clock_to("2027-03-03 19:10 $MOSCOW");
$asked = $anna->gets(qr/^#$other The bill/, 'the question');
my $before = rows($other);
says($anna, $asked, '/drop');
is(rows($other), $before, 'nothing is booked');
is(@{ $desk->ticket($other)->{timers} }, 0, 'of a timer that is dropped');

# ---- who closes it stops hers; what is merged goes along
$desk->clock_to("2027-03-04 10:30 $MOSCOW");
says($anna, $elsewhere, '/start');
$desk->later('10m');
says($anna, $elsewhere, '/close');
like(rows($other), qr/; anna 1[01]$/, 'closing books it');
my ($third, $again) = $desk->opens($kari, 'Also the map', $anna, $olga);
says($anna, $again, "/spend 7m\n/start");
my $sum = spent($number) + 7;
says($anna, $again, "/merge #$number");
is(spent($number), $sum, 'a merge brings all of it');
is($desk->ticket($number)->{timers}[0]{operator}, 'anna', 'and the timer')
    or diag explain $desk->ticket($number)->{timers};
$desk->later('5m');
says($anna, $notice, '/stop');
is(spent($number), $sum + 5, 'which is booked there');

# ---- prepaid time runs out: the manager and who speaks for the company hear of it
my $maria = $desk->operator('maria');
my $boss  = $desk->customer('The Boss <boss@example.com>');
sub table {
    my ($kind, $text) = @_;
    my $path = "$desk->{dir}/$kind.csv";
    open my $file, '>:utf8', $path or die "$path: $!\n";
    print $file $text;
    close $file;
    my ($code, $out, $err) = $desk->postern($kind, 'import', $path);
    is($code, 0, "a table of $kind") or diag $out, $err;
    return;
}
table('company', "name,ext,manager,zone\nAcme,A-1,maria,Europe/Moscow\n");
table('person', "handles,name,company,contact,language\n"
        . "boss\@example.com,The Boss,A-1,yes,nb\n");
table('contract', "company,ext,name,from\nA-1,C-1,Care,2027-01-01\n");
table('service', "contract,name,ext,hours,round,works\nC-1,Basic,S-1,1,15,phone\n");
table('rate', "contract,work,from,price,mode,norm\nC-1,,2027-01-01,100,actual,\n"
        . "C-1,phone,2027-01-01,100,norm,45\n");
my ($bill, $theirs) = $desk->opens($boss, 'The invoice', $anna);
like($theirs->text, qr/Prepaid: Acme has 1 h of 1 h left in March \(Basic\)/,
    'what is left is part of the notification') or diag $theirs->text;
$boss->reads_all;
says($anna, $theirs, '/spend 5m phone');
my @bills = map { $_->{bill_min} } @{ $desk->ticket($bill)->{time} };
is("@bills", '45', 'a norm is charged');
$maria->gets_nothing('nothing at 75 %');
$boss->gets_nothing('nothing either');
says($anna, $theirs, "/spend 1m\n\nIt is paid.");
$boss->gets(qr/^Re: The invoice/, 'the reply');
my $warned = $maria->gets(qr/^Acme: prepaid time is used up/, 'word of all of it');
like($warned->text, qr/Acme, service Basic: all 1 h of March are used\./, 'in words')
    or diag $warned->text;
my $mail = $boss->gets(qr/^Acme: den forhåndsbetalte tiden er brukt opp/,
    'the same in his language');
like($mail->text, qr/for mars er brukt opp: 1 t \(Basic\)\./, 'in hours')
    or diag $mail->text;
unlike($mail->text, qr/100|NOK|EUR/, 'without money');
says($anna, $theirs, '/spend -1m');
says($anna, $theirs, '/spend 20m');
$maria->gets_nothing('nothing twice in a month');
$boss->gets_nothing('nothing twice');
like($desk->ticket($bill)->{entries}[-1]{text}
        . $desk->ticket($bill)->{entries}[-2]{text},
    qr/work without a type is not part of service Basic/,
    'what the service does not cover is booked, and said');
$anna->answers($theirs, '/show');
my $show = $anna->gets(qr/^#$bill /, 'the request');
like($show->text, qr/- 5 min, Phone, Anna Larsen, /, 'with each booking')
    or diag $show->text;
like($show->text, qr/Acme has used all 1 h of March \(Basic\); 15 min\s+went beyond/,
    'and what went beyond') or diag $show->text;

# ---- nothing of it is the customer's
$kari->reads_all;
$kari->writes('support@example.org', "Re: The map [$number]", "/show #$number");
$desk->settled;
for my $letter ($kari->letters, $per->letters,
    grep { $_->subject !~ /^Acme/ } $boss->letters) {
    unlike($letter->display, qr/Oslo|with Kari|travel|counted twice|timer/i,
        'nothing of it in ' . $letter->subject);
}
done_testing();
