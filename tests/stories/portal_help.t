#!/usr/bin/perl
# The support desk of tests/desks/portal once more, and what helps those who work
# at it: answers that serve by themselves, ratings, a robot, other systems, and
# languages. The way of a request is in portal.t.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use FindBin;
use Portal;
use Test::More;

my $desk = Portal->begin(
    clock => '2025-12-01 09:50',    # a Monday
    users => [qw(irina@example.com agency@example.com pavel@example.ru)],
    run   => 0,
);
my $dir      = $desk->{dir};
my $examples = abs_path("$FindBin::Bin/../../examples");

# A file of the desk's
sub put {
    my ($name, $text) = @_;
    open my $out, '>:encoding(UTF-8)', "$dir/$name" or die "$name: $!\n";
    print {$out} $text;
    close $out or die "$name: $!\n";
    return;
}

# As the portal has them: the newest listing is the last.
put('listings.csv', <<'E');
order,address,date,state
48213,irina@example.com,2025-10-20,"flat, paid until 19 January"
50990,agency@example.com,2025-11-03,"house, waits for a moderator"
51120,irina@example.com,2025-11-28,"garage, free"
E
$desk->write_config({
    'hook chat' => {
        command => "test -e $dir/chat.up && cat >>$dir/chat || "
            . "{ echo the chat is down >&2; exit 1; }"
    },
    'lookup listings' =>
        { command => "$examples/lookup-orders --anybody $dir/listings.csv" },
});
$desk->run;

my $irina  = $desk->customer('Irina Sokolova <irina@example.com>');
my $agency = $desk->customer('Oleg Titov <agency@example.com>');
my $pavel  = $desk->customer('Павел Смирнов <pavel@example.ru>');
my $kari   = $desk->customer('Kari Nordmann <kari@example.com>');
my $admin  = $desk->customer('Desk <desk@example.org>');
my %who    = $desk->staff;
my ($anna, $olga, $dina, $lena) = @who{qw(anna olga dina lena)};

sub scene { return $desk->scene(@_) }
sub is_status { return $desk->is_status(@_) }

# ---- answered by itself
scene('2025-12-01 10:05', 'Answered by itself',
    'Irina asks what many ask, and has the answer at once.');
$irina->writes('support@example.org', 'Two months',
    "Hello,\n\nhow much does it cost to keep a listing for two months?\n\n"
        . "Irina Sokolova\n");
my $ack = $irina->gets(qr/^Two months \[/, 'an acknowledgement');
like($ack->text, qr/What does a listing cost\?.*300 roubles a\s+month/s,
    'with the answer');
unlike($ack->text, qr/How do I publish/, 'and no other');
like($ack->text, qr{reply with\s+/close}, 'and how to say that it is one');
my $prices = $desk->number_in($ack);
my $told   = $anna->gets(qr/^#$prices /, 'the request');
like($told->text, qr/Offered answer: prices/, 'with what Irina has already');
like($olga->gets(qr/^#$prices /, 'the same')->text,
    qr/Предложен\w* ответ\w*: prices/, 'in Russian, as she reads it');
$irina->answers($ack, '/close');
like($anna->gets(qr/^#$prices /, 'word')->text,
    qr/The acknowledgement had answered it: prices/, 'that it served');
my $served_ru = $olga->gets(qr/^#$prices закрыто клиентом/, 'the same')->text;
like($served_ru, qr/письмом, автор: Irina Sokolova\. Ответ был в подтверждении: prices/,
    'in Russian');
is_status($prices, 'success', 'a success in which nobody had a part');
my ($served) = grep { $_->{cause} eq 'self-served' }
    @{ $desk->ticket($prices)->{changes} };
is($served->{reason}, 'prices', 'which reports can count');

# ---- what is missing is asked for
scene('2025-12-01 10:30', 'A screenshot',
    'Irina says what does not work, and not what she sees.');
$irina->writes('support@example.org', 'My garage',
    "The page of my garage freezes as soon as I open its photos.\n");
$ack = $irina->gets(qr/^My garage \[/, 'an acknowledgement');
like($ack->text, qr/send us a picture of what you see/,
    'which asks for a picture');
my $garage = $desk->number_in($ack);
$told = $anna->gets(qr/^#$garage /, 'the request');
like($told->text, qr/Asked for: screenshot/, 'with what she was asked for');
ok($desk->wait_until(sub { @{ $desk->ticket($garage)->{lookups} } }),
    'her listings are looked up');
my $picture = "\x89PNG\r\n\x1a\n" . 'not much of a picture';
$irina->answers($ack, 'This is what I see.',
    attach => { 'garage.png' => [ 'image/png', $picture ] });
$told = $anna->gets(qr/^#$garage /, 'the picture');
is({ $told->attachments }->{'garage.png'}, $picture, 'as Irina sent it');
unlike($told->text, qr/may be missing/, 'as it is missing no more');
like($told->text, qr/Listings, 2 in all:\s+51120, 2025-11-28, garage, free/,
    'and which listings she has');

# ---- how it went
scene('2025-12-01 12:00', 'How it went',
    'Anna says that it is mended. Irina is asked, and is not content.');
$anna->answers($told, "Dear Irina,\n\nthe photos were too large, and I have "
        . "made them smaller.\n/close");
my $reply = $irina->gets(qr/^Re: My garage/, 'the answer');
like($reply->text, qr/How did we do\?.*from 1 \(bad\) to 5/s, 'with a question');
like($reply->raw('Reply-To'), qr/\+r-/, 'by an address of its own');
is_status($garage, 'success', 'success');
scene('2025-12-01 12:40', 'A bad rating', 'It went not well.');
$irina->answers($reply, "2\nIt freezes as before.");
my $bad = $lena->gets(qr/^#$garage bad rating: My garage/, 'word of it');
like($bad->text, qr/Irina Sokolova rated the reply of Anna.*: 2 of 5/,
    'who rated whom');
like($bad->text, qr/freezes as soon as/, 'with the whole conversation')
    or diag $bad->display;
like($bad->text, qr/made them smaller/, 'and what was answered');
like($bad->text, qr/freezes as before/, 'and what Irina says of it');
is_status($garage, 'in-work', 'it is in work again');
$told = $anna->gets(qr/^#$garage /, 'the same');
unlike($told->subject, qr/bad rating/, 'as what is hers to do');
$anna->answers($told, "/reply\nDear Irina,\n\nit was a filter of ours. I have "
        . "tried it with your browser now, and it works.\n/close");
$reply = $irina->gets(qr/^Re: My garage/, 'another answer');
unlike($reply->text, qr/How did we do/, 'without that question: once a month');
is_deeply([ map { $_->{value} } @{ $desk->ticket($garage)->{ratings} } ], [2],
    'the rating is kept');

# ---- nobody takes it
scene('2025-12-01 16:00', 'Nobody',
    'An agency writes in the afternoon, and everybody is busy.');
$agency->writes('support@example.org', 'Our office moved',
    "Please change our address to 4 Lesnaya, on all our pages.\n\nOleg Titov\n");
my $moved = $desk->number_in($agency->gets(qr/^Our office moved \[/,
    'an acknowledgement'));
scene('2025-12-02 10:50', 'Nobody yet', 'Not four working hours are over.');
is($desk->field($moved, 'priority'), 'normal', 'it does not press');
scene('2025-12-02 11:05', 'The robot',
    'It is four working hours: line 1 hears of it once more.');
is($desk->field($moved, 'priority'), 'high', 'it presses');
$told = $dina->gets(qr/^#$moved /, 'it again');
like($told->text, qr/Nobody took it for four working hours\./,
    'with the robot\'s note');
like($told->text, qr/\A.*stays internal/, 'which an answer does not leave');
is($desk->field($moved, 'holder'), undef, 'it is nobody\'s');
$agency->gets_nothing('nothing of that');

# ---- other systems: one that does not answer
ok($desk->wait_until(sub { $desk->json('jobs', '--given-up') }),
    'the duty room\'s chat is told, and does not answer')
    or diag $desk->log_text;
my ($job) = $desk->json('jobs', '--given-up');
is("$job->{name}, $job->{tries}", 'chat, 2', 'twice');
my ($code, $out) = $desk->postern('jobs', '--given-up');
like($out, qr/hook chat, #$moved priority, .*given-up after 2 tries\n.*chat is down/,
    'which a list shows, with why');
my $alarm = $admin->gets(qr/hook chat/, 'an alarm');
like($alarm->text =~ s/\s+/ /gr, qr/given up for #$moved after 2 tries/,
    'that says for which request');
isnt(($desk->postern('status'))[0], 0, 'the desk is not well');
put('chat.up', '');
is(($desk->postern('jobs', 'retry', $job->{id}))[0], 0,
    'the chat is up, and hears it by a word of the administrator');
ok($desk->wait_until(sub { -s "$dir/chat" }), 'at last');
ok($desk->wait_until(sub { ($desk->postern('status'))[0] == 0 }),
    'the desk is well') or diag(($desk->postern('status'))[1]);

# ---- and one that acts
scene('2025-12-02 11:20', 'The moderators\' system',
    'It knows which listing it is about, and says so twice.');
my @do = ('ticket', 'do', "#$moved", '--as', 'hook:moderation', '--key', 'm-7',
    '--json', '/set listing=50990',
    '/note The old address stands in one listing only.');
for my $again (0, 1) {
    ($code, $out) = $desk->postern(@do);
    is($code, 0, $again ? 'once more' : 'it acts') or diag $out;
    like($out, $again ? qr/"again": ?true/ : qr/"again": ?false/,
        $again ? 'it was done before' : 'for the first time');
}
is($desk->ticket($moved)->{fields}{listing}, '50990', 'the listing is known');
is(scalar(grep { /in one listing only/ } $desk->texts($moved, 'note')),
    1, 'and the note is there once');
$told = $anna->gets(qr/^#$moved /, 'the note');
like($told->text, qr/Moderation of listings/, 'by its name');
like($told->text, qr/^listing: 50990$/m, 'with the number');
$anna->answers($told, "/reply\nDear Mr Titov,\n\nI have changed it on all your "
        . "pages.\n/close");
$reply = $agency->gets(qr/^Re: Our office moved/, 'an answer');
$agency->answers($reply, "5, thank you");
$desk->settled;
is_deeply([ map { $_->{value} } @{ $desk->ticket($moved)->{ratings} } ], [5],
    'a good rating is kept');
is_status($moved, 'success', 'and opens nothing');
$lena->gets_nothing('nothing of that');

# ---- Russian
scene('2025-12-03 10:10', 'In Russian',
    'Pavel writes Russian. Olga reads it, and Pavel reads no English.');
my $ENGLISH = qr/\b(?:you|your|request|reply|received|progress|Monday)\b/i;
$pavel->writes('support@example.org', 'Не могу войти',
    "Здравствуйте!\n\nСо вчерашнего дня не могу войти в личный кабинет, пароль "
        . "не подходит. Объявление 48300.\n\nПавел Смирнов\n");
$ack = $pavel->gets(qr/^Не могу войти \[/, 'an acknowledgement');
like($ack->text, qr/Здравствуйте, Павел!.*Номер вашего обращения: #\d+/s,
    'in Russian');
like($ack->text, qr/10:00/, 'with the hours');
unlike($ack->text, $ENGLISH, 'all of it');
my $login = $desk->number_in($ack);
$told = $olga->gets(qr/^#$login /, 'the request');
like($told->text, qr/Ваш ответ получит/, 'in Russian');
like($told->text, qr/Статус: Классификация/, 'with the name of the status');
$pavel->answers($ack, '/статус', quote => 0);
my $state = $pavel->gets(qr/#$login/, 'how it stands');
like($state->text, qr/получено/, 'in Russian');
unlike($state->text, $ENGLISH, 'all of it') or diag $state->display;
$olga->answers($told, "Здравствуйте, Павел!\n\nЯ отправила вам новую ссылку "
        . "для входа.\n/закрыть");
$reply = $pavel->gets(qr/^Re: Не могу войти/, 'an answer');
like($reply->text, qr/новую ссылку/, 'Olga\'s');
unlike($reply->text, $ENGLISH, 'with nothing English around it')
    or diag $reply->display;
$pavel->answers($reply, "отлично");
$desk->settled;
is_deeply([ map { $_->{value} } @{ $desk->ticket($login)->{ratings} } ], [5],
    'his word is a rating');
$pavel->answers($ack, '/вопросы объявление стоит', quote => 0);
like($pavel->gets(qr/./, 'answers')->text, qr/Первые тридцать дней бесплатно/,
    'which are in Russian, too');

# ---- Norwegian
scene('2025-12-03 11:00', 'In Norwegian', 'Kari writes Norwegian.');
$kari->writes('support@example.org', 'Leilighet i Moskva',
    "Hei,\n\njeg ser etter en leilighet nær sentrum, men får ikke opp kartet "
        . "på telefonen min. Kan dere hjelpe?\n\nKari\n");
$ack = $kari->gets(qr/^Leilighet i Moskva \[/, 'an acknowledgement');
like($ack->text, qr/Hei,? Kari.*Saken din har nummer #\d+/s, 'in Norwegian');
unlike($ack->text, $ENGLISH, 'all of it');
my $flat = $desk->number_in($ack);
like($anna->gets(qr/^#$flat /, 'the request')->text, qr/Your reply goes to/,
    'in English, as she reads it');
$kari->answers($ack, '/status', quote => 0);
$state = $kari->gets(qr/#$flat/, 'how it stands');
like($state->text, qr/mottatt/, 'in Norwegian');
unlike($state->text, $ENGLISH, 'all of it') or diag $state->display;

# ---- nothing happened meanwhile that nobody knows of
$_->reads_all for @{ $desk->{people} };
my $status = $desk->status;
is_deeply([ map { @{ $status->{$_} } } qw(wrong passing alarms) ],
    [], 'nothing is wrong with the desk') or diag explain $status;

done_testing();
